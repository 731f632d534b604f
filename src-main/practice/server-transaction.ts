import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { serialise, type ReceivedRequest, type SipResponse } from './message';
import { GIVE_UP_MS, retransmitting, T2_MS, T4_MS } from './timers';
import { MAGIC_COOKIE, type Via } from './via';

/** Which transaction a request belongs to (RFC 3261 §17.2.3); ACK and CANCEL find their INVITE with `'INVITE'`. */
export function serverKey(request: ReceivedRequest, method = request.method): string {
  const { via, callId, cseq, from } = request;
  if (via.branch.startsWith(MAGIC_COOKIE)) return [via.branch, sentBy(via), method].join('|');
  return [via.text, callId, cseq.number, from.params.get('tag') ?? '', method].join('|');
}

function sentBy(via: Via): string {
  return `${via.host}:${String(via.port ?? 5060)}`;
}

type State =
  | { readonly state: 'proceeding'; readonly last: Uint8Array | undefined }
  | { readonly state: 'completed'; readonly last: Uint8Array; readonly timer: Disposable }
  /** A 2xx was sent; the dialog repeats it until the ACK (RFC 6026 §7.1). */
  | { readonly state: 'accepted'; readonly timer: Disposable }
  | { readonly state: 'confirmed'; readonly timer: Disposable }
  | { readonly state: 'terminated' };

/** A request being answered (RFC 3261 §17.2): absorbs its duplicates and repeats what must arrive. */
export class ServerTransaction implements Disposable {
  #state: State = { state: 'proceeding', last: undefined };

  constructor(
    readonly request: ReceivedRequest,
    private readonly clock: Clock,
    private readonly send: (bytes: Uint8Array) => void,
    private readonly onTerminated: () => void,
  ) {}

  get isAnswered(): boolean {
    return this.#state.state !== 'proceeding';
  }

  /** Provisional or final; what comes after the final one is dropped. */
  respond(response: SipResponse): void {
    if (this.#state.state !== 'proceeding') return;
    const last = serialise(response);
    this.#state =
      response.status < 200 ? { state: 'proceeding', last } : this.#afterFinal(response.status, last);
    this.send(last);
  }

  /** The same request again. */
  retransmitted(): void {
    const { state } = this.#state;
    if (state !== 'proceeding' && state !== 'completed') return;
    if (this.#state.last) this.send(this.#state.last);
  }

  /** An ACK that matches. False when it is not ours to absorb, because the answer was a 2xx. */
  acknowledged(): boolean {
    if (this.#state.state === 'completed') {
      this.#state.timer.dispose();
      this.#state = { state: 'confirmed', timer: this.#endAfter(T4_MS) };
    }
    return this.#state.state === 'confirmed';
  }

  dispose(): void {
    if ('timer' in this.#state) this.#state.timer.dispose();
    this.#state = { state: 'terminated' };
  }

  #afterFinal(status: number, last: Uint8Array): State {
    if (this.request.method !== 'INVITE')
      return { state: 'completed', last, timer: this.#endAfter(GIVE_UP_MS) };
    if (status < 300) return { state: 'accepted', timer: this.#endAfter(GIVE_UP_MS) };
    const timer = retransmitting({
      clock: this.clock,
      maxIntervalMs: T2_MS,
      send: () => {
        this.send(last);
      },
      onGiveUp: () => {
        this.#terminate();
      },
    });
    return { state: 'completed', last, timer };
  }

  #endAfter(ms: number): Disposable {
    return this.clock.after(ms, () => {
      this.#terminate();
    });
  }

  #terminate(): void {
    this.dispose();
    this.onTerminated();
  }
}
