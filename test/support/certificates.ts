import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { openScratch, type Scratch } from './scratch';

/** A server's certificate and key as PEM files. */
export interface ServerCertificate {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Certificates of one run, all for the SIP domain `test.lan` (and localhost, 127.0.0.1, ::1) unless named otherwise. */
export interface Certificates extends Disposable {
  /** The private CA one must trust for `good`, `wrongName` and `expired` to chain. */
  readonly caFile: string;
  readonly caPem: string;
  readonly good: ServerCertificate;
  /** Signed by the CA, but for `other.lan` only. */
  readonly wrongName: ServerCertificate;
  /** Signed by the CA for `test.lan`, valid in 2020 only. */
  readonly expired: ServerCertificate;
  /** Signed by the CA for `*.test.lan`, and for `test.lan` itself not at all. */
  readonly wildcard: ServerCertificate;
  /** For `test.lan`, signed by nobody but itself. */
  readonly selfSigned: ServerCertificate;
  readonly selfSignedPem: string;
}

const HERE = 'DNS:test.lan,DNS:*.test.lan,DNS:localhost,IP:127.0.0.1,IP:0:0:0:0:0:0:0:1';

/** `openssl ca` is the one Debian 12 command that can sign with a start in the past. */
const CA_CONFIG = (dir: string, names: string): string => `
[ca]
default_ca = bench
[bench]
database = ${dir}/index.txt
serial = ${dir}/serial
new_certs_dir = ${dir}
default_md = sha256
policy = any
x509_extensions = server
unique_subject = no
[any]
commonName = supplied
[server]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = ${names}
`;

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

function makeKeyAndCert(
  scratch: Scratch,
  name: string,
  commonName: string,
  ...more: readonly string[]
): ServerCertificate {
  const made = { certFile: scratch.path(`${name}.crt`), keyFile: scratch.path(`${name}.key`) };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', made.keyFile];
  openssl(
    'req',
    '-x509',
    ...key,
    '-subj',
    `/CN=${commonName}`,
    '-days',
    '30',
    ...more,
    '-out',
    made.certFile,
  );
  return made;
}

/** A key and a request signed by the CA, valid from `start` to `end` (`YYYYMMDDHHMMSSZ`). */
function issue(
  scratch: Scratch,
  name: string,
  commonName: string,
  names: string,
  start: string,
  end: string,
): ServerCertificate {
  const made = { certFile: scratch.path(`${name}.crt`), keyFile: scratch.path(`${name}.key`) };
  const request = scratch.path(`${name}.csr`);
  const config = scratch.path(`${name}.cnf`);
  writeFileSync(config, CA_CONFIG(scratch.dir, names));
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', made.keyFile];
  openssl('req', ...key, '-subj', `/CN=${commonName}`, '-out', request);
  const ca = ['-cert', scratch.path('ca.crt'), '-keyfile', scratch.path('ca.key')];
  const dates = ['-startdate', start, '-enddate', end];
  openssl(
    'ca',
    '-batch',
    '-notext',
    '-config',
    config,
    ...ca,
    ...dates,
    '-in',
    request,
    '-out',
    made.certFile,
  );
  return made;
}

function stamp(atMs: number): string {
  return new Date(atMs).toISOString().replace(/[-:T]|\.\d+/g, '');
}

/** Makes a fresh CA and five server certificates (about 0.1 s). */
export function makeCertificates(): Certificates {
  const scratch = openScratch('certificates');
  writeFileSync(scratch.path('index.txt'), '');
  writeFileSync(scratch.path('serial'), '01\n');
  makeKeyAndCert(scratch, 'ca', 'Offhook test CA', '-addext', 'keyUsage=critical,keyCertSign,cRLSign');
  const dayMs = 86_400_000;
  const now: [string, string] = [stamp(Date.now() - dayMs), stamp(Date.now() + 10 * dayMs)];
  const selfSigned = makeKeyAndCert(scratch, 'self-signed', 'test.lan', '-addext', `subjectAltName=${HERE}`);
  return {
    caFile: scratch.path('ca.crt'),
    caPem: readFileSync(scratch.path('ca.crt'), 'utf8'),
    good: issue(scratch, 'good', 'test.lan', HERE, ...now),
    wrongName: issue(scratch, 'wrong-name', 'other.lan', 'DNS:other.lan', ...now),
    expired: issue(scratch, 'expired', 'test.lan', HERE, '20200101000000Z', '20201231000000Z'),
    wildcard: issue(scratch, 'wildcard', '*.test.lan', 'DNS:*.test.lan', ...now),
    selfSigned,
    selfSignedPem: readFileSync(selfSigned.certFile, 'utf8'),
    [Symbol.dispose]: () => {
      scratch.remove();
    },
  };
}
