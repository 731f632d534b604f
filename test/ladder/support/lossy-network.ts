import { createHash } from 'node:crypto';
import { readMessage, type Received } from './sip-text';

export interface NetworkOptions {
  /** Probability that a datagram is lost, each way. */
  readonly loss: number;
  /** Probability that a datagram is overtaken by later ones, each way. */
  readonly reordering: number;
  /** Probability that a datagram arrives twice, each way. */
  readonly duplication: number;
  readonly seed: number;
  readonly t1Ms: number;
}

/** The longest a datagram is late: enough to be overtaken by a repetition. In T1. */
const LONGEST_DELAY = 1.5;

/** What networks do to datagrams. Registrations are left alone: they are not what is tested so. */
export class LossyNetwork {
  readonly #counts = new Map<string, number>();
  readonly #late = new Set<NodeJS.Timeout>();

  constructor(private readonly options: NetworkOptions) {}

  dispose(): void {
    for (const timer of this.#late) clearTimeout(timer);
  }

  /** `arrive` is called when the datagram arrives: not at all, at once, late or twice. */
  travel(direction: 'in' | 'out', text: string, arrive: () => void): void {
    const { loss, reordering, duplication, t1Ms } = this.options;
    const message = readMessage(text);
    if (loss + reordering + duplication === 0 || message.method === 'REGISTER') {
      arrive();
      return;
    }
    const chance = this.#chances(direction, message);
    if (chance('') < loss) return;
    const lateMs = chance('by') * LONGEST_DELAY * t1Ms;
    if (chance('late') < reordering) this.#after(lateMs, arrive);
    else arrive();
    if (chance('twice') < duplication) this.#after(lateMs, arrive);
  }

  #after(delayMs: number, arrive: () => void): void {
    const timer = setTimeout(() => {
      this.#late.delete(timer);
      arrive();
    }, delayMs);
    this.#late.add(timer);
  }

  /** What happens to a datagram depends on the seed and on which message for the how manieth time, not on timing. */
  #chances(direction: 'in' | 'out', message: Received): (what: string) => number {
    const start = message.start
      .split(' ')
      .slice(0, 2)
      .join(' ')
      .replace(/sip:\S*/, '');
    const which = `${direction} ${start} ${message.method}`;
    const nth = (this.#counts.get(which) ?? 0) + 1;
    this.#counts.set(which, nth);
    return (what) => {
      const hash = createHash('md5').update(`${String(this.options.seed)} ${which} ${String(nth)}${what}`);
      return hash.digest().readUInt32BE(0) / 2 ** 32;
    };
  }
}
