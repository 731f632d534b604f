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
  | ('uas-silent' | 'uas-rings-until-cancelled' | 'uas-answers-late' | 'uas-asks-bye-password')
  | ('uas-redirects' | 'registrar-wants-longer' | 'registrar-grants')
  | ('uac-cancels' | 'uac-cancels-late' | 'uac-retransmits' | 'uac-never-acks' | 'uac-deaf-to-bye')
  | (
      | 'uac-asks-in-vain'
      | 'uac-short-session'
      | 'uas-wants-longer-sessions'
      | 'uac-bye-before-ack'
      | 'uac-refuses-with-491'
      | 'uac-glare'
    );

export interface SippOptions {
  readonly scenario: SippScenario;
  /** Whom a `uac-…` scenario calls. */
  readonly to?: { readonly user: string; readonly port: number };
  readonly transport?: 'udp' | 'tcp';
  /** A loopback address of its own; 127.0.0.1 unless given. */
  readonly host?: string;
  /** Words in brackets that the scenario leaves open. */
  readonly keys?: Readonly<Record<string, string>>;
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
function isBound(host: string, port: number, transport: 'udp' | 'tcp'): boolean {
  const hex = (value: number, digits: number): string =>
    value.toString(16).toUpperCase().padStart(digits, '0');
  const address = host
    .split('.')
    .reverse()
    .map((part) => hex(Number(part), 2));
  return readFileSync(`/proc/net/${transport}`, 'utf8').includes(`${address.join('')}:${hex(port, 4)} `);
}

function text(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Runs one call of a scenario; ready for the call when this resolves. */
export async function startSipp(options: SippOptions): Promise<Sipp> {
  const { scenario, to, transport = 'udp', host = '127.0.0.1', keys = {} } = options;
  const { pauseMs = 2000, timeoutS = 40 } = options;
  const [port, media] = [await freePort(host), await freePortBlock(4, host)];
  const scratch = openScratch('sipp');
  const [messageFile, errorFile] = [scratch.path('messages.log'), scratch.path('errors.log')];
  const args = [
    ...(to ? [`127.0.0.1:${String(to.port)}`, '-s', to.user] : []),
    ...['-sf', join(__dirname, 'sipp', `${scenario}.xml`), '-i', host, '-p', String(port)],
    ...Object.entries(keys).flatMap(([name, value]) => ['-key', name, value]),
    ...['-mi', host, '-mp', String(media), '-t', transport === 'udp' ? 'u1' : 't1', '-m', '1'],
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
      Promise.resolve(isBound(host, port, transport) || undefined),
    );
    await program.untilReady(bound);
  }
  return {
    uri: `sip:sipp@${host}:${String(port)}`,
    port,
    log: program.log,
    ended,
    messages: () => text(messageFile),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
