import type { Log } from './log';

interface PeerLog {
  readonly name: string;
  readonly log: Log;
  readonly running: () => boolean;
}

let logs: PeerLog[] = [];

/** Keeps a peer's log until the end of the test in which the peer ends. */
export function rememberPeerLog(name: string, log: Log, running: () => boolean): void {
  logs.push({ name, log, running });
}

/** The logs of all peers that ran since the last call. */
export function takePeerLogs(): readonly PeerLog[] {
  const seen = logs;
  logs = logs.filter(({ running }) => running());
  return seen;
}
