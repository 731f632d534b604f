import type { Bench } from '../bench';
import { pass } from '../machine/clock';
import { usage } from '../machine/process-tree';
import { slope } from '../machine/statistics';
import { startOffhook, type OffhookPhone } from '../phones/offhook';

const CALLS = 20;
const LONG_CALLS = 200;
/** First calls fill caches and compile code; they are no leak. */
const FIRST_CALLS = 5;
const SAID_EVERY = 20;
const TALK_MS = 400;
const BETWEEN_MS = 150;
/** Less than this in 200 calls is flat: what the collectors leave lying about changes by more. */
const FLAT_MB = 20;

type Sizes = ReadonlyMap<string, number>;

/** By role; of two of a kind the sum. */
function sizesMb(phone: OffhookPhone): Sizes {
  const sizes = new Map<string, number>();
  for (const { role, anonymousMb } of usage(phone.pid)) sizes.set(role, (sizes.get(role) ?? 0) + anonymousMb);
  return sizes;
}

const total = (sizes: Sizes): number => [...sizes.values()].reduce((sum, size) => sum + size, 0);

async function practiceCall(phone: OffhookPhone): Promise<void> {
  await phone.dialNumber('600');
  await pass(TALK_MS);
  await phone.hangUp();
  await phone.untilNoCall();
  await pass(BETWEEN_MS);
}

/** Whether memory grows with every practice call: a line through the sizes after each, drawn out to 200 calls. */
export async function memory(bench: Bench): Promise<void> {
  const calls = bench.long ? LONG_CALLS : CALLS;
  const phone = await startOffhook({ sound: bench.sound });
  const sizes: Sizes[] = [];
  try {
    await phone.exchange.registered(10_000);
    await phone.attach();
    await phone.practise();
    for (let count = 0; count < FIRST_CALLS; count++) await practiceCall(phone);
    for (let count = 1; count <= calls; count++) {
      await practiceCall(phone);
      sizes.push(sizesMb(phone));
      if (count % SAID_EVERY === 0)
        bench.say(`  after ${count} calls: ${total(sizesMb(phone)).toFixed(0)} MB`);
    }
  } finally {
    await phone.stop();
  }
  const drawnOut = calls === LONG_CALLS ? 'memory.growth-200-calls' : `memory.growth-200-calls-from-${calls}`;
  const totals = sizes.map(total);
  bench.record('memory.first', totals[0] ?? NaN, 'MB');
  bench.record('memory.last', totals.at(-1) ?? NaN, 'MB');
  // Twenty calls prove nothing either way.
  const aim = bench.long ? { atMost: FLAT_MB } : undefined;
  bench.record(drawnOut, slope(totals) * LONG_CALLS, 'MB', {}, aim);
  for (const role of sizes[0]?.keys() ?? [])
    bench.record(`${drawnOut}.${role}`, slope(sizes.map((each) => each.get(role) ?? 0)) * LONG_CALLS, 'MB');
}
