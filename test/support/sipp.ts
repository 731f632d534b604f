import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './deadline';
import type { Log } from './log';
import { whereIs } from './peer-missing';
import { freePort, freePortBlock } from './ports';
import { startProgram } from './program';
import { openScratch } from './scratch';

/** Files in `sipp/`, each with a comment saying what it does. */
export type SippScenario =
  'uas-silent' | 'uas-rings-until-cancelled' | 'uas-answers-late' | 'uac-cancels' | 'uac-retransmits';

export interface SippOptions {
  readonly scenario: SippScenario;
  /** Whom a `uac-…` scenario calls. */
  readonly to?: { readonly user: string; readonly port: number };
  readonly transport?: 'udp' | 'tcp';
  /** Length of a pause without a length of its own (`uas-answers-late` rings so long); 2000 unless given. */
  readonly pauseMs?: number;
  /** The scenario fails when it has not ended by then; 40 unless given. */
  readonly timeoutS?: number;
}

export interface SippResult {
  /** 0: the scenario went exactly as written. 1: a call failed; `errors` says at which message. */
  readonly code: number;
  /** Every SIP message sent and received, as sipp traces them. */
  readonly messages: string;
  readonly errors: string;
}

export interface Sipp extends AsyncDisposable {
  /** Where a `uas-…` scenario is reached. */
  readonly uri: string;
  readonly port: number;
  readonly log: Log;
  /** Resolves when the scenario has ended; never rejects. */
  readonly ended: Promise<SippResult>;
  /** What was sent and received so far. */
  messages(): string;
  stop(): Promise<void>;
}

/** sipp counts any probe as a failed call, so its socket is looked for instead. */
function isBound(port: number, transport: 'udp' | 'tcp'): boolean {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  return readFileSync(`/proc/net/${transport}`, 'utf8').includes(`0100007F${local}`);
}

function text(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Runs one call of a scenario; ready for the call when this resolves. */
export async function startSipp(options: SippOptions): Promise<Sipp> {
  const { scenario, to, transport = 'udp', pauseMs = 2000, timeoutS = 40 } = options;
  const [port, media] = [await freePort(), await freePortBlock(4)];
  const scratch = openScratch('sipp');
  const [messageFile, errorFile] = [scratch.path('messages.log'), scratch.path('errors.log')];
  const args = [
    ...(to ? [`127.0.0.1:${String(to.port)}`, '-s', to.user] : []),
    ...['-sf', join(__dirname, 'sipp', `${scenario}.xml`), '-i', '127.0.0.1', '-p', String(port)],
    ...['-mi', '127.0.0.1', '-mp', String(media), '-t', transport === 'udp' ? 'u1' : 't1', '-m', '1'],
    ...['-d', String(pauseMs), '-timeout', `${String(timeoutS)}s`, '-timeout_error', '-nostdin'],
    // The answers to repeated requests come while sipp sends or waits; it would abort the call.
    ...(scenario === 'uac-retransmits' ? ['-default_behaviors', 'all,-abortunexp'] : []),
    ...['-trace_msg', '-message_file', messageFile, '-trace_err', '-error_file', errorFile],
  ];
  const env = { ...process.env, TERM: 'dumb' };
  const program = startProgram(`sipp ${scenario}`, whereIs('sipp') ?? 'sipp', args, {
    cwd: scratch.dir,
    env,
  });
  const ended = program.ended.then((code) => {
    const result = { code, messages: text(messageFile), errors: text(errorFile) };
    program.log.append(`${result.messages}\n${result.errors}\n`);
    return result;
  });
  const stop = async (): Promise<void> => {
    await program.stop();
    await ended;
    scratch.remove();
  };
  if (!to) {
    const bound = eventually(5000, 'sipp listens', () =>
      Promise.resolve(isBound(port, transport) || undefined),
    );
    await program.untilReady(bound);
  }
  return {
    uri: `sip:sipp@127.0.0.1:${String(port)}`,
    port,
    log: program.log,
    ended,
    messages: () => text(messageFile),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
