import type { Disposable } from '../../base/disposable';
import { Observable, sameData, type Observed } from '../../base/observable';
import { token, type Random } from '../../base/random';
import { fail, ok, type Result } from '../../base/result';
import type { SignallingPort } from '../call/signalling-port';
import type { StorageFailure } from '../storage-failure';
import type { StorageHealth } from '../storage-health';
import type { ImportedLine } from './import-line';
import type { Line, LineId } from './line';
import { checkDraft, describeFailures, type FieldFailure, type LineDraft } from './line-draft';
import {
  initialRegistration,
  lineSnapshot,
  setLine,
  type ClientKey,
  type LineEntry,
  type LinePassword,
  type LineSnapshot,
} from './line-entry';
import type { LineStore } from './line-store';
import type { Passwords } from './passwords';
import type { ReachabilityLog } from './reachability-log';
import type { Registration } from './registration';
import type { Strangers } from './strangers';

export interface UnknownLine {
  readonly kind: 'unknown-line';
}
/** Setting the line anew would end a call on it. */
export interface InCall {
  readonly kind: 'in-call';
  readonly detail: string;
}
/** `detail` names the fields as one text, `fields` one by one. */
export interface InvalidDraft {
  readonly kind: 'invalid';
  readonly detail: string;
  readonly fields: readonly FieldFailure[];
}

interface Ports {
  readonly signalling: SignallingPort;
  readonly store: LineStore;
  readonly passwords: Passwords;
  readonly reachability: ReachabilityLog;
  readonly health: StorageHealth;
  readonly random: Random;
  /** Whether a call is on this line. */
  readonly inUse: (id: LineId) => boolean;
}

/** The lines of this telephone: what is configured, whether it registers, and what it needs from the person. */
export class Lines implements Disposable {
  readonly #ports: Ports;
  readonly #entries = new Map<LineId, LineEntry>();
  readonly #snapshot = new Observable<readonly LineSnapshot[]>([], sameData);

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  get snapshot(): Observed<readonly LineSnapshot[]> {
    return this.#snapshot;
  }

  find(id: LineId): LineSnapshot | null {
    return this.#snapshot.value.find((line) => line.id === id) ?? null;
  }

  /** Brings back the stored lines; each registers as soon as its password is there. */
  start(): void {
    this.#ports.reachability.start();
    const stored = this.#ports.health.note(this.#ports.store.load());
    for (const line of stored.ok ? stored.value : []) this.#load(line);
  }

  add(
    draft: LineDraft,
    password: string | null,
  ): Result<{ readonly id: LineId }, InvalidDraft | StorageFailure> {
    const line = { ...draft, id: token(this.#ports.random) };
    const saved = this.#save(line);
    if (!saved.ok) return saved;
    this.#put(line, password);
    return ok({ id: line.id });
  }

  /** `password` of `null` keeps the one that is known. */
  change(
    id: LineId,
    draft: LineDraft,
    password: string | null,
  ): Result<void, UnknownLine | InCall | InvalidDraft | StorageFailure> {
    if (!this.#editable(id)) return fail({ kind: 'unknown-line' });
    const line = { ...draft, id };
    if (this.#endsCalls(line, password)) return inCall(line);
    const saved = this.#save(line);
    if (!saved.ok) return saved;
    this.#put(line, password);
    return ok(undefined);
  }

  remove(id: LineId): Result<void, UnknownLine | StorageFailure> {
    if (!this.#editable(id)) return fail({ kind: 'unknown-line' });
    const removed = this.#ports.health.note(this.#ports.store.remove(id));
    if (!removed.ok) return removed;
    this.#ports.passwords.forget(id);
    this.#ports.passwords.forget(keyIdOf(id));
    this.#ports.reachability.forget(id);
    this.#drop(id);
    return ok(undefined);
  }

  enterPassword(id: LineId, password: string): Result<void, UnknownLine | InCall> {
    const entry = this.#editable(id);
    if (!entry) return fail({ kind: 'unknown-line' });
    if (this.#endsCalls(entry.line, password)) return inCall(entry.line);
    this.#put(entry.line, password);
    return ok(undefined);
  }

  /** Registers now instead of at the next retry. A line without its password still waits for it. */
  refresh(id: LineId): Result<void, UnknownLine> {
    const entry = this.#entries.get(id);
    if (!entry) return fail({ kind: 'unknown-line' });
    if (setLine(entry)) this.#ports.signalling.send({ kind: 'line/refresh', lineId: id });
    return ok(undefined);
  }

  /** Adds or updates lines read from a file: the same user at the same domain is the same line. */
  import(items: readonly ImportedLine[]): Result<ImportOutcome, InCall | StorageFailure> {
    const lines = items.map(({ draft, password, clientKey }) => {
      const known = this.#sameAddress(draft);
      return {
        line: { ...draft, id: known?.id ?? token(this.#ports.random) },
        password,
        clientKey,
        known: known !== null,
      };
    });
    const speaking = lines.find(({ line, password, clientKey }) =>
      this.#endsCalls(line, password, clientKey),
    );
    if (speaking) return inCall(speaking.line);
    const saved = this.#ports.health.note(this.#ports.store.save(lines.map(({ line }) => line)));
    if (!saved.ok) return saved;
    for (const { line, password, clientKey } of lines) this.#put(line, password, clientKey);
    const changed = lines.filter(({ known }) => known).length;
    return ok({ added: lines.length - changed, changed });
  }

  /** The practice exchange's line: like any other to the line process, but neither stored nor editable. */
  addPractice(line: Line, password: string): void {
    const known: LinePassword = { state: 'known', text: password, kept: false };
    this.#set({
      ...{ line, practice: true, password: known, clientKey: NO_KEY },
      registration: initialRegistration(known),
    });
    this.#tell(line.id);
  }

  removePractice(): void {
    for (const entry of [...this.#entries.values()]) if (entry.practice) this.#drop(entry.line.id);
  }

  /** The password of a configured line, for testing a change of it whose password was not retyped. */
  knownPassword(id: LineId): string | null {
    const password = this.#editable(id)?.password;
    return password?.state === 'known' ? password.text : null;
  }

  /** The key of a configured line's client certificate, for testing a change of it. */
  knownClientKey(id: LineId): string | null {
    const key = this.#editable(id)?.clientKey;
    return key?.state === 'known' ? key.text : null;
  }

  /** The line process reported; unknown lines are those removed meanwhile, and tests. */
  registered(id: LineId, registration: Registration): void {
    const entry = this.#entries.get(id);
    if (entry?.password.state !== 'known') return;
    this.#heard(entry, registration);
    this.#set({ ...entry, registration });
  }

  /** Messages to this line were met with silence. */
  ignored(id: LineId, strangers: Strangers): void {
    const entry = this.#entries.get(id);
    if (entry) this.#set({ ...entry, strangers });
  }

  /** The line process is up and knows nothing. */
  up(): void {
    for (const id of this.#entries.keys()) this.#tell(id);
  }

  /** The line process is gone: nothing is registered until it is back. */
  down(): void {
    for (const entry of [...this.#entries.values()]) {
      const registration = initialRegistration(entry.password);
      this.#heard(entry, registration);
      this.#set({ ...entry, registration });
    }
  }

  /** Unregisters all, because the application quits. */
  close(): void {
    for (const [lineId, entry] of this.#entries) {
      this.#heard(entry, { state: 'off' });
      this.#ports.signalling.send({ kind: 'line/remove', lineId });
    }
  }

  dispose(): void {
    this.#snapshot.dispose();
  }

  #save(line: Line): Result<void, InvalidDraft | StorageFailure> {
    const fields = checkDraft(line);
    if (fields.length > 0) return fail({ kind: 'invalid', detail: describeFailures(fields), fields });
    return this.#ports.health.note(this.#ports.store.save([line]));
  }

  #editable(id: LineId): LineEntry | null {
    const entry = this.#entries.get(id);
    return entry && !entry.practice ? entry : null;
  }

  #sameAddress(draft: LineDraft): Line | null {
    const domain = draft.domain.toLowerCase();
    const entries = [...this.#entries.values()];
    const same = entries.find(
      ({ line, practice }) => !practice && line.user === draft.user && line.domain.toLowerCase() === domain,
    );
    return same?.line ?? null;
  }

  #load(line: Line): void {
    const password: LinePassword = { state: 'loading' };
    const clientKey: ClientKey = line.clientCertificate === null ? NO_KEY : { state: 'loading' };
    this.#set({ line, practice: false, password, clientKey, registration: initialRegistration(password) });
    if (clientKey.state === 'loading') this.#loadKey(line.id);
    this.#ports.passwords.load(line.id, (found) => {
      const entry = this.#entries.get(line.id);
      // Typed meanwhile: the newer one counts.
      if (!entry || entry.password.state === 'known') return;
      this.#know(entry, found === null ? { state: 'missing' } : { state: 'known', text: found, kept: true });
    });
  }

  #loadKey(id: LineId): void {
    this.#ports.passwords.load(keyIdOf(id), (found) => {
      const entry = this.#entries.get(id);
      // Imported meanwhile: the newer one counts.
      if (!entry || entry.clientKey.state === 'known') return;
      this.#set({ ...entry, clientKey: found === null ? NO_KEY : { state: 'known', text: found } });
      this.#tell(id);
    });
  }

  /** A line as it is to be from now on; a new password goes to the keychain without anyone waiting for it. */
  #put(line: Line, typed: string | null, typedKey: string | null = null): void {
    const entry = this.#entries.get(line.id);
    // Setting a line anew ends its calls: a new name is no reason for that.
    if (entry && isSameToOthers(entry, line, typed, typedKey)) {
      this.#set({ ...entry, line });
      if (typed === null) return;
      this.#keep(line.id, typed);
      // Typed once more: whoever does that wants it tried once more.
      if (entry.registration.state !== 'registered') this.refresh(line.id);
      return;
    }
    const before = entry?.password ?? { state: 'missing' };
    const password: LinePassword = typed === null ? before : { state: 'known', text: typed, kept: false };
    const registration = initialRegistration(password);
    const clientKey = keyOf(line, typedKey, entry?.clientKey ?? NO_KEY);
    this.#know({ line, practice: false, password, clientKey, registration }, password);
    if (typedKey !== null) this.#ports.passwords.save(keyIdOf(line.id), typedKey, () => undefined);
    else if (line.clientCertificate === null) this.#ports.passwords.forget(keyIdOf(line.id));
    if (typed !== null) this.#keep(line.id, typed);
  }

  #endsCalls(line: Line, typed: string | null, typedKey: string | null = null): boolean {
    const entry = this.#entries.get(line.id);
    const same = entry !== undefined && isSameToOthers(entry, line, typed, typedKey);
    return entry !== undefined && this.#ports.inUse(line.id) && !same;
  }

  #keep(id: LineId, typed: string): void {
    this.#ports.passwords.save(id, typed, () => {
      const entry = this.#entries.get(id);
      // Removed before the keychain had it: then it must not stay there.
      if (!entry) this.#ports.passwords.forget(id);
      else if (entry.password.state === 'known' && entry.password.text === typed)
        this.#set({ ...entry, password: { ...entry.password, kept: true } });
    });
  }

  #know(entry: LineEntry, password: LinePassword): void {
    this.#set({ ...entry, password, registration: initialRegistration(password) });
    this.#tell(entry.line.id);
  }

  #tell(id: LineId): void {
    const entry = this.#entries.get(id);
    const command = entry ? setLine(entry) : null;
    if (command && this.#ports.signalling.up) this.#ports.signalling.send(command);
  }

  #drop(id: LineId): void {
    this.#entries.delete(id);
    this.#ports.signalling.send({ kind: 'line/remove', lineId: id });
    this.#publish();
  }

  #heard({ line, practice }: LineEntry, registration: Registration): void {
    if (!practice) this.#ports.reachability.heard(line.id, registration);
  }

  #set(entry: LineEntry): void {
    this.#entries.set(entry.line.id, entry);
    this.#publish();
  }

  #publish(): void {
    const { reachability } = this.#ports;
    this.#snapshot.set(
      [...this.#entries.values()].map((entry) => lineSnapshot(entry, reachability.of(entry.line.id))),
    );
  }
}

/** Whether the exchange would notice nothing: at most the line's name here differs. */
function isSameToOthers(
  { line: before, password, clientKey }: LineEntry,
  line: Line,
  typed: string | null,
  typedKey: string | null,
): boolean {
  const sameKey = typedKey === null || (clientKey.state === 'known' && clientKey.text === typedKey);
  const same = sameKey && sameData({ ...before, label: '' }, { ...line, label: '' });
  return same && (typed === null || (password.state === 'known' && password.text === typed));
}

const NO_KEY: ClientKey = { state: 'none' };

/** Where the keychain has a line's key, beside its password. */
function keyIdOf(id: LineId): string {
  return `${id}/client-key`;
}

function keyOf(line: Line, typed: string | null, before: ClientKey): ClientKey {
  if (line.clientCertificate === null) return NO_KEY;
  return typed === null ? before : { state: 'known', text: typed };
}

function inCall({ label }: Line): Result<never, InCall> {
  return fail({ kind: 'in-call', detail: `${label} is in a call` });
}

export interface ImportOutcome {
  readonly added: number;
  readonly changed: number;
}
