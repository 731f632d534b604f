import type { Disposable } from '../base/disposable';
import { token } from '../base/random';
import type { ClientTransaction } from './client-transaction';
import { callingDialog, requestInDialog, type Dialog } from './dialog';
import type { Media } from './media';
import { header, type Header, type ReceivedResponse, type SipRequest } from './message';
import { ALLOW } from './response';
import { Session, type SessionPorts } from './session';
import type { Endpoint } from './via';

/** How long a phone may ring. */
const RING_MS = 30_000;

export interface Destination {
  /** The Request-URI: a registered Contact. */
  readonly uri: string;
  readonly flow: Endpoint;
  /** Who is called, as To. */
  readonly to: string;
}

export interface OutgoingEvents {
  readonly onAnswered: (session: Session) => void;
  /** Refused, cancelled by us, or nobody there. Not called for a call that was answered. */
  readonly onFailed: (status: number) => void;
}

type State =
  | { readonly state: 'calling'; readonly hasRung: boolean; readonly isCancelled: boolean }
  | { readonly state: 'answered'; readonly ack: SipRequest }
  | { readonly state: 'failed' };

/** An INVITE of ours on its way (RFC 3261 §13.2): its answer makes the session. */
export class OutgoingCall implements Disposable {
  readonly #session: Session;
  readonly #invite: ClientTransaction;
  readonly #branch: string;
  #state: State = { state: 'calling', hasRung: false, isCancelled: false };

  constructor(
    private readonly destination: Destination,
    from: string,
    media: Media,
    private readonly ports: SessionPorts,
    private readonly events: OutgoingEvents,
  ) {
    const { random, clock, transactions } = ports;
    this.#branch = transactions.newBranch();
    const draft = unansweredDialog(destination, `${from};tag=${token(random)}`, token(random, 12));
    this.#session = new Session(draft, media, ports);
    const invite = inviteIn(draft, ports.contact, this.#session.negotiation.offer());
    this.#session.owned.add(
      clock.after(RING_MS, () => {
        this.cancel();
      }),
    );
    this.#invite = transactions.request(
      invite,
      destination.flow,
      {
        onResponse: (response) => {
          this.#response(response);
        },
        onTimeout: () => {
          this.#fail(408);
        },
      },
      this.#branch,
    );
  }

  /** Stops the ringing; a CANCEL may only follow a provisional response (RFC 3261 §9.1). */
  cancel(): void {
    if (this.#state.state !== 'calling' || this.#state.isCancelled) return;
    this.#state = { ...this.#state, isCancelled: true };
    if (this.#state.hasRung) this.#sendCancel();
  }

  /** For when the exchange closes. */
  dispose(): void {
    this.cancel();
    this.#fail(487);
  }

  #response(response: ReceivedResponse): void {
    if (this.#state.state === 'answered') {
      // The 200 again: its ACK was lost.
      if (response.status < 300) this.ports.transactions.sendAck(this.#state.ack, this.destination.flow);
    } else if (this.#state.state === 'calling') {
      if (response.status < 200) this.#provisional();
      else if (response.status < 300) this.#answered(response, this.#state.isCancelled);
      else this.#fail(response.status);
    }
  }

  #provisional(): void {
    if (this.#state.state !== 'calling' || this.#state.hasRung) return;
    this.#state = { ...this.#state, hasRung: true };
    if (this.#state.isCancelled) this.#sendCancel();
  }

  #answered(response: ReceivedResponse, isCancelled: boolean): void {
    const dialog = callingDialog(this.#invite.request, response, this.destination.flow);
    const ack = requestInDialog(dialog, 'ACK', response.cseq.number);
    this.#state = { state: 'answered', ack };
    this.ports.transactions.sendAck(ack, this.destination.flow);
    this.#session.established(dialog);
    const isDescribed = this.#session.negotiation.accept(response.body).ok;
    this.events.onAnswered(this.#session);
    // Answered in the moment we gave up, or without a description: acknowledged, and ended.
    if (isCancelled || !isDescribed) this.#session.hangUp();
  }

  #fail(status: number): void {
    if (this.#state.state !== 'calling') return;
    this.#state = { state: 'failed' };
    this.#session.end();
    this.events.onFailed(status);
  }

  #sendCancel(): void {
    const { request } = this.#invite;
    const copied = ['From', 'To', 'Call-ID', 'Max-Forwards'].map((name) => ({
      name,
      value: header(request, name) ?? '',
    }));
    const cseq = { name: 'CSeq', value: (header(request, 'CSeq') ?? '').replace('INVITE', 'CANCEL') };
    const cancel: SipRequest = {
      kind: 'request',
      method: 'CANCEL',
      uri: request.uri,
      headers: [...copied, cseq],
      body: '',
    };
    const nothing = { onResponse: () => undefined, onTimeout: () => undefined };
    this.ports.transactions.request(cancel, this.destination.flow, nothing, this.#branch);
  }
}

function unansweredDialog(destination: Destination, localAddress: string, callId: string): Dialog {
  return {
    callId,
    localTag: '',
    remoteTag: '',
    localAddress,
    remoteAddress: destination.to,
    remoteTarget: destination.uri,
    routeSet: [],
    localCseq: 1,
    remoteCseq: 0,
    flow: destination.flow,
  };
}

function inviteIn(draft: Dialog, contact: string, sdp: string): SipRequest {
  const headers: Header[] = [
    { name: 'Contact', value: `<${contact}>` },
    { name: 'Allow', value: ALLOW },
    { name: 'Content-Type', value: 'application/sdp' },
  ];
  return { ...requestInDialog(draft, 'INVITE', draft.localCseq, headers), body: sdp };
}
