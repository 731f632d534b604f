import { segmentMatches } from '../../support/sound/correlation';
import { babble } from '../../support/sound/signals';
import { durationS, slice } from '../../support/sound/sound';
import type { Bench } from '../bench';
import type { Others } from '../figures';
import { pass } from '../machine/clock';
import type { BothSides, SoundDevices } from '../machine/sound-devices';
import { median } from '../machine/statistics';
import { startOffhook } from '../phones/offhook';
import { withOthers } from '../phones/others';
import type { Phone } from '../phones/phone';

const SAID_S = 14;
const SETTLE_MS = 2500;
const RECORDED_MS = 6000;
const PIECE_S = 0.5;
/** A piece that came through at all fits better than this; what the jitter buffer stretched does not. */
const FITS = 0.7;
/** Later than this it is another syllable that looks alike. */
const LATEST_MS = 800;
/** 600 greets before it echoes. */
const GREETING_MS = 7000;

/** How much later the ear has what the mouth said: the median over pieces of half a second; NaN when nothing came. */
function delayMs({ mouth, ear }: BothSides): number {
  const lags: number[] = [];
  for (let fromS = 0; fromS + PIECE_S + LATEST_MS / 1000 < durationS(mouth); fromS += PIECE_S) {
    const heard = slice(ear, fromS, fromS + PIECE_S + LATEST_MS / 1000);
    const [match] = segmentMatches(slice(mouth, fromS, fromS + PIECE_S), heard, PIECE_S);
    if (match && match.rho > FITS && match.lagMs >= 0) lags.push(match.lagMs);
  }
  return median(lags);
}

async function listen(devices: SoundDevices, seed: number): Promise<number> {
  const stop = devices.say(babble(SAID_S, seed));
  await pass(SETTLE_MS);
  const finish = await devices.record();
  await pass(RECORDED_MS);
  stop();
  return delayMs(await finish());
}

/** A call to an exchange that sends every packet back as soon as it has it. */
async function throughEcho(phone: Phone, devices: SoundDevices): Promise<number> {
  phone.exchange.codec = 'PCMU';
  const taken = phone.exchange.takeCall(0, pass);
  await phone.dial();
  const call = await taken;
  call.rtp.echoes = true;
  const delay = await listen(devices, 31);
  const ended = phone.exchange.ended(call);
  await phone.hangUp();
  await ended;
  return delay;
}

async function own(bench: Bench, devices: SoundDevices): Promise<{ echo: number; practice: number }> {
  const phone = await startOffhook({ sound: bench.sound });
  try {
    await phone.exchange.registered(10_000);
    await phone.attach();
    await phone.withoutProcessing();
    await pass(SETTLE_MS);
    const echo = await throughEcho(phone, devices);
    await phone.practise();
    await phone.dialNumber('600');
    await pass(GREETING_MS);
    return { echo, practice: await listen(devices, 32) };
  } finally {
    await phone.stop();
  }
}

/** From microphone through an echo to loudspeaker, devices included. */
export async function mouthToEar(bench: Bench): Promise<void> {
  const { devices } = bench;
  if (!devices) return;
  const others: Partial<Record<keyof Others, number>> = {};
  await withOthers(bench, async (phone, name) => {
    others[name] = await throughEcho(phone, devices);
  });
  const { echo, practice } = await own(bench, devices);
  bench.record('sound.mouth-to-ear', echo, 'ms', others);
  bench.record('sound.mouth-600-ear', practice, 'ms', {}, { atMost: 150 });
}
