import { audio } from './audio';
import { calls } from './calls';
import type { Command, Snapshot } from './command';
import { headsets } from './headsets';
import { history } from './history';
import { lines } from './lines';
import { ring } from './ring';
import { settings } from './settings';

/** Everything the phone window and the ringing card may ask of main, and everything main tells them. */
export const phoneContract = { lines, calls, history, settings, audio, headsets, ring };

type Entry = Command<unknown, unknown, string> | Snapshot<unknown>;

const entries = Object.values(phoneContract).flatMap((subject) => Object.values(subject) as Entry[]);

/** The preload bridge lets these channels through and no other. */
export const commandChannels: readonly string[] = entries
  .filter((entry) => 'request' in entry)
  .map((entry) => entry.channel);
export const snapshotChannels: readonly string[] = entries
  .filter((entry) => 'schema' in entry)
  .map((entry) => entry.channel);

/** What the preload script puts on `window.offhook`. */
export interface PhoneBridge {
  /** Answers with whatever main replied; the caller checks it against the command's schema. */
  invoke(channel: string, request: unknown): Promise<unknown>;
  /** Calls back with the last snapshot at once if there is one, then on each change; returns what ends it. */
  subscribe(channel: string, listener: (value: unknown) => void): () => void;
}
