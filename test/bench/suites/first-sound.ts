import type { Bench } from '../bench';
import { nowMs, pass } from '../machine/clock';
import { median, quantile } from '../machine/statistics';
import type { BenchCall } from '../peer/exchange';
import { startOffhook, type OffhookPhone } from '../phones/offhook';
import type { DebuggedPage } from '../phones/page';

const CALLS = 4;
const PAUSE_MS = 4200;

/**
 * Listens in the media window to every audio element that comes, and notes when the first sample above 1 % is
 * processed. Blocks of 256 samples at 48 kHz: 5 ms late at most. The context stands ready before the call.
 */
const EAR = `
  globalThis.benchContext = new AudioContext({ sampleRate: 48000, latencyHint: 'interactive' });
  globalThis.benchHeardMs = undefined;
  const tap = benchContext.createScriptProcessor(256, 1, 1);
  tap.onaudioprocess = ({ inputBuffer }) => {
    if (globalThis.benchHeardMs !== undefined) return;
    if (inputBuffer.getChannelData(0).some((sample) => Math.abs(sample) > 0.01))
      globalThis.benchHeardMs = performance.timeOrigin + performance.now();
  };
  tap.connect(benchContext.destination);
  new MutationObserver(() => {
    for (const element of document.querySelectorAll('audio[data-call]')) {
      if (element.dataset.bench || !element.srcObject) continue;
      element.dataset.bench = 'heard';
      benchContext.createMediaStreamSource(element.srcObject).connect(tap);
    }
  }).observe(document.body, { childList: true });
  void benchContext.resume();`;

async function heardMs(media: DebuggedPage): Promise<number> {
  const heard = await media.evaluate(`new Promise((resolve) => {
    const look = () => globalThis.benchHeardMs === undefined ? setTimeout(look, 5) : resolve(benchHeardMs);
    look();
  })`);
  return Number(heard) - media.offsetMs;
}

interface Heard {
  readonly invite: number;
  readonly firstOut: number;
  readonly firstIn: number;
  readonly decoded: number;
}

async function callOnce(phone: OffhookPhone, media: DebuggedPage): Promise<Heard> {
  await media.evaluate('globalThis.benchHeardMs = undefined');
  const taken = phone.exchange.takeCall(0, () => Promise.resolve());
  await phone.dial();
  const call: BenchCall = await taken;
  call.rtp.startTone();
  const decoded = await heardMs(media);
  const firstOut = await call.rtp.first();
  const ended = phone.exchange.ended(call);
  await phone.hangUp();
  await ended;
  const invite = call.times.get('INVITE') ?? nowMs();
  return { invite, firstOut, firstIn: call.rtp.firstSentMs, decoded };
}

/** How long after its INVITE a call that is taken at once sounds, both ways. */
export async function firstSound(bench: Bench): Promise<void> {
  const phone = await startOffhook({ sound: bench.sound });
  const heard: Heard[] = [];
  try {
    await phone.exchange.registered(10_000);
    await phone.attach();
    const media = await phone.media();
    await media.evaluate(EAR);
    for (let count = 0; count < CALLS; count++) {
      await pass(PAUSE_MS);
      heard.push(await callOnce(phone, media));
    }
    media.close();
  } finally {
    await phone.stop();
  }
  const figures = {
    'invite-to-first-rtp-sent': heard.map(({ invite, firstOut }) => firstOut - invite),
    'invite-to-first-decoded': heard.map(({ invite, decoded }) => decoded - invite),
    'first-rtp-received-to-decoded': heard.map(({ firstIn, decoded }) => decoded - firstIn),
  };
  for (const [name, values] of Object.entries(figures)) {
    bench.record(`sound.${name}`, median(values), 'ms');
    bench.record(`sound.${name}.p95`, quantile(values, 0.95), 'ms');
  }
}
