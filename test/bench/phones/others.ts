import type { Bench } from '../bench';
import { startBaresipPhone } from './baresip';
import { startLinphonec } from './linphonec';
import type { Phone } from './phone';

const OTHERS = [
  ['baresip', startBaresipPhone],
  ['linphonec', startLinphonec],
] as const;

type Measure = (phone: Phone, name: 'baresip' | 'linphonec') => Promise<void>;

/** Starts the other phones one after the other for `measure`; one that is missing or fails is said, and leaves gaps. */
export async function withOthers(bench: Bench, measure: Measure): Promise<void> {
  for (const other of OTHERS) await withOther(bench, other, measure);
}

/** The same with all at once, where they do not disturb each other. */
export async function withOthersTogether(bench: Bench, measure: Measure): Promise<void> {
  await Promise.all(OTHERS.map((other) => withOther(bench, other, measure)));
}

async function withOther(
  bench: Bench,
  [name, begin]: (typeof OTHERS)[number],
  measure: Measure,
): Promise<void> {
  const phone = await begin({ sound: bench.sound });
  if (!phone) {
    bench.say(`  ${name} is not installed: its column stays empty`);
    return;
  }
  try {
    await phone.exchange.registered(10_000);
    await measure(phone, name);
  } catch (error) {
    bench.say(`  ${name}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await phone.stop();
  }
}
