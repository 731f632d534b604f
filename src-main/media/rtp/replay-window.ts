import { sequenceAhead } from './packet';

/** Packets later than this are too late to be played anyway. */
const WINDOW = 256;
/** RFC 3550 A.1 MAX_DROPOUT: a jump beyond it is a restart or a lie, not loss. */
const MAX_DROPOUT = 3000;

export type Freshness = 'new' | 'drop' | 'restarted';

/** Lets each sequence number of one stream pass once. A far jump must be confirmed by the packet after it. */
export class ReplayWindow {
  readonly #seen = new Uint8Array(WINDOW);
  #highest: number | undefined;
  #restartAt: number | undefined;

  admit(sequence: number): Freshness {
    if (this.#highest === undefined) return this.#restart(sequence, 'new');
    const ahead = sequenceAhead(this.#highest, sequence);
    if (ahead > MAX_DROPOUT || ahead <= -WINDOW) return this.#farJump(sequence);
    this.#restartAt = undefined;
    if (ahead > 0) this.#advance(ahead);
    else if (this.#seen[sequence % WINDOW] === 1) return 'drop';
    this.#seen[sequence % WINDOW] = 1;
    return 'new';
  }

  #advance(by: number): void {
    if (by >= WINDOW) this.#seen.fill(0);
    for (let step = 1; step <= by && step < WINDOW; step++)
      this.#seen[((this.#highest ?? 0) + step) % WINDOW] = 0;
    this.#highest = ((this.#highest ?? 0) + by) & 0xffff;
  }

  #farJump(sequence: number): Freshness {
    if (sequence === this.#restartAt) return this.#restart(sequence, 'restarted');
    this.#restartAt = (sequence + 1) & 0xffff;
    return 'drop';
  }

  #restart(sequence: number, as: Freshness): Freshness {
    this.#seen.fill(0);
    this.#seen[sequence % WINDOW] = 1;
    this.#highest = sequence;
    this.#restartAt = undefined;
    return as;
  }
}
