import type { Clock } from '../../base/clock';
import { NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import type { Result } from '../../base/result';
import type { Endpoint } from '../transport/flow';

/** Head start of an address before the next one is tried beside it (RFC 8305 §5). */
const HEAD_START_MS = 250;

/**
 * Opens the first of several addresses of one server that answers ("happy eyeballs", RFC 8305): the next starts
 * when the one before failed or took 250 ms. What opens after the first is closed. The last failure when none does.
 * `endpoints` must not be empty.
 */
export function race<T extends Disposable, E extends { readonly kind: string }>(
  endpoints: readonly Endpoint[],
  open: (endpoint: Endpoint) => Promise<Result<T, E>>,
  clock: Clock,
): Promise<Result<T, E>> {
  return new Promise((resolve) => {
    let started = 0;
    let failed = 0;
    let won = false;
    let headStart: Disposable = NOTHING_TO_DISPOSE;
    const finish = (opened: Result<T, E>): void => {
      if (won) {
        if (opened.ok) opened.value.dispose();
        return;
      }
      if (!opened.ok) failed++;
      if (!opened.ok && failed < endpoints.length) {
        start();
        return;
      }
      won = true;
      headStart.dispose();
      resolve(opened);
    };
    const start = (): void => {
      headStart.dispose();
      const endpoint = endpoints[started];
      if (won || !endpoint) return;
      started++;
      headStart = clock.after(HEAD_START_MS, start);
      void open(endpoint).then(finish);
    };
    start();
  });
}
