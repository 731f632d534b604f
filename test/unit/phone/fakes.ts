import { silentLog } from '../../../src-main/base/log';
import { seededRandom } from '../../../src-main/base/random';
import { fail, ok, type Result } from '../../../src-main/base/result';
import { Signal } from '../../../src-main/base/signal';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import type { Line } from '../../../src-main/phone/account/line';
import { defaultsFor, type LineDraft } from '../../../src-main/phone/account/line-draft';
import type { LineStore } from '../../../src-main/phone/account/line-store';
import type { Registration } from '../../../src-main/phone/account/registration';
import type { SecretStore } from '../../../src-main/phone/account/secret-store';
import type { SignallingCommand, SignallingEvent } from '../../../src-main/phone/call/signalling';
import type { SignallingPort } from '../../../src-main/phone/call/signalling-port';
import type { HistoryStore } from '../../../src-main/phone/history/history-store';
import {
  DEFAULT_SETTINGS,
  type Settings,
  type SettingsStore,
} from '../../../src-main/phone/settings/settings';
import type { StorageFailure } from '../../../src-main/phone/storage-failure';
import { Telephone } from '../../../src-main/phone/telephone';
import { Database } from '../../../src-main/store/database';
import { SqliteHistory } from '../../../src-main/store/history-store';
import { SqliteReachability } from '../../../src-main/store/reachability-store';
import { migrate } from '../../../src-main/store/migrate';
import { MIGRATIONS } from '../../../src-main/store/migrations/all';

export const DRAFT: LineDraft = {
  ...defaultsFor('udp'),
  label: 'Office',
  user: '4711',
  domain: 'pbx.example',
};

export class FakeLineProcess implements SignallingPort {
  up = true;
  readonly sent: SignallingCommand[] = [];
  readonly #event = new Signal<SignallingEvent>();
  readonly #up = new Signal<undefined>();
  readonly #down = new Signal<undefined>();
  readonly onEvent = this.#event.event;
  readonly onUp = this.#up.event as SignallingPort['onUp'];
  readonly onDown = this.#down.event as SignallingPort['onDown'];

  send(command: SignallingCommand): void {
    this.sent.push(command);
  }
  report(event: SignallingEvent): void {
    this.#event.fire(event);
  }
  register(lineId: string, registration: Registration = REGISTERED): void {
    this.report({ kind: 'line/registration', lineId, registration });
  }
  die(): void {
    this.up = false;
    this.#down.fire(undefined);
  }
  rise(): void {
    this.up = true;
    this.sent.length = 0;
    this.#up.fire(undefined);
  }
  get listeners(): number {
    return this.#event.listenerCount + this.#up.listenerCount + this.#down.listenerCount;
  }
}

export const REGISTERED: Registration = { state: 'registered', sinceMs: 1, expiresAtMs: 2 };

/** A keychain that answers when told to. */
export class FakeKeychain implements SecretStore {
  readonly secrets = new Map<string, string>();
  works = true;
  /** When set, nothing is answered before it resolves. */
  hang: Promise<void> = Promise.resolve();

  async available(): Promise<boolean> {
    await this.hang;
    return this.works;
  }
  async get(lineId: string): Promise<string | null> {
    await this.hang;
    return this.secrets.get(lineId) ?? null;
  }
  async set(lineId: string, password: string): Promise<{ readonly kept: boolean }> {
    await this.hang;
    if (this.works) this.secrets.set(lineId, password);
    return { kept: this.works };
  }
  async remove(lineId: string): Promise<void> {
    await this.hang;
    this.secrets.delete(lineId);
  }
}

/** Lines and settings in memory, and a disk that can be full. */
export class FakeDisk implements LineStore {
  full = false;
  readonly lines = new Map<string, Line>();
  settings: Settings = DEFAULT_SETTINGS;

  load(): Result<readonly Line[], StorageFailure> {
    return ok([...this.lines.values()]);
  }
  save(lines: readonly Line[]): Result<void, StorageFailure> {
    if (this.full) return fail({ kind: 'storage', detail: 'full' });
    for (const line of lines) this.lines.set(line.id, line);
    return ok(undefined);
  }
  remove(id: string): Result<void, StorageFailure> {
    if (this.full) return fail({ kind: 'storage', detail: 'full' });
    this.lines.delete(id);
    return ok(undefined);
  }
  readonly settingsStore: SettingsStore = {
    load: () => ok(this.settings),
    save: (settings) => {
      if (this.full) return fail({ kind: 'storage', detail: 'full' });
      this.settings = settings;
      return ok(undefined);
    },
  };
}

export function memoryHistory(): { readonly database: Database; readonly history: SqliteHistory } {
  const database = new Database(':memory:');
  migrate(database, MIGRATIONS);
  return { database, history: new SqliteHistory(database, silentLog) };
}

/** A telephone with everything around it in the test's hands. */
export class Bench {
  readonly clock = new VirtualClock();
  readonly process = new FakeLineProcess();
  readonly keychain = new FakeKeychain();
  readonly disk = new FakeDisk();
  readonly store = memoryHistory();
  history: HistoryStore = this.store.history;
  telephone = this.#build();

  /** Quits and starts anew: what was stored is there, the rest is not. */
  restart(): void {
    this.telephone.dispose();
    this.process.sent.length = 0;
    this.telephone = this.#build();
    this.telephone.start();
  }

  /** A registered line with a password, and its id. */
  async line(draft: LineDraft = DRAFT): Promise<string> {
    const added = this.telephone.addLine(draft, 'secret');
    if (!added.ok) throw new Error(added.error.kind);
    await settled();
    this.process.register(added.value.id);
    return added.value.id;
  }

  dial(typed = '600'): string {
    const dialled = this.telephone.dial(typed, null);
    if (!dialled.ok) throw new Error(dialled.error.kind);
    return dialled.value.id;
  }

  talk(typed = '600'): string {
    const callId = this.dial(typed);
    const remote = { uri: 'sip:600@pbx.example', name: 'Echo', number: '600' };
    const media = { codec: 'PCMA', encrypted: true };
    this.process.report({ kind: 'call/established', callId, remote, media });
    return callId;
  }

  #build(): Telephone {
    return new Telephone({
      signalling: this.process,
      lines: this.disk,
      history: this.history,
      settings: this.disk.settingsStore,
      reachability: new SqliteReachability(this.store.database, silentLog),
      secrets: this.keychain,
      clock: this.clock,
      random: seededRandom(this.disk.lines.size + this.clock.nowMs()),
      log: silentLog,
      storageProblem: null,
    });
  }
}

/** Lets answers that are already there arrive. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve();
}
