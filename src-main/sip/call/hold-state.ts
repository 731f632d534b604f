import type { Hold } from '../../phone/call/signalling';

/** Who holds whom, told when it changes. */
export class HoldState {
  #ours: boolean;
  #theirs = false;

  /** @param ours we hold them from the beginning */
  constructor(
    ours: boolean,
    private readonly report: (hold: Hold) => void,
  ) {
    this.#ours = ours;
  }

  get ours(): boolean {
    return this.#ours;
  }

  /** They hold us, or no longer. */
  heard(theirs: boolean): void {
    if (this.#theirs === theirs) return;
    this.#theirs = theirs;
    this.tell();
  }

  /** They agreed to our holding them, or to our resuming. */
  agreed(ours: boolean, theirs: boolean): void {
    this.#ours = ours;
    // Their answer to our hold says nothing about theirs; their answer to our resume does.
    if (!ours) this.#theirs = theirs;
    this.tell();
  }

  tell(): void {
    this.report(holdOf(this.#ours, this.#theirs));
  }
}

function holdOf(ours: boolean, theirs: boolean): Hold {
  if (ours) return theirs ? 'both' : 'ours';
  return theirs ? 'theirs' : 'none';
}
