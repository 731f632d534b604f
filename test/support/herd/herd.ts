import { fraction, seededRandom, type Random } from '../../../src-main/base/random';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import { HerdPhone } from './phone';
import { Provider, type Server } from './provider';

/** What is awaited goes on at the end of such a slice: far below what the network takes. */
const SLICE_MS = 20;
/** Phones were not switched on in one moment. */
const SWITCHED_ON_WITHIN_MS = 600_000;
const SETTLED_MS = 30_000;

/** Many phones of one provider in simulated time. */
export class Herd {
  readonly clock = new VirtualClock();
  readonly provider: Provider;
  readonly phones: readonly HerdPhone[];

  private constructor(size: number, seed: number, servers: readonly Server[]) {
    const random = seededRandom(seed);
    this.provider = new Provider(this.clock, random, servers);
    this.phones = Array.from(
      { length: size },
      (_, index) => new HerdPhone(index, this.provider, this.clock, random),
    );
    this.#switchOn(random);
  }

  /** All registered, each at another moment. */
  static async registered(size: number, seed: number, servers: readonly Server[]): Promise<Herd> {
    const herd = new Herd(size, seed, servers);
    await herd.pass(SWITCHED_ON_WITHIN_MS + SETTLED_MS);
    return herd;
  }

  get nowMs(): number {
    return this.clock.monotonicMs();
  }

  get reachable(): number {
    return this.phones.reduce((count, phone) => count + (phone.isReachable ? 1 : 0), 0);
  }

  /** Lets so much simulated time pass. */
  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    for (let dueMs = this.clock.nextDueMs; dueMs !== null && dueMs <= endMs; dueMs = this.clock.nextDueMs) {
      this.clock.advance(Math.min(endMs, Math.max(dueMs, this.nowMs) + SLICE_MS) - this.nowMs);
      await new Promise(setImmediate);
    }
    this.clock.advance(endMs - this.nowMs);
    await new Promise(setImmediate);
  }

  #switchOn(random: Random): void {
    for (const { registration } of this.phones)
      this.clock.after(fraction(random) * SWITCHED_ON_WITHIN_MS, () => {
        registration.register();
      });
  }
}
