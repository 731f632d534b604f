import { networkInterfaces } from 'node:os';
import type { Clock } from '../../base/clock';
import { DisposableStore, NOTHING_TO_DISPOSE, disposable, type Disposable } from '../../base/disposable';
import type { Event } from '../../base/signal';

/** No event tells of a new address; looking costs a tenth of a millisecond. */
const LOOK_EVERY_MS = 1_000;
/** An interface comes up in steps: first nothing, then IPv6, then IPv4. */
const SETTLED_MS = 1_000;
/** One that never settles must not keep us from registering. */
const LONGEST_WAIT_MS = 2_500;

/** This machine's addresses, loopback left out. */
export function systemAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address }) => address);
}

/** When to look at the addresses, where nobody else says so. */
export const everySecond =
  (clock: Clock): Event<void> =>
  (look) =>
    clock.every(LOOK_EVERY_MS, look);

interface Watched {
  readonly clock: Clock;
  readonly addresses: () => readonly string[];
  /** Each time it is looked whether they changed. */
  readonly looks: Event<void>;
}

/**
 * Calls `onChange` when the machine's addresses have changed and settled, at most 2.5 s after the look that saw the
 * first change.
 */
export function watchNetwork({ clock, addresses, looks }: Watched, onChange: () => void): Disposable {
  const opened = new DisposableStore();
  let seen = fingerprint(addresses());
  let firstChangeMs: number | null = null;
  let settling: Disposable = NOTHING_TO_DISPOSE;
  const settled = (): void => {
    firstChangeMs = null;
    onChange();
  };
  const look = (): void => {
    const now = fingerprint(addresses());
    if (now === seen) return;
    seen = now;
    firstChangeMs ??= clock.monotonicMs();
    const leftMs = firstChangeMs + LONGEST_WAIT_MS - clock.monotonicMs();
    settling.dispose();
    settling = clock.after(Math.min(SETTLED_MS, Math.max(0, leftMs)), settled);
  };
  opened.add(looks(look));
  opened.add(
    disposable(() => {
      settling.dispose();
    }),
  );
  return opened;
}

function fingerprint(addresses: readonly string[]): string {
  return [...addresses].sort().join(' ');
}
