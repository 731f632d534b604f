import type { LegStats, MediaRequest } from '../../src-preload/contract/media';
import { CallLeg } from './call-leg';
import { GatewayLeg } from './leg';
import type { Room } from './sound-path';

type Value = string | LegStats | null;
type AnyLeg = GatewayLeg | CallLeg;

/** The legs of one line process: they end with it. */
export class Legs {
  readonly #room: Room;
  readonly #failed: (legId: string) => void;
  readonly #legs = new Map<string, AnyLeg>();
  /** A leg's requests are done one after another, in the order they came. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(room: Room, failed: (legId: string) => void) {
    this.#room = room;
    this.#failed = failed;
  }

  get level(): number {
    return Math.max(0, ...[...this.#legs.values()].map((leg) => leg.level));
  }

  applyMute(): void {
    for (const leg of this.#legs.values()) leg.applyMute();
  }

  /** Rejects with what the browser says. */
  handle(request: MediaRequest): Promise<Value> {
    const { legId } = request;
    // A digit takes its time; what ends the call must not wait for it.
    if (request.kind === 'call/dtmf') return this.#call(legId).dtmf(request.digits).then(nothing);
    const before = this.#turns.get(legId) ?? Promise.resolve();
    const turn = before.then(() => this.#do(request));
    const settled = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#turns.get(legId) === settled) this.#turns.delete(legId);
      });
    this.#turns.set(legId, settled);
    return turn;
  }

  close(): void {
    for (const leg of this.#legs.values()) leg.close();
    this.#legs.clear();
  }

  #do(request: MediaRequest): Promise<Value> {
    switch (request.kind) {
      case 'leg/offer':
        return this.#open(
          request.legId,
          new GatewayLeg(request.legId, this.#room, this.#fail(request.legId)),
        ).offer();
      case 'leg/answer':
        return this.#leg(request.legId).answer(request.sdp).then(nothing);
      case 'leg/reanswer':
        return this.#leg(request.legId).reanswer(request.sdp).then(nothing);
      case 'leg/attach':
        this.#leg(request.legId).attach(request.callId);
        return Promise.resolve(null);
      case 'leg/stats':
        return this.#any(request.legId).stats();
      case 'leg/close':
        this.#legs.get(request.legId)?.close();
        this.#legs.delete(request.legId);
        return Promise.resolve(null);
      default:
        return this.#doCall(request);
    }
  }

  #doCall(request: Extract<MediaRequest, { kind: `call/${string}` }>): Promise<Value> {
    switch (request.kind) {
      case 'call/offer':
        return this.#callFor(request.legId).offer(request);
      case 'call/answer':
        return this.#callFor(request.legId).answer(request, request.sdp);
      case 'call/accept':
        return this.#call(request.legId).accept(request.sdp).then(nothing);
      case 'call/rollback':
        return this.#call(request.legId).rollback().then(nothing);
      case 'call/connect':
        this.#call(request.legId).connect();
        return Promise.resolve(null);
      case 'call/dtmf':
        return this.#call(request.legId).dtmf(request.digits).then(nothing);
    }
  }

  #fail(legId: string): () => void {
    return () => {
      this.#failed(legId);
    };
  }

  #open<T extends AnyLeg>(legId: string, leg: T): T {
    this.#legs.get(legId)?.close();
    this.#legs.set(legId, leg);
    return leg;
  }

  #callFor(legId: string): CallLeg {
    const known = this.#legs.get(legId);
    return known instanceof CallLeg ? known : this.#open(legId, new CallLeg(this.#room, this.#fail(legId)));
  }

  #any(legId: string): AnyLeg {
    const leg = this.#legs.get(legId);
    if (!leg) throw new Error(`there is no leg ${legId}`);
    return leg;
  }

  #leg(legId: string): GatewayLeg {
    const leg = this.#any(legId);
    if (!(leg instanceof GatewayLeg)) throw new Error(`${legId} is no leg to the gateway`);
    return leg;
  }

  #call(legId: string): CallLeg {
    const leg = this.#any(legId);
    if (!(leg instanceof CallLeg)) throw new Error(`${legId} is no WebRTC call`);
    return leg;
  }
}

function nothing(): null {
  return null;
}
