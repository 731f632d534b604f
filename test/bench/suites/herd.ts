import { SCENARIOS, sentence } from '../../support/herd/scenarios';
import type { Bench } from '../bench';

const PHONES = 100_000;
const SEED = 20_261_125;

/** A provider's phones after it lost its registrars, in simulated time. */
export async function herd(bench: Bench): Promise<void> {
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    const found = await scenario(PHONES, SEED);
    bench.say(`  ${sentence(found)}`);
    bench.record(`herd.${name}.peak`, found.peak / found.even, '× even', {}, { atMost: 1.5 });
    bench.record(`herd.${name}.registers`, found.sum, '');
    bench.record(`herd.${name}.back`, found.backS ?? NaN, 's', {}, { atMost: 300 });
    bench.record(`herd.${name}.off-weight`, found.offWeight, 'points');
  }
}
