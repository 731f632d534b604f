import { sequenceAhead, timestampAhead } from './packet';

interface Arrival {
  readonly sequence: number;
  readonly timestamp: number;
}

/** What is known of one stream that comes in (RFC 3550 A.3, A.8), and how its losses lie (RFC 3611 §4.7.2). */
export class Reception {
  readonly ssrc: number;
  readonly losses = new LossPattern();
  readonly #clockRate: number;
  readonly #first: number;
  /** The highest number, extended by its rounds. */
  #highest: number;
  #received = 0;
  #discarded = 0;
  #jitter = 0;
  #before: { readonly timestamp: number; readonly atMs: number } | undefined;
  #told = { expected: 0, received: 0 };

  constructor(ssrc: number, first: number, clockRate: number) {
    this.ssrc = ssrc;
    this.#clockRate = clockRate;
    this.#first = first;
    this.#highest = first - 1;
  }

  get clockRate(): number {
    return this.#clockRate;
  }

  get expected(): number {
    return this.#highest - this.#first + 1;
  }

  get lost(): number {
    return Math.max(0, this.expected - this.#received);
  }

  get jitterMs(): number {
    return (1000 * this.#jitter) / this.#clockRate;
  }

  /** Came, but doubled or so late that nobody can use it. */
  get discarded(): number {
    return this.#discarded;
  }

  discard(): void {
    this.#discarded++;
  }

  received({ sequence, timestamp }: Arrival, nowMs: number): void {
    const ahead = sequenceAhead(this.#highest & 0xffff, sequence);
    for (let missing = 1; missing < ahead; missing++) this.losses.lost();
    if (ahead > 0) {
      this.#highest += ahead;
      this.losses.received();
    } else this.losses.lateAfterAll();
    this.#received++;
    const before = this.#before;
    // Of one moment are the packets of a telephone-event.
    if (before && before.timestamp !== timestamp) {
      const elapsed = ((nowMs - before.atMs) * this.#clockRate) / 1000;
      const drift = Math.abs(elapsed - timestampAhead(before.timestamp, timestamp));
      // A pause of the speaker's is not the network's doing.
      if (drift < this.#clockRate) this.#jitter += (drift - this.#jitter) / 16;
    }
    if (before?.timestamp !== timestamp) this.#before = { timestamp, atMs: nowMs };
  }

  /** The share lost since this was asked last. */
  takeLossShare(): number {
    const { expected } = this;
    const [sent, came] = [expected - this.#told.expected, this.#received - this.#told.received];
    this.#told = { expected, received: this.#received };
    return sent <= 0 ? 0 : Math.max(0, sent - came) / sent;
  }
}

/** RFC 3611 §4.7.2: so many packets must come between two losses for them to belong to no burst. */
const G_MIN = 16;

/** Sorts losses into bursts, where a listener notices each, and the gaps between, where concealment hides them. */
class LossPattern {
  #sinceLoss = G_MIN;
  /** Of the burst that may be going on: packets since its first loss, and losses among them. */
  #open = { packets: 0, lost: 0 };
  #bursts = { count: 0, packets: 0, lost: 0 };
  #gap = { packets: 0, lost: 0 };

  received(): void {
    this.#sinceLoss++;
    if (this.#open.lost > 0 && this.#sinceLoss >= G_MIN) this.#close();
    if (this.#open.lost > 0) this.#open.packets++;
    else this.#gap.packets++;
  }

  lost(): void {
    this.#open = { packets: this.#open.packets + 1, lost: this.#open.lost + 1 };
    this.#sinceLoss = 0;
  }

  /** Counted as lost before. */
  lateAfterAll(): void {
    if (this.#open.lost > 0) this.#open = { packets: this.#open.packets, lost: this.#open.lost - 1 };
  }

  get figures(): {
    readonly burstDensity: number;
    readonly gapDensity: number;
    readonly burstPackets: number;
    readonly gapPackets: number;
  } {
    const { count, packets, lost } = this.#bursts;
    return {
      burstDensity: packets === 0 ? 0 : lost / packets,
      gapDensity: this.#gap.packets === 0 ? 0 : this.#gap.lost / this.#gap.packets,
      burstPackets: count === 0 ? 0 : packets / count,
      gapPackets: this.#gap.packets / (count + 1),
    };
  }

  /** One loss among many that came is the gap's; several near each other are a burst, up to its last loss. */
  #close(): void {
    const { packets, lost } = this.#open;
    const tail = G_MIN - 1;
    if (lost === 1) this.#gap = { packets: this.#gap.packets + packets, lost: this.#gap.lost + 1 };
    else {
      const { count } = this.#bursts;
      this.#bursts = {
        count: count + 1,
        packets: this.#bursts.packets + packets - tail,
        lost: this.#bursts.lost + lost,
      };
      this.#gap = { ...this.#gap, packets: this.#gap.packets + tail };
    }
    this.#open = { packets: 0, lost: 0 };
  }
}
