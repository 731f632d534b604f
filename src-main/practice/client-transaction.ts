import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { ReceivedResponse, SipRequest } from './message';
import { GIVE_UP_MS, retransmitting, T2_MS, T4_MS } from './timers';

/** Timer D (RFC 3261 §17.1.1.2): how long a repeated failure is still acknowledged. */
const TIMER_D_MS = 32_000;

export interface ClientEvents {
  /** Each response once; a 2xx to INVITE every time it arrives, for it wants an ACK each time. */
  readonly onResponse: (response: ReceivedResponse) => void;
  /** Nobody answered in 64·T1. */
  readonly onTimeout: () => void;
}

type State =
  | { readonly state: 'trying'; readonly timer: Disposable }
  | { readonly state: 'proceeding'; readonly timer: Disposable | undefined }
  | { readonly state: 'completed'; readonly timer: Disposable }
  | { readonly state: 'accepted'; readonly timer: Disposable }
  | { readonly state: 'terminated' };

/** A request on its way (RFC 3261 §17.1, RFC 6026 for 2xx). */
export class ClientTransaction implements Disposable {
  #state: State;

  constructor(
    readonly request: SipRequest,
    private readonly clock: Clock,
    private readonly send: () => void,
    private readonly acknowledge: (response: ReceivedResponse) => void,
    private readonly events: ClientEvents,
    private readonly onTerminated: () => void,
  ) {
    const invite = request.method === 'INVITE';
    const timer = retransmitting({
      clock,
      ...(invite ? {} : { maxIntervalMs: T2_MS }),
      send,
      onGiveUp: () => {
        this.#terminate();
        this.events.onTimeout();
      },
    });
    this.#state = { state: 'trying', timer };
    send();
  }

  receive(response: ReceivedResponse): void {
    const { state } = this.#state;
    if (state === 'trying' || state === 'proceeding') this.#first(response);
    else if (state === 'completed' && this.request.method === 'INVITE' && response.status >= 300)
      this.acknowledge(response);
    else if (state === 'accepted' && isSuccess(response)) this.events.onResponse(response);
  }

  dispose(): void {
    if ('timer' in this.#state) this.#state.timer?.dispose();
    this.#state = { state: 'terminated' };
  }

  #first(response: ReceivedResponse): void {
    if (response.status < 200) this.#provisional();
    else this.#final(response);
    this.events.onResponse(response);
  }

  /** An INVITE that is being worked on is not repeated; other requests go on, more slowly (timer E). */
  #provisional(): void {
    if (this.request.method !== 'INVITE' || this.#state.state !== 'trying') return;
    this.#state.timer.dispose();
    this.#state = { state: 'proceeding', timer: undefined };
  }

  #final(response: ReceivedResponse): void {
    if ('timer' in this.#state) this.#state.timer?.dispose();
    const invite = this.request.method === 'INVITE';
    if (invite && isSuccess(response)) this.#state = { state: 'accepted', timer: this.#endAfter(GIVE_UP_MS) };
    else this.#state = { state: 'completed', timer: this.#endAfter(invite ? TIMER_D_MS : T4_MS) };
    if (invite && !isSuccess(response)) this.acknowledge(response);
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

function isSuccess(response: ReceivedResponse): boolean {
  return response.status >= 200 && response.status < 300;
}
