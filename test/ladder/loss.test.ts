import { describe, test } from 'vitest';
import type { FarEndOptions } from './support/far-end';
import { FLOWS } from './support/flows';
import { ladder } from './support/ladder';
import { scene } from './support/scene';

/** So long that what is lost several times still comes in 64·T1 on a machine that is busy. */
const T1_MS = 50;
const SEEDS = [1, 2, 3, 4, 5, 6];

const NETWORKS: Readonly<Record<string, FarEndOptions>> = {
  'a quarter of all datagrams lost each way': { loss: 0.25 },
  'a quarter lost, a quarter overtaken, a quarter twice': { loss: 0.25, reordering: 0.25, duplication: 0.25 },
};

describe.each(Object.entries(NETWORKS))('%s', (_name, network) => {
  test.concurrent.each(Object.entries(FLOWS))('%s', async (_flow, flow) => {
    await Promise.all(SEEDS.map((seed) => play(flow, { ...network, seed })));
  });
});

async function play(flow: string, network: FarEndOptions): Promise<void> {
  try {
    await scene((alice, bob) => ladder(alice, bob, flow, { lossy: true }), { ...network, t1Ms: T1_MS });
  } catch (error) {
    throw new Error(`seed ${String(network.seed)}`, { cause: error });
  }
}
