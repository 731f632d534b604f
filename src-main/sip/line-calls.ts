import type {
  IncomingInviteRequest,
  IncomingRequestMessage,
  IncomingResponseMessage,
  URI,
} from 'sip.js/lib/core/index.js';
import { isIP } from 'node:net';
import { token } from '../base/random';
import { isSignallingEncrypted } from '../phone/account/line-entry';
import type { EndReason } from '../phone/call/end-reason';
import type { CallId } from '../phone/call/signalling';
import { IncomingCall, takeOver } from './call/incoming';
import type { CallCommand, Leg, LegContext } from './call/leg';
import { OutgoingCall } from './call/outgoing';
import { requestUri } from './call/target';
import { connectedParty } from './identity/connected';
import { ALLOW } from './methods';
import { refusalOf } from './outside-dialog';
import { EndedDialogs, takeoverOf } from './refer/takeover';
import { plainAddress, type Flow } from './transport/flow';
import type { UserAgentPorts } from './user-agent-ports';

export interface LineCallsOptions
  extends
    Pick<UserAgentPorts, 'media' | 'clock' | 'random' | 'timers' | 'log' | 'emit' | 'mayRing' | 'legOf'>,
    Pick<LegContext, 'line' | 'core' | 'servers' | 'here' | 'paged'> {
  /** There is a way to our server. */
  readonly connected: () => boolean;
  /** The flow the INVITE with this branch came over. */
  readonly flowOf: (branch: string) => Flow | null;
  /** A far end without a proxy between us may speak from this address. */
  readonly admitPeer: (address: string) => void;
}

/** The calls of one line: how they come about, and which there are. */
export class LineCalls {
  readonly #options: LineCallsOptions;
  readonly #calls = new Map<CallId, Leg>();
  /** Call-IDs of INVITEs given up, while their transactions may still be challenged. */
  readonly #cancelled = new Set<string>();
  /** Of calls to us: the flow their INVITE came over. */
  readonly #cameOver = new WeakMap<Leg, Flow | null>();
  readonly #ended = new EndedDialogs();
  #closing = false;

  constructor(options: LineCallsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#calls.size;
  }

  get ringing(): number {
    return [...this.#calls.values()].filter((call) => call.ringing).length;
  }

  /** Those that have no dialog yet, ringing or being made. */
  get waiting(): number {
    return [...this.#calls.values()].filter(({ standing }) => !standing).length;
  }

  /** Whether a challenge to an INVITE with that Call-ID needs no answer any more. */
  gaveUp(callId: string): boolean {
    return this.#cancelled.has(callId);
  }

  /** @param hidden whether our number is withheld; left out: as the line says */
  dial(callId: CallId, target: string, hidden = this.#options.line.hidesIdentity): void {
    const { emit, line, connected } = this.#options;
    const uri = requestUri(target, line.domain);
    if (!connected()) {
      emit({ kind: 'call/ended', callId, why: { kind: 'not-registered' } });
    } else if (!uri.ok) {
      emit({ kind: 'call/ended', callId, why: { kind: 'not-found', status: 484 } });
    } else if (uri.value.scheme === 'sips' && !isSignallingEncrypted(line)) {
      // RFC 3261 §26.2.2: who asks for encryption all the way gets it or nothing.
      emit({ kind: 'call/ended', callId, why: { kind: 'line-not-encrypted' } });
    } else {
      this.#calls.set(callId, new OutgoingCall(callId, this.#legContext(), uri.value, hidden));
    }
  }

  leg(callId: CallId): Leg | undefined {
    return this.#calls.get(callId);
  }

  /** False when the call is none of this line's. */
  handle(command: CallCommand): boolean {
    const call = this.#calls.get(command.callId);
    call?.handle(command);
    return call !== undefined;
  }

  /** A message of a call may say whom it is with now. */
  delivered(message: IncomingRequestMessage | IncomingResponseMessage): void {
    const party = connectedParty(message);
    if (!party) return;
    const calls = [...this.#calls.values()];
    calls.find(({ session }) => session?.callId === message.callId)?.connectedWith(party);
  }

  /** We are reached elsewhere from now on. */
  moved(): void {
    for (const call of [...this.#calls.values()]) call.moved();
  }

  /** @param current whether our requests went over the flow that broke: what waits for an answer over it is lost */
  connectionLost(flow: Flow, current: boolean): void {
    for (const call of [...this.#calls.values()])
      if ((this.#cameOver.get(call) ?? (current ? flow : null)) === flow) call.connectionLost();
  }

  hangUp(why?: EndReason): void {
    for (const call of [...this.#calls.values()]) call.hangUp(why);
  }

  /** Hangs up, and takes no more. */
  close(): void {
    this.#closing = true;
    this.hangUp();
  }

  /** An INVITE outside a dialog. */
  invited(request: IncomingInviteRequest): void {
    request.trying();
    const busy = this.#closing || !this.#options.mayRing();
    const refusal =
      refusalOf(request, this.#options.line.codecs) ??
      (busy ? { statusCode: 486, extraHeaders: [ALLOW] } : null);
    if (refusal) {
      request.reject(refusal);
      return;
    }
    const taken = takeoverOf(request.message, this.#calls.values(), this.#options.core, this.#ended);
    if (taken.kind === 'refused') request.reject({ statusCode: taken.status });
    else if (taken.kind === 'call') takeOver(taken.leg, this.#legContext(), request);
    else this.#ring(request);
  }

  #ring(request: IncomingInviteRequest): void {
    const callId = token(this.#options.random, 8);
    const call = new IncomingCall(callId, this.#legContext(), request);
    this.#cameOver.set(call, this.#options.flowOf(request.message.viaBranch));
    this.#calls.set(callId, call);
  }

  #legContext(): LegContext {
    const { admitPeer } = this.#options;
    return {
      ...this.#options,
      cancelled: this.#cancelled,
      admitPeer: (uri: URI) => {
        const host = plainAddress(uri.host);
        if (isIP(host) !== 0) admitPeer(host);
      },
      dialReferred: (callId, referred) => {
        const { target, hidden } = referred;
        this.#calls.set(callId, new OutgoingCall(callId, this.#legContext(), target, hidden, referred));
      },
      onEnded: (leg) => {
        this.#ended.add(leg.session);
        if (this.#calls.get(leg.callId) === leg) this.#calls.delete(leg.callId);
      },
      onTakenOver: (leg) => {
        this.#calls.set(leg.callId, leg);
      },
    };
  }
}
