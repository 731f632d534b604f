import type { Snapshot } from '../../src-preload/contract/command';
import type { PhoneBridge } from '../../src-preload/contract/phone';
import { watch } from './ask';

/** The last snapshot main pushed; `null` until the first. Never edited here. */
export class Mirror<T> {
  #now = $state.raw<T | null>(null);
  readonly #end: () => void;

  constructor(bridge: PhoneBridge, snapshot: Snapshot<T>) {
    this.#end = watch(bridge, snapshot, (value) => (this.#now = value));
  }

  get now(): T | null {
    return this.#now;
  }

  dispose(): void {
    this.#end();
  }
}
