import { ladderText } from '../../../src-main/sip/trace/ladder-text';
import type { Alice } from './alice';
import type { FarEnd } from './far-end';
import { TurnedClock } from './turned-clock';
import { sdp, type Received } from './sip-text';

/** Longest wait for a message or a report: a rung that takes longer is wrong. */
const RUNG_DEADLINE_MS = 4_000;
const PROVISIONAL_DEADLINE_MS = 100;
const SHOWN_MESSAGES = 40;

export interface LadderOptions {
  /** The network loses messages: provisional responses, which nobody repeats, may be missing. */
  readonly lossy?: boolean;
  /** Longest wait for a message or a report. */
  readonly deadlineMs?: number;
}

/** A message in a ladder's words. */
interface Wanted {
  /** Method or status. */
  readonly first: string;
  /** Of a response: the method it answers, where that matters. */
  readonly method: string | undefined;
  /** Empty: any description. */
  readonly description: string | undefined;
  /** A body of another kind. */
  readonly other: { readonly type: string; readonly text: string } | undefined;
  readonly headers: readonly string[];
  /** Of the far end: which of the telephones that ring; 0 where there is one. */
  readonly fork: number;
}

interface Rung {
  readonly line: string;
  readonly kind: 'ours' | 'theirs' | 'action';
  /** `INVITE sdp`, `200 sdp:sendonly`, `hang up`. */
  readonly what: string;
  /** What Alice reports on this rung. */
  readonly reports: readonly string[];
}

/**
 * Plays a call flow and checks it rung by rung. Alice stands on the left, the far end on the right:
 *
 *     dial
 *     INVITE sdp  -->
 *                 <--  180              ringing
 *
 * `-->` waits for Alice's message, `<--` makes the far end send; a line without an arrow is something Alice's
 * user does. The last column is what Alice reports on that rung, and nothing else may be reported.
 * `sdp` stands for a description, `sdp:sendonly` for one with that direction, `frag:180` for a sipfrag with that
 * status, `box:2/8`, `text:hello`, `digit:5` and `xml:open` for bodies of other kinds; `[Name: value]` is a header, in a message
 * of Alice's `[Name:]` one that must not be there; `#2` says which telephone of a forked call speaks. Actions concern
 * the newest call, or that of `use 1`.
 */
export async function ladder(
  alice: Alice,
  bob: FarEnd,
  text: string,
  options: LadderOptions = {},
): Promise<void> {
  const rungs = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseRung);
  for (const [index, rung] of rungs.entries()) {
    try {
      await climb(alice, bob, rung, options);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`${picture(rungs, index, why)}\n${sent(alice)}`);
    }
  }
  await settle();
  const left = alice.reports.take();
  if (left !== undefined) throw new Error(picture(rungs, rungs.length - 1, `then also reported: ${left}`));
}

async function climb(alice: Alice, bob: FarEnd, rung: Rung, options: LadderOptions): Promise<void> {
  // Before: whatever an earlier rung caused and did not name.
  const early = alice.reports.peek();
  if (early !== undefined && early !== rung.reports[0] && !(options.lossy === true && isProvisional(early))) {
    throw new Error(`reported before this rung: ${early}`);
  }
  if (rung.kind === 'action') await act(alice, bob, rung.what);
  else if (rung.kind === 'theirs') send(bob, rung.what);
  else if (!(await expectMessage(bob, rung.what, options))) return;
  const optional = options.lossy === true && /^1\d\d/.test(rung.what);
  for (const report of rung.reports) await expectReport(alice, report, optional, options);
}

async function expectReport(
  alice: Alice,
  wanted: string,
  optional: boolean,
  options: LadderOptions,
): Promise<void> {
  for (;;) {
    if (optional && alice.reports.size === 0) return;
    const report = await alice.reports.next(options.deadlineMs ?? RUNG_DEADLINE_MS);
    if (report === wanted) return;
    if (report === undefined) throw new Error(`not reported: ${wanted}`);
    if (options.lossy === true && isProvisional(report)) continue;
    throw new Error(`reported ${report}, not ${wanted}`);
  }
}

function isProvisional(report: string): boolean {
  return ['trying', 'ringing', 'early-media'].includes(report);
}

/** False when a provisional response was rightly missing. */
async function expectMessage(
  bob: FarEnd,
  what: string,
  { lossy = false, deadlineMs = RUNG_DEADLINE_MS }: LadderOptions,
): Promise<boolean> {
  const wanted = parseWhat(what);
  const isIt = (message: Received): boolean =>
    nameOf(message) === wanted.first && (wanted.method === undefined || message.method === wanted.method);
  // Lost and repeated messages overtake each other; a lost provisional response does not come again at all.
  if (lossy && isUnreliable(wanted))
    return (await bob.inbox.nextThat(isIt, PROVISIONAL_DEADLINE_MS)) !== undefined;
  const message = await (lossy ? bob.inbox.nextThat(isIt, deadlineMs) : bob.inbox.next(deadlineMs));
  if (!message) throw new Error('no message came');
  if (!isIt(message)) throw new Error(`got ${nameOf(message)} ${message.status > 0 ? message.method : ''}`);
  checkContents(message, wanted);
  return true;
}

function isUnreliable({ first, headers }: Wanted): boolean {
  return /^1\d\d$/.test(first) && !headers.some((header) => header.includes('100rel'));
}

function nameOf({ status, method }: Received): string {
  return status > 0 ? String(status) : method;
}

function checkContents(message: Received, { description, other, headers }: Wanted): void {
  if (other) checkOther(message, other);
  else if (description === undefined && message.body !== '') throw new Error('with a description');
  if (description !== undefined && message.body === '') throw new Error('without a description');
  if (description && !message.body.includes(`a=${description}`))
    throw new Error(`description without a=${description}`);
  for (const header of headers) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(header) ?? [];
    const got = message.all(name).join(', ');
    if (value === '' && got !== '') throw new Error(`${name} is there: ${got}`);
    if (!got.includes(value)) throw new Error(`${name} is ${got || 'missing'}`);
  }
}

function checkOther(message: Received, { type, text }: NonNullable<Wanted['other']>): void {
  const got = message.header('content-type') ?? 'no body';
  if (!got.startsWith(type)) throw new Error(`${got} instead of ${type}`);
  if (!message.body.includes(text)) throw new Error(`the body is ${message.body}`);
}

function send(bob: FarEnd, what: string): void {
  const { first, method, description, other, headers, fork } = parseWhat(what);
  if (other) {
    bob.request(first, other.text, [`Content-Type: ${other.type}`, ...headers]);
    return;
  }
  const body =
    description === undefined
      ? ''
      : description.startsWith('codecs=')
        ? sdp('sendrecv', description.slice(7).replaceAll('+', ' '))
        : sdp(description === '' ? 'sendrecv' : description);
  if (/^\d+$/.test(first)) bob.reply(Number(first), method, body, headers, fork);
  else bob.request(first, body, headers, fork);
}

async function act(alice: Alice, bob: FarEnd, what: string): Promise<void> {
  const { callId, signalling } = alice;
  const [verb = '', argument = ''] = what.split(' ', 2);
  switch (verb) {
    case 'dial':
      alice.dial(argument === '' ? undefined : argument);
      break;
    case 'dial-hidden':
      alice.dial(undefined, true);
      break;
    case 'answer':
      signalling.handle({ kind: 'call/answer', callId });
      break;
    case 'decline':
      signalling.handle({ kind: 'call/decline', callId, status: argument === '603' ? 603 : 486 });
      break;
    case 'hang-up':
      signalling.handle({ kind: 'call/hang-up', callId });
      break;
    case 'hold':
    case 'resume':
      signalling.handle({ kind: 'call/hold', callId, held: verb === 'hold' });
      break;
    case 'dtmf':
      signalling.handle({ kind: 'call/dtmf', callId, digits: argument });
      break;
    case 'refresh':
      signalling.handle({ kind: 'line/refresh', lineId: alice.line.id });
      break;
    case 'pass':
      if (!(alice.clock instanceof TurnedClock)) throw new Error('only a TurnedClock can be turned forward');
      alice.clock.turn(Number.parseFloat(argument) * 1_000);
      break;
    case 'new-call':
      bob.newCall();
      break;
    case 'other-dialog':
      bob.turnDialogs();
      break;
    case 'use':
      alice.callId = callOf(alice, argument);
      break;
    case 'transfer':
      signalling.handle({ kind: 'call/transfer', callId, target: argument });
      break;
    case 'transfer-to':
      signalling.handle({ kind: 'call/transfer-to-call', callId, otherCallId: callOf(alice, argument) });
      break;
    case 'watch':
    case 'unwatch':
      signalling.handle({ kind: 'line/watch-messages', lineId: alice.line.id, watched: verb === 'watch' });
      break;
    case 'publish':
    case 'unpublish':
      signalling.handle({
        ...{ kind: 'line/publish', lineId: alice.line.id, event: 'presence' },
        body: verb === 'publish' ? { type: 'application/pidf+xml', content: argument } : null,
      });
      break;
    case 'send':
      signalling.handle({
        ...{ kind: 'message/send', lineId: alice.line.id, messageId: 'm1', target: 'bob', text: argument },
      });
      break;
    case 'accept-refer':
    case 'decline-refer':
      alice.answerRefer(verb === 'accept-refer');
      break;
    case 'quiet':
      await settle();
      if (bob.inbox.size > 0) throw new Error(`not quiet: ${bob.inbox.peek()?.start ?? ''}`);
      break;
    default:
      throw new Error(`no such action: ${what}`);
  }
}

/** The call that came about as the manieth. */
function callOf(alice: Alice, number: string): string {
  const callId = alice.callIds[Number(number) - 1];
  if (callId === undefined) throw new Error(`there is no call ${number}`);
  return callId;
}

/** Long enough for what is under way on the loopback to arrive; only ever adds strictness. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}

function parseWhat(what: string): Wanted {
  const headers = [...what.matchAll(/\[([^\]]+)\]/g)].map((match) => match[1] ?? '');
  const [first = '', ...rest] = what
    .replace(/\[[^\]]*\]/g, '')
    .trim()
    .split(/\s+/);
  const described = rest.find((word) => word.startsWith('sdp'));
  return {
    first,
    method: rest.find((word) => /^[A-Z]+$/.test(word)),
    description: described === undefined ? undefined : described.slice(4),
    other: rest.map(otherBody).find((body) => body !== undefined),
    headers,
    fork: Number(rest.find((word) => /^#\d$/.test(word))?.slice(1) ?? 0),
  };
}

/** A body that is no description. */
function otherBody(word: string): Wanted['other'] {
  const [, kind, text = ''] = /^(frag|box|text|xml|digit):(.*)$/.exec(word) ?? [];
  switch (kind) {
    case 'frag':
      return { type: 'message/sipfrag;version=2.0', text: `SIP/2.0 ${text} ` };
    case 'box':
      return {
        type: 'application/simple-message-summary',
        text: `Messages-Waiting: ${text.startsWith('0/') ? 'no' : 'yes'}\r\nVoice-Message: ${text} (0/0)\r\n`,
      };
    case 'text':
      return { type: 'text/plain', text };
    case 'digit':
      return { type: 'application/dtmf-relay', text: `Signal=${text}\r\nDuration=` };
    case 'xml':
      return { type: 'application/pidf+xml', text };
    default:
      return undefined;
  }
}

function parseRung(line: string): Rung {
  const arrow = /-->|<--/.exec(line);
  if (!arrow) {
    const [what = '', ...reports] = line.trim().split(/\s{2,}/);
    return { line, kind: 'action', what, reports: reportsOf(reports.join(', ')) };
  }
  const before = line.slice(0, arrow.index).trim();
  const after = line.slice(arrow.index + 3).trim();
  if (arrow[0] === '-->') return { line, kind: 'ours', what: before, reports: reportsOf(after) };
  const [what = '', ...reports] = after.split(/\s{2,}/);
  return { line, kind: 'theirs', what, reports: reportsOf(reports.join(', ')) };
}

function reportsOf(text: string): string[] {
  return text
    .split(',')
    .map((report) => report.trim())
    .filter((report) => report !== '');
}

/** What really went over the wire. */
function sent(alice: Alice): string {
  const trace = alice.signalling.trace(alice.line.id);
  return trace
    ? ladderText(trace.messages.slice(-SHOWN_MESSAGES))
    : 'the line is gone, and its trace with it';
}

/** The ladder with the failed rung marked. */
function picture(rungs: readonly Rung[], failed: number, why: string): string {
  const lines = rungs.map((rung, index) => `${index === failed ? '>>' : '  '} ${rung.line}`);
  return `${why}\n\n${lines.slice(0, failed + 1).join('\n')}\n     ^^ ${why}\n${lines.slice(failed + 1).join('\n')}`;
}
