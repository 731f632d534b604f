import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissingFile } from '../base/missing-file';
import { messageOf, type Log } from '../base/log';

type Contents = Readonly<Record<string, string>>;

/**
 * Ciphertexts by line in one JSON file of mode 0600, base64. Writes replace the file as a whole, so a crash
 * leaves the old or the new one. A file that cannot be read is moved aside at the next write.
 */
export class SecretFile {
  readonly #path: string;
  readonly #log: Log;
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  async get(id: string): Promise<Buffer | null> {
    const found = (await this.#queued(() => this.#read()))?.[id];
    return found === undefined ? null : Buffer.from(found, 'base64');
  }

  set(id: string, ciphertext: Buffer): Promise<void> {
    return this.#queued(async () => {
      await this.#write({ ...(await this.#readOrMoveAside()), [id]: ciphertext.toString('base64') });
    });
  }

  remove(id: string): Promise<void> {
    return this.#queued(async () => {
      const { [id]: removed, ...others } = (await this.#read()) ?? {};
      if (removed !== undefined) await this.#write(others);
    });
  }

  /** One after the other: each write starts from what the one before left. */
  #queued<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work, work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #readOrMoveAside(): Promise<Contents> {
    const contents = await this.#read();
    if (contents) return contents;
    await rename(this.#path, `${this.#path}.broken`);
    return {};
  }

  /** `null`: there is a file and it makes no sense. */
  async #read(): Promise<Contents | null> {
    const text = await readFile(this.#path, 'utf8').catch((error: unknown) => {
      if (isMissingFile(error)) return '{}';
      throw error;
    });
    try {
      return contentsOf(JSON.parse(text));
    } catch (error) {
      this.#log('error', 'secrets not readable', { detail: messageOf(error) });
      return null;
    }
  }

  async #write(contents: Contents): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const fresh = `${this.#path}.new`;
    const file = await open(fresh, 'w', 0o600);
    try {
      await file.writeFile(JSON.stringify(contents));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, this.#path);
  }
}

function contentsOf(json: unknown): Contents {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Error('not an object');
  const entries = Object.entries(json).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(entries);
}
