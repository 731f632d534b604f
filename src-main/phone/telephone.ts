import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import { named, type Log } from '../base/log';
import { Observable, sameData, type Observed } from '../base/observable';
import { token, type Random } from '../base/random';
import { fail, ok, type Result } from '../base/result';
import { parseLines, type ImportFailure } from './account/import';
import type { Line, LineId } from './account/line';
import type { LineDraft } from './account/line-draft';
import { isSignallingEncrypted, type LineSnapshot } from './account/line-entry';
import type { LineStore } from './account/line-store';
import { LineTest } from './account/line-test';
import { Lines, type ImportOutcome, type InCall, type InvalidDraft, type UnknownLine } from './account/lines';
import { Passwords } from './account/passwords';
import { isRegistered, pickEmergencyLine, pickLine } from './account/pick-line';
import { ReachabilityLog } from './account/reachability-log';
import type { ReachabilityStore } from './account/reachability-store';
import type { Registration } from './account/registration';
import type { SecretStore } from './account/secret-store';
import { desiredAudio } from './audio/desire';
import type { AudioRole, DesiredAudio, DeviceChoice } from './audio/desired-audio';
import { callsSnapshot, type CallsSnapshot } from './call/call-snapshot';
import type { CallCommand, UnknownCall } from './call/calls-command';
import { isCallSignal } from './call/calls-event';
import type { CallId, SignallingEvent } from './call/signalling';
import type { SignallingPort } from './call/signalling-port';
import { Switchboard } from './call/switchboard';
import { previewOf, type DialPreview } from './dialing/preview';
import { parseTarget, type Target } from './dialing/target';
import { History, type HistoryHead } from './history/history';
import type { HistoryEntry, HistoryStore } from './history/history-store';
import type { Settings, SettingsStore } from './settings/settings';
import { StoredSettings } from './settings/stored-settings';
import type { StorageFailure, StorageProblem } from './storage-failure';
import { StorageHealth } from './storage-health';

export interface TelephonePorts {
  readonly signalling: SignallingPort;
  readonly lines: LineStore;
  readonly history: HistoryStore;
  readonly settings: SettingsStore;
  readonly reachability: ReachabilityStore;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** What was wrong with the storage when it was opened; shown until quit. */
  readonly storageProblem: StorageProblem | null;
}

type DialFailure = {
  readonly kind: 'no-line' | 'not-registered' | 'not-dialable' | 'too-many-calls';
};

/**
 * The telephone: everything a person can do with it, and everything there is to see of it. It only joins its
 * parts; each part has its own rules. Commands fail only in the ways the windows' contract names.
 */
export class Telephone implements Disposable {
  readonly #ports: TelephonePorts;
  readonly #owned = new DisposableStore();
  readonly #health: StorageHealth;
  readonly #passwords: Passwords;
  readonly #lines: Lines;
  readonly #lineTest: LineTest;
  readonly #history: History;
  readonly #settings: StoredSettings;
  readonly #switchboard: Switchboard;
  readonly #calls: Observable<CallsSnapshot>;
  readonly #audio: Observable<DesiredAudio>;
  #meter = false;

  constructor(ports: TelephonePorts) {
    this.#ports = ports;
    const { signalling, clock, random } = ports;
    const log = named(ports.log, 'telephone');
    const health = new StorageHealth(ports.storageProblem, log);
    const passwords = this.#owned.add(new Passwords({ secrets: ports.secrets, clock, log }));
    this.#health = health;
    this.#passwords = passwords;
    const inUse = (id: LineId): boolean => this.#switchboard.usesLine(id);
    const reachability = new ReachabilityLog({ store: ports.reachability, health, clock });
    this.#lines = this.#owned.add(
      new Lines({ signalling, store: ports.lines, passwords, reachability, health, random, inUse }),
    );
    this.#lineTest = this.#owned.add(new LineTest({ signalling, clock, random }));
    const lineLabel = (id: LineId): string => this.#lines.find(id)?.label ?? '';
    this.#history = this.#owned.add(new History({ store: ports.history, health, lineLabel }));
    this.#settings = this.#owned.add(new StoredSettings(ports.settings, health));
    this.#switchboard = this.#owned.add(
      new Switchboard({
        clock,
        send: (command) => {
          signalling.send(command);
        },
        write: (step) => {
          this.#history.write(step);
        },
      }),
    );
    this.#calls = this.#owned.add(new Observable(callsSnapshot(this.#switchboard.state.value), sameData));
    this.#audio = this.#owned.add(new Observable(this.#desired(), sameData));
  }

  get lines(): Observed<readonly LineSnapshot[]> {
    return this.#lines.snapshot;
  }
  get calls(): Observed<CallsSnapshot> {
    return this.#calls;
  }
  get history(): Observed<HistoryHead> {
    return this.#history.head;
  }
  get settings(): Observed<Settings> {
    return this.#settings.current;
  }
  get desiredAudio(): Observed<DesiredAudio> {
    return this.#audio;
  }
  /** Whether passwords can be kept. */
  get keychain(): Observed<boolean> {
    return this.#passwords.available;
  }
  get problem(): Observed<StorageProblem | null> {
    return this.#health.problem;
  }

  /** Brings back lines, settings and history, and listens to the line process, which may be up already. */
  start(): void {
    const { signalling } = this.#ports;
    this.#settings.start();
    this.#history.start();
    this.#listen();
    this.#passwords.start();
    this.#lines.start();
    if (signalling.up) this.#lines.up();
  }

  /** Hangs up and unregisters, before quitting. The line process needs a moment to say so to the world. */
  close(): void {
    this.#switchboard.hangUpLine(null);
    this.#lines.close();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** What Enter would dial; whoever types is about to. */
  preview(typed: string, lineId: LineId | null): Result<DialPreview, UnknownLine> {
    if (lineId !== null && !this.#lines.find(lineId)) return fail({ kind: 'unknown-line' });
    const preview = previewOf(typed, this.#pick(lineId));
    if (preview.kind === 'dialable')
      this.#ports.signalling.send({ kind: 'line/warm', lineId: preview.lineId });
    return ok(preview);
  }

  /** Dials what was typed; a call being spoken is put on hold first. */
  dial(typed: string, lineId: LineId | null): Result<{ readonly id: CallId }, DialFailure> {
    const picked = this.#pick(lineId);
    if (!picked) return fail({ kind: 'no-line' });
    const target = parseTarget(typed, picked.domain);
    if (!target.ok) return fail({ kind: 'not-dialable' });
    const { emergency } = target.value;
    const line = emergency ? (pickEmergencyLine(this.lines.value, picked) ?? picked) : picked;
    if (!emergency && !isRegistered(line)) return fail({ kind: 'not-registered' });
    const onLine = line === picked ? target : parseTarget(typed, line.domain);
    return onLine.ok ? this.#dialOn(line, onLine.value) : fail({ kind: 'not-dialable' });
  }

  /** Does one thing to one call; nothing where it is over. */
  obey(asked: CallCommand): void {
    this.#command(asked);
  }
  /** Whom the person called last, as an address to dial; `null` when nobody yet. */
  lastDialled(): string | null {
    return this.history.value.entries.find(({ direction }) => direction === 'out')?.remote.uri ?? null;
  }
  answer(id: CallId): Result<void, UnknownCall> {
    return this.#command({ kind: 'answer', id });
  }
  decline(id: CallId): Result<void, UnknownCall> {
    return this.#command({ kind: 'decline', id });
  }
  hangUp(id: CallId): Result<void, UnknownCall> {
    return this.#command({ kind: 'hang-up', id });
  }
  hold(id: CallId, held: boolean): Result<void, UnknownCall> {
    return this.#command({ kind: 'hold', id, held });
  }
  mute(id: CallId, muted: boolean): Result<void, UnknownCall> {
    return this.#command({ kind: 'mute', id, muted });
  }
  dtmf(id: CallId, digits: string): Result<void, UnknownCall> {
    return this.#command({ kind: 'dtmf', id, digits });
  }
  /** Whether the person goes along with what the far end of call `id` asks: to call somebody else. */
  answerReferral(id: CallId, agreed: boolean): Result<void, UnknownCall | { kind: 'too-many-calls' }> {
    return this.#switchboard.answerReferral(id, agreed ? token(this.#ports.random) : null);
  }
  dismiss(id: CallId): Result<void, UnknownCall> {
    return this.#command({ kind: 'dismiss', id });
  }

  addLine(
    draft: LineDraft,
    password: string | null,
  ): Result<{ readonly id: LineId }, InvalidDraft | StorageFailure> {
    return this.#lines.add(draft, password);
  }
  /** `password` of `null` keeps the one that is known. */
  changeLine(
    id: LineId,
    draft: LineDraft,
    password: string | null,
  ): Result<void, UnknownLine | InCall | InvalidDraft | StorageFailure> {
    return this.#lines.change(id, draft, password);
  }
  removeLine(id: LineId): Result<void, UnknownLine | StorageFailure | { readonly kind: 'in-call' }> {
    return this.#switchboard.usesLine(id) ? fail({ kind: 'in-call' }) : this.#lines.remove(id);
  }
  enterPassword(id: LineId, password: string): Result<void, UnknownLine | InCall> {
    return this.#lines.enterPassword(id, password);
  }
  refreshLine(id: LineId): Result<void, UnknownLine> {
    return this.#lines.refresh(id);
  }
  /** New network, or woken from sleep: every line registers afresh. */
  refreshLines(): void {
    for (const { id } of this.lines.value) this.#lines.refresh(id);
  }
  /** Registers once with the draft, 12 s at most; `password` of `null` means the known one of line `id`. */
  testLine(
    draft: LineDraft,
    password: string | null,
    id: LineId | null,
  ): Promise<Result<Registration, { readonly kind: 'busy' }>> {
    const known = id === null ? null : this.#lines.knownPassword(id);
    const clientKey = id === null ? null : this.#lines.knownClientKey(id);
    return this.#lineTest.run(draft, password ?? known, clientKey);
  }
  /** All lines of a file (`account/README.md`) or, when anything is wrong with it, none. */
  importLines(text: string): Result<ImportOutcome, ImportFailure | InCall | StorageFailure> {
    const parsed = parseLines(text);
    return parsed.ok ? this.#lines.import(parsed.value) : parsed;
  }
  /** The practice exchange's line comes or, with `null`, goes; its calls are hung up then. */
  setPractice(practice: { readonly line: Line; readonly password: string } | null): void {
    for (const line of this.lines.value) if (line.practice) this.#switchboard.hangUpLine(line.id);
    this.#lines.removePractice();
    if (practice) this.#lines.addPractice(practice.line, practice.password);
  }

  changeSettings(change: Parameters<StoredSettings['change']>[0]): Result<void, StorageFailure> {
    return this.#settings.change(change);
  }
  /** The devices of a role, best first; none follows the system. */
  chooseDevices(role: AudioRole, wanted: readonly DeviceChoice[]): Result<void, StorageFailure> {
    return this.#settings.chooseDevices(role, wanted);
  }
  /** The audio settings are open: levels are wanted although nobody speaks. */
  setMeter(on: boolean): void {
    this.#meter = on;
    this.#hear();
  }

  historyPage(beforeId: number, limit: number): Result<readonly HistoryEntry[], StorageFailure> {
    return this.#history.page(beforeId, limit);
  }
  markHistorySeen(): Result<void, StorageFailure> {
    return this.#history.markSeen();
  }
  removeHistory(ids: readonly number[]): Result<void, StorageFailure> {
    return this.#history.remove(ids);
  }
  restoreHistory(ids: readonly number[]): Result<void, StorageFailure> {
    return this.#history.restore(ids);
  }

  #listen(): void {
    const { signalling } = this.#ports;
    const up = (): void => {
      // Whatever was live belongs to the process before, even if its end was never reported.
      this.#switchboard.lineRestarted();
      this.#lines.up();
    };
    const down = (): void => {
      this.#switchboard.lineRestarted();
      this.#lines.down();
    };
    const changed = (): void => {
      this.#calls.set(callsSnapshot(this.#switchboard.state.value));
      this.#hear();
    };
    this.#owned.add(signalling.onEvent((event) => this.#report(event)));
    this.#owned.add(signalling.onUp(up));
    this.#owned.add(signalling.onDown(down));
    this.#owned.add(this.#switchboard.state.changed(changed));
    this.#owned.add(this.settings.changed(() => this.#hear()));
  }

  #report(event: SignallingEvent): void {
    if (event.kind === 'line/registration') {
      this.#lines.registered(event.lineId, event.registration);
      return;
    }
    if (event.kind === 'line/strangers') this.#lines.ignored(event.lineId, event.strangers);
    if (!isCallSignal(event)) return;
    const called = event.kind === 'call/incoming' ? this.#lines.find(event.lineId) : null;
    const line = called ? { signallingEncrypted: isSignallingEncrypted(called) } : null;
    this.#switchboard.report(event, line);
  }

  #pick(wanted: LineId | null): LineSnapshot | null {
    return pickLine(this.lines.value, wanted, this.settings.value.defaultLineId);
  }

  #dialOn(line: LineSnapshot, target: Target): Result<{ readonly id: CallId }, DialFailure> {
    const id = token(this.#ports.random);
    const { emergency, uri, number } = target;
    const signallingEncrypted = isSignallingEncrypted(line);
    const remote = { uri, name: null, number };
    const dialled = this.#switchboard.dial({ id, lineId: line.id, signallingEncrypted, remote, emergency });
    return dialled.ok ? ok({ id }) : dialled;
  }

  #command(asked: CallCommand): Result<void, UnknownCall> {
    return this.#switchboard.command(asked);
  }

  #desired(): DesiredAudio {
    const { clock } = this.#ports;
    return desiredAudio(this.#switchboard.state.value, this.settings.value, this.#meter, clock.nowMs());
  }

  #hear(): void {
    this.#audio.set(this.#desired());
  }
}
