import { createSubscriber } from 'svelte/reactivity';

/** Calls `tick` each time the wall clock reaches a whole multiple of `stepMs`, so that all clocks turn together. */
function everyWhole(stepMs: number, tick: () => void): () => void {
  let timer = 0;
  const next = (): void => {
    timer = window.setTimeout(
      () => {
        tick();
        next();
      },
      stepMs - (Date.now() % stepMs),
    );
  };
  next();
  return () => {
    window.clearTimeout(timer);
  };
}

/** Runs only while something on screen reads it: an idle phone has no timer. */
class Clock {
  readonly #subscribe: () => void;

  constructor(stepMs: number) {
    this.#subscribe = createSubscriber((update) => everyWhole(stepMs, update));
  }

  get nowMs(): number {
    this.#subscribe();
    return Date.now();
  }
}

export const seconds = new Clock(1000);
export const minutes = new Clock(60_000);
