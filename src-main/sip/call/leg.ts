import { isDeepStrictEqual } from 'node:util';
import type { IncomingMessageRequest, Session, URI, UserAgentCore } from 'sip.js/lib/core/index.js';
import type { Clock } from '../../base/clock';
import { DisposableStore } from '../../base/disposable';
import { messageOf, type Log } from '../../base/log';
import type { Random } from '../../base/random';
import type { Line } from '../../phone/account/line';
import type { EndReason } from '../../phone/call/end-reason';
import type { Party } from '../../phone/call/party';
import type { MediaPort, MediaSession } from '../../phone/call/media-session';
import type { CallId, SignallingCommand, SignallingEvent } from '../../phone/call/signalling';
import { ALLOW } from '../methods';
import type { CallStatus } from '../refer/sipfrag';
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
  readonly onEnded: (leg: Leg) => void;
  /** From now on `leg` is the call of its id. */
  readonly onTakenOver: (leg: Leg) => void;
  /** A text that came in a call. */
  readonly paged: (request: IncomingMessageRequest, callId: CallId) => void;
  /** A call of any line. */
  readonly legOf: (callId: CallId) => Leg | undefined;
  /** Makes a call because a far end asked for it and our user agreed. */
  readonly dialReferred: (callId: CallId, referred: Referred) => void;
  /** Call-IDs of INVITEs given up: a challenge to one of them is not answered any more. */
  readonly cancelled: Set<string>;
}

/** A call made on behalf of a far end (RFC 3515 §2.4.3), who is told how it goes. */
export interface Referred {
  readonly target: URI;
  /** Our number is withheld. */
  readonly hidden: boolean;
  /** Referred-By and Replaces. */
  readonly headers: readonly string[];
  readonly onProgress: (status: CallStatus) => void;
  /** Answered, or over without an answer; once. */
  readonly onFinal: (status: CallStatus) => void;
}

/** A call we are making, given up. */
export interface Withdrawn {
  readonly target: URI;
  /** The far end has confirmed it, or is not waited for any longer. */
  readonly gone: Promise<void>;
}

export type CallCommand = Extract<SignallingCommand, { readonly callId: CallId }>;

/** One call of one line, from the first message to the last. */
export abstract class Leg {
  /** Closed when the call ends: timers, media, listeners. */
  protected readonly opened = new DisposableStore();
  #over = false;
  #connected: Party | null = null;
  /** It is not the call its user sees: another leg has its id. */
  #silent = false;

  constructor(
    readonly callId: CallId,
    protected readonly context: LegContext,
  ) {}

  /** Rings here and waits for our user: counted against too many at once. */
  abstract readonly ringing: boolean;

  /** Answered: it has a dialog, and outlives the flow it came over. */
  abstract readonly standing: boolean;
  /** The dialog with the far end, from its first response on; of several early ones any. */
  abstract readonly session: Session | null;

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

  /** Whether our user wants the far end held. */
  get held(): boolean {
    return false;
  }

  /** Gives up a call we are making; `null` for any other. */
  withdraw(): Withdrawn | null {
    return null;
  }

  /** Ends this leg on the wire while its call goes on with another (RFC 3891 §3). */
  replaced(): void {
    this.#silent = true;
    this.hangUp();
  }

  /** Our exchange says whom the call is with now. */
  connectedWith(party: Party): void {
    if (this.#over || isDeepStrictEqual(party, this.#connected)) return;
    this.#connected = party;
    if (!this.#silent) this.context.emit({ kind: 'call/remote', callId: this.callId, remote: party });
  }

  /** As our exchange said last; `null`: it said nothing. */
  get connected(): Party | null {
    return this.#connected;
  }

  /** Until `speakUp` this leg is none its user knows of. */
  protected keepSilent(): void {
    this.#silent = true;
  }

  protected speakUp(): void {
    this.#silent = false;
  }

  /** The call is over for its user, once; what remains to be said on the wire is said behind it. */
  finish(why: EndReason): void {
    if (this.#over) return;
    this.#over = true;
    this.opened.dispose();
    if (!this.#silent) this.context.emit({ kind: 'call/ended', callId: this.callId, why });
    this.context.onEnded(this);
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

/** What every request and 2xx of ours in a dialog tells: where we are reached, and what we understand. */
export function localHeaders({ configuration }: UserAgentCore): string[] {
  return [`Contact: ${configuration.contact.toString()}`, ALLOW];
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
