/** Raised when something did not happen in time; the message says what was awaited. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** `promise`, or a {@link DeadlineError} naming `what` after `ms` milliseconds. */
export async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new DeadlineError(`${what}: not within ${String(ms)} ms`));
    }, ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Asks `probe` again and again until it gives something other than undefined. Only for outer programs that announce
 * nothing themselves; a probe that throws counts as "not yet".
 */
export async function eventually<T>(
  ms: number,
  what: string,
  probe: () => Promise<T | undefined>,
): Promise<T> {
  const endAtMs = Date.now() + ms;
  let last: unknown;
  while (Date.now() < endAtMs) {
    try {
      const answer = await probe();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const because = last instanceof Error ? ` (last: ${last.message})` : '';
  throw new DeadlineError(`${what}: not within ${String(ms)} ms${because}`);
}
