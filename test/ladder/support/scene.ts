import { Alice, TEST_T1_MS, type AliceOptions } from './alice';
import { FarEnd, type FarEndOptions } from './far-end';
import { until } from './waiting';

/**
 * Alice registered at the far end; afterwards everything must be closed again: no call, no dialog, no
 * transaction, no media session. A transaction lives 64·T1 at most, so that is how long the check may take.
 */
export async function scene(
  play: (alice: Alice, bob: FarEnd) => Promise<void>,
  options: FarEndOptions & { readonly alice?: Partial<AliceOptions> } = {},
): Promise<void> {
  const t1Ms = options.t1Ms ?? TEST_T1_MS;
  const bob = await FarEnd.open({ ...options, t1Ms });
  const alice = new Alice({ port: bob.port, host: options.host ?? '127.0.0.1', t1Ms, ...options.alice });
  try {
    await alice.registered();
    await play(alice, bob);
    const nothingOpen = (): boolean => {
      const { calls, dialogs } = alice.signalling.open;
      return calls + dialogs + alice.media.sessions.size === 0;
    };
    await until(
      nothingOpen,
      `everything closed: ${JSON.stringify(alice.signalling.open)}`,
      64 * t1Ms + 2_000,
    );
  } finally {
    await alice.signalling.close();
    bob.close();
  }
}
