import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A private authority and what it signs, made with openssl in a folder that is gone afterwards. */
export class Authority {
  readonly #folder = mkdtempSync(join(tmpdir(), 'offhook-ca-'));
  readonly ca: string;

  constructor() {
    this.#openssl([
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      '2',
      '-subj',
      '/CN=Test CA',
    ]);
    this.ca = this.#read('ca.pem');
  }

  /** @param alternatives as openssl writes them: `DNS:example.test`, `IP:127.0.0.1`, `URI:sip:example.test` */
  sign(alternatives: string, days = 2): Certificate {
    writeFileSync(join(this.#folder, 'ext'), `subjectAltName=${alternatives}\n`);
    this.#openssl([
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'k',
      '-out',
      'r',
      '-subj',
      '/CN=server',
    ]);
    this.#openssl([
      'x509',
      '-req',
      '-in',
      'r',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      String(days),
      '-extfile',
      'ext',
      '-out',
      'c',
    ]);
    return { key: this.#read('k'), cert: this.#read('c') };
  }

  /** Vouched for by nobody but itself. */
  selfSigned(alternatives: string): Certificate {
    this.#openssl([
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 's.key', '-out', 's.pem', '-days', '2'],
      ...['-subj', '/CN=server', '-addext', `subjectAltName=${alternatives}`],
    ]);
    return { key: this.#read('s.key'), cert: this.#read('s.pem') };
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #openssl(args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.#folder, stdio: 'pipe' });
  }

  #read(name: string): string {
    return readFileSync(join(this.#folder, name), 'utf8');
  }
}
