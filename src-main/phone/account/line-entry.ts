import type { SignallingCommand } from '../call/signalling';
import type { Line } from './line';
import { reachabilityIn, type Reachability, type ReachabilityHistory } from './reachability';
import type { Registration } from './registration';
import type { Strangers } from './strangers';

/** The secret of a line and where it lives. */
export type LinePassword =
  /** The keychain has been asked and has not answered yet. */
  | { readonly state: 'loading' }
  | { readonly state: 'missing' }
  /** `kept`: in the keychain; else it lives until quit. An empty text means: the line needs none. */
  | { readonly state: 'known'; readonly text: string; readonly kept: boolean };

/** The key of a line's client certificate. Never in a snapshot, never in the database. */
export type ClientKey =
  | { readonly state: 'none' }
  /** The keychain has been asked and has not answered yet. */
  | { readonly state: 'loading' }
  | { readonly state: 'known'; readonly text: string };

/** A line and what is known of it in this run. */
export interface LineEntry {
  readonly line: Line;
  /** The built-in exchange: not stored, not editable. */
  readonly practice: boolean;
  readonly password: LinePassword;
  readonly clientKey: ClientKey;
  readonly registration: Registration;
  readonly strangers?: Strangers;
}

/** A line as shown; the windows' contract has the same shape. */
export type LineSnapshot = Line & {
  readonly password: 'keychain' | 'session' | 'missing';
  readonly practice: boolean;
  readonly registration: Registration;
  /** Absent: nothing is known yet. */
  readonly reachability?: Reachability;
  /** Absent: none came. */
  readonly strangers?: Strangers;
};

export function lineSnapshot(
  { line, practice, password, registration, strangers }: LineEntry,
  history: ReachabilityHistory,
): LineSnapshot {
  const known = {
    ...(history.length > 0 && { reachability: reachabilityIn(history) }),
    ...(strangers && { strangers }),
  };
  return { ...line, ...known, practice, registration, password: passwordState(password) };
}

function passwordState(password: LinePassword): LineSnapshot['password'] {
  switch (password.state) {
    case 'loading':
      // Where it is believed to be; nothing needs to be typed yet.
      return 'keychain';
    case 'missing':
      return 'missing';
    case 'known':
      return password.kept ? 'keychain' : 'session';
  }
}

/** What tells the line process of this line; `null` while it cannot register. */
export function setLine({ line, password, clientKey }: LineEntry): SignallingCommand | null {
  if (password.state !== 'known' || clientKey.state === 'loading') return null;
  const key = clientKey.state === 'known' ? { clientKey: clientKey.text } : {};
  return { kind: 'line/set', line, password: password.text, ...key };
}

/** The registration of a line that is about to be told to the line process, or cannot be. */
export function initialRegistration(password: LinePassword): Registration {
  return password.state === 'missing' ? { state: 'password-needed' } : { state: 'registering' };
}

/** Whether its signalling runs over TLS; for WebRTC lines the media is always encrypted besides. */
export function isSignallingEncrypted(line: Line): boolean {
  return line.transport === 'tls' || line.transport === 'wss';
}
