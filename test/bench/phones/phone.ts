import type { Exchange } from '../peer/exchange';

/** A telephone under test, registered with an exchange of its own. */
export interface Phone {
  readonly name: 'offhook' | 'baresip' | 'linphonec';
  /** The root of its processes. */
  readonly pid: number;
  readonly exchange: Exchange;
  /** When its process was started. */
  readonly startedMs: number;
  /** Dials; resolves with when the phone had the command. */
  dial(): Promise<number>;
  /** Answers what rings; resolves with when the phone had the command. */
  answer(): Promise<number>;
  hangUp(): Promise<void>;
  stop(): Promise<void>;
}

export interface PhoneSetting {
  /** Where the sound devices are; without them there is no sound but the phone's own substitute. */
  readonly sound: Readonly<Record<string, string>> | null;
}
