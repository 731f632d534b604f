import type { URI, UserAgentCore } from 'sip.js/lib/core/index.js';
import type { Clock } from '../../base/clock';
import { DisposableStore } from '../../base/disposable';
import { messageOf, type Log } from '../../base/log';
import type { Random } from '../../base/random';
import type { Line } from '../../phone/account/line';
import type { EndReason } from '../../phone/call/end-reason';
import type { MediaPort, MediaSession } from '../../phone/call/media-session';
import type { CallId, SignallingCommand, SignallingEvent } from '../../phone/call/signalling';
import type { SipTimers } from '../retransmission/timers';
import type { Servers } from './servers';

/** What a call needs of its line. */
export interface LegContext {
  readonly line: Line;
  readonly core: UserAgentCore;
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: SipTimers;
  readonly log: Log;
  readonly emit: (event: SignallingEvent) => void;
  readonly servers: Servers;
  /** Our address on the way to the server. */
  readonly here: () => string | null;
  /** The far end may speak to us directly from here on (no Record-Route between us). */
  readonly admitPeer: (uri: URI) => void;
  readonly onEnded: (callId: CallId) => void;
  /** Call-IDs of INVITEs given up: a challenge to one of them is not answered any more. */
  readonly cancelled: Set<string>;
}

export type CallCommand = Extract<SignallingCommand, { readonly callId: CallId }>;

/** One call of one line, from the first message to the last. */
export abstract class Leg {
  /** Closed when the call ends: timers, media, listeners. */
  protected readonly opened = new DisposableStore();
  #over = false;

  constructor(
    readonly callId: CallId,
    protected readonly context: LegContext,
  ) {}

  /** Rings here and waits for our user: counted against too many at once. */
  abstract readonly ringing: boolean;

  /** Answered: it has a dialog, and outlives the flow it came over. */
  abstract readonly standing: boolean;

  abstract handle(command: CallCommand): void;

  /** Ends the call with whatever message its state asks for; `why` when it is not the user who wanted that. */
  abstract hangUp(why?: EndReason): void;

  /** The connection to the proxy broke: a call that has no dialog yet is lost with it. */
  abstract connectionLost(): void;

  /** We are reached elsewhere from now on: the far end has to know (RFC 3261 §12.2.1.1, target refresh). */
  abstract moved(): void;

  get over(): boolean {
    return this.#over;
  }

  /** The call is over for its user, once; what remains to be said on the wire is said behind it. */
  finish(why: EndReason): void {
    if (this.#over) return;
    this.#over = true;
    this.opened.dispose();
    this.context.emit({ kind: 'call/ended', callId: this.callId, why });
    this.context.onEnded(this.callId);
  }

  /** Waits for `work`; should it throw, that is our bug and ends this call only, never the process. */
  run(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.context.log('error', 'a call failed', { error: messageOf(error) });
      this.hangUp({ kind: 'internal', detail: messageOf(error) });
    });
  }

  protected openMedia(): MediaSession {
    const { media, line, here } = this.context;
    return this.opened.add(media.open(this.callId, line, here));
  }
}

/** SDP as sip.js takes a body. */
export function sdpBody(content: string): {
  contentDisposition: string;
  contentType: string;
  content: string;
} {
  return { contentDisposition: 'session', contentType: 'application/sdp', content };
}

/** The SDP of a message, or an empty string for none and for bodies of another kind. */
export function sdpOf(message: {
  readonly body: string;
  getHeader(name: string): string | undefined;
}): string {
  const type = message.getHeader('content-type') ?? '';
  return /^application\/sdp\b/i.test(type) ? message.body : '';
}
