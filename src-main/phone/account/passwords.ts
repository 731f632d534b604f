import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { messageOf, type Log } from '../../base/log';
import { Observable, type Observed } from '../../base/observable';
import type { LineId } from './line';
import type { SecretStore } from './secret-store';

/** After this a keyring that has not answered counts as having nothing; a late answer is still welcome. */
export const KEYCHAIN_PATIENCE_MS = 5_000;

interface Ports {
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** The keychain with its bad manners kept away: it may hang, throw, or be absent, and the telephone goes on. */
export class Passwords implements Disposable {
  readonly #ports: Ports;
  readonly #available = new Observable(false);
  readonly #timers = new DisposableStore();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  get available(): Observed<boolean> {
    return this.#available;
  }

  start(): void {
    void this.#tried('available', this.#ports.secrets.available(), false).then((available) => {
      if (!this.#timers.isDisposed) this.#available.set(available);
    });
  }

  /**
   * Calls `found` when the keychain answers. Calls it with `null` first when it takes too long, so it may be
   * called twice.
   */
  load(lineId: LineId, found: (password: string | null) => void): void {
    const patience = this.#ports.clock.after(KEYCHAIN_PATIENCE_MS, () => {
      this.#ports.log('warn', 'keychain does not answer');
      found(null);
    });
    this.#timers.add(patience);
    void this.#tried('get', this.#ports.secrets.get(lineId), null).then((password) => {
      this.#timers.release(patience);
      if (!this.#timers.isDisposed) found(password);
    });
  }

  /** Calls `kept` once the keychain has it; never when it refuses. */
  save(lineId: LineId, password: string, kept: () => void): void {
    const nowhere = { kept: false };
    void this.#tried('set', this.#ports.secrets.set(lineId, password), nowhere).then((answer) => {
      if (answer.kept && !this.#timers.isDisposed) kept();
    });
  }

  forget(lineId: LineId): void {
    void this.#tried('remove', this.#ports.secrets.remove(lineId), undefined);
  }

  dispose(): void {
    this.#timers.dispose();
    this.#available.dispose();
  }

  async #tried<T>(what: string, asked: Promise<T>, otherwise: T): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      this.#ports.log('warn', `keychain: ${what} failed`, { detail: messageOf(error) });
      return otherwise;
    }
  }
}
