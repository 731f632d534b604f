import { VirtualClock } from '../../../src-main/base/virtual-clock';
import type { Alice } from './alice';
import type { FarEnd } from './far-end';
import { scene } from './scene';

const TICK_MS = 20;

/** A scene whose time passes only where the play says so, and again by itself while everything is closed. */
export async function stillScene(
  play: (alice: Alice, bob: FarEnd, clock: VirtualClock) => Promise<void>,
): Promise<void> {
  const clock = new VirtualClock();
  let ticking: NodeJS.Timeout | undefined;
  const tick = (): void => {
    ticking ??= setInterval(() => {
      clock.advance(TICK_MS);
    }, TICK_MS);
  };
  try {
    await scene((alice, bob) => play(alice, bob, clock).finally(tick), { alice: { clock } });
  } finally {
    clearInterval(ticking);
  }
}
