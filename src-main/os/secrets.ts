import { messageOf, named, type Log } from '../base/log';
import type { LineId } from '../phone/account/line';
import type { SecretStore } from '../phone/account/secret-store';
import { SecretFile } from './secret-file';

/** What is used of Electron's `safeStorage`; the asynchronous half is missing in older versions. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  encryptString(plainText: string): Buffer;
  decryptString(encrypted: Buffer): string;
  isAsyncEncryptionAvailable?(): Promise<boolean>;
  encryptStringAsync?(plainText: string): Promise<Buffer>;
  decryptStringAsync?(
    encrypted: Buffer,
  ): Promise<{ readonly shouldReEncrypt: boolean; readonly result: string }>;
}

export interface SecretsOptions {
  readonly safeStorage: SafeStorage;
  readonly platform: NodeJS.Platform;
  /** File for the ciphertexts; the key to them is in the system's keychain. */
  readonly path: string;
  readonly log: Log;
}

/**
 * On Linux Chromium marks what it encrypted with a key that stands in its source code, for want of a keyring,
 * with `v10`; elsewhere that mark means the real keychain.
 */
const FIXED_KEY = Buffer.from('v10');

/** The system's keychain through Electron. To be used after the `ready` event. Nothing is ever kept in the clear. */
export function createSecretStore(options: SecretsOptions): SecretStore {
  return new KeychainSecrets(options);
}

class KeychainSecrets implements SecretStore {
  readonly #options: SecretsOptions;
  readonly #file: SecretFile;
  readonly #log: Log;
  #available: Promise<boolean> | null = null;

  constructor(options: SecretsOptions) {
    this.#options = options;
    this.#log = named(options.log, 'secrets');
    this.#file = new SecretFile(options.path, this.#log);
  }

  available(): Promise<boolean> {
    this.#available ??= this.#probe();
    return this.#available;
  }

  async get(lineId: LineId): Promise<string | null> {
    const ciphertext = await this.#file.get(lineId);
    if (ciphertext === null || !(await this.available())) return null;
    try {
      return await this.#decrypt(lineId, ciphertext);
    } catch (error) {
      // Another user's keychain, a new machine, a reset keyring: the password must be typed again.
      this.#log('warn', 'a secret cannot be decrypted', { detail: messageOf(error) });
      return null;
    }
  }

  async set(lineId: LineId, password: string): Promise<{ readonly kept: boolean }> {
    try {
      const ciphertext = (await this.available()) ? await this.#encrypt(password) : null;
      if (ciphertext) {
        await this.#file.set(lineId, ciphertext);
        return { kept: true };
      }
    } catch (error) {
      this.#log('warn', 'a secret cannot be kept', { detail: messageOf(error) });
    }
    // An older password must not come back at the next start.
    await this.remove(lineId);
    return { kept: false };
  }

  async remove(lineId: LineId): Promise<void> {
    try {
      await this.#file.remove(lineId);
    } catch (error) {
      this.#log('warn', 'a secret cannot be removed', { detail: messageOf(error) });
    }
  }

  async #probe(): Promise<boolean> {
    // The synchronous interface may wait for a keyring's prompt: not before the windows have started.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      const { safeStorage } = this.#options;
      const ready = await (safeStorage.isAsyncEncryptionAvailable?.() ?? safeStorage.isEncryptionAvailable());
      return ready && (await this.#encrypt('probe')) !== null;
    } catch (error) {
      this.#log('warn', 'no keychain', { detail: messageOf(error) });
      return false;
    }
  }

  /** `null`: it would be as good as plain text. */
  async #encrypt(password: string): Promise<Buffer | null> {
    const { safeStorage, platform } = this.#options;
    const ciphertext = await (safeStorage.encryptStringAsync?.(password) ??
      safeStorage.encryptString(password));
    const isFixed = platform === 'linux' && ciphertext.subarray(0, FIXED_KEY.length).equals(FIXED_KEY);
    return isFixed ? null : ciphertext;
  }

  async #decrypt(lineId: LineId, ciphertext: Buffer): Promise<string> {
    const { safeStorage } = this.#options;
    if (!safeStorage.decryptStringAsync) return safeStorage.decryptString(ciphertext);
    const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(ciphertext);
    // The system changed its key.
    if (shouldReEncrypt) await this.set(lineId, result);
    return result;
  }
}
