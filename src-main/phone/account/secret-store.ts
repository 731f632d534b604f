import type { LineId } from './line';

/** The system's keychain. Asynchronous because a locked keyring asks the person, and may never answer. */
export interface SecretStore {
  available(): Promise<boolean>;
  /** `null`: none is kept, or it can no longer be read. */
  get(lineId: LineId): Promise<string | null>;
  /** Whether it is kept; when not, the password lives until quit only. */
  set(lineId: LineId, password: string): Promise<{ readonly kept: boolean }>;
  remove(lineId: LineId): Promise<void>;
}
