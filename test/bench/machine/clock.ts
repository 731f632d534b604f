/** Milliseconds since the epoch, in steps far below one; the same clock a page has as `timeOrigin + now()`. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

/** The one place where the bench waits for time itself: what is measured here is how much happens in a while. */
export function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
