import type { Bench } from '../bench';
import { pass } from '../machine/clock';
import { median, quantile } from '../machine/statistics';
import { startOffhook } from '../phones/offhook';
import { withOthers } from '../phones/others';
import type { Phone } from '../phones/phone';
import type { Others } from '../figures';
import type { BenchCall } from '../peer/exchange';

const OWN_CALLS = 5;
const OTHERS_CALLS = 4;
/** Offhook makes its next leg ready 3 s after a call took one; others need no pause, and get a short one. */
const OWN_PAUSE_MS = 4200;
const OTHERS_PAUSE_MS = 300;
/** After this long a ready leg has gone to sleep. */
const COLD_MS = 14_000;
const RING_MS = 100;
const TALK_MS = 300;

type Step =
  | 'dial-to-invite'
  | 'invite-to-authenticated'
  | 'ok-to-rtp'
  | 'invite-to-ringing'
  | 'answer-to-ok'
  | 'answer-to-rtp';
type Times = Record<Step, number[]>;

const noTimes = (): Times => ({
  'dial-to-invite': [],
  'invite-to-authenticated': [],
  'ok-to-rtp': [],
  'invite-to-ringing': [],
  'answer-to-ok': [],
  'answer-to-rtp': [],
});

const at = (call: BenchCall, what: string): number => call.times.get(what) ?? NaN;

/** The phone calls, the exchange answers, the phone hangs up. */
async function callOut(phone: Phone, times: Times): Promise<void> {
  const taken = phone.exchange.takeCall(RING_MS, pass);
  const dialledMs = await phone.dial();
  const call = await taken;
  times['dial-to-invite'].push(at(call, 'INVITE') - dialledMs);
  times['invite-to-authenticated'].push(at(call, 'INVITE again') - at(call, '407'));
  times['ok-to-rtp'].push((await call.rtp.first()) - at(call, '200'));
  await pass(TALK_MS);
  const ended = phone.exchange.ended(call);
  await phone.hangUp();
  await ended;
}

/** The exchange calls, the phone answers, the exchange hangs up. */
async function callIn(phone: Phone, times: Times): Promise<void> {
  const call = await phone.exchange.call();
  times['invite-to-ringing'].push(at(call, '180') - at(call, 'INVITE'));
  await pass(RING_MS);
  const accepted = call.accepted();
  const answeredMs = await phone.answer();
  await accepted;
  times['answer-to-ok'].push(at(call, '200') - answeredMs);
  times['answer-to-rtp'].push((await call.rtp.first()) - answeredMs);
  await pass(TALK_MS);
  await phone.exchange.hangUp(call);
}

async function several(phone: Phone, calls: number, pauseMs: number): Promise<Times> {
  const times = noTimes();
  for (let count = 0; count < calls; count++) {
    await callOut(phone, times);
    await pass(pauseMs);
    await callIn(phone, times);
    await pass(pauseMs);
  }
  return times;
}

const AIMS_MS: Readonly<Partial<Record<Step, number>>> = {
  'dial-to-invite': 10,
  'invite-to-authenticated': 5,
  'ok-to-rtp': 39,
  'invite-to-ringing': 10,
  'answer-to-ok': 10,
};

/** Times of signalling over UDP on loopback, both directions of calling, a leg at the ready. */
export async function signalling(bench: Bench): Promise<void> {
  const others: Partial<Record<keyof Others, Times>> = {};
  await withOthers(bench, async (phone, name) => {
    others[name] = await several(phone, OTHERS_CALLS, OTHERS_PAUSE_MS);
  });
  const cold = noTimes();
  const phone = await startOffhook({ sound: bench.sound });
  let own: Times;
  try {
    await phone.exchange.registered(10_000);
    await phone.attach();
    await pass(OWN_PAUSE_MS);
    own = await several(phone, OWN_CALLS, OWN_PAUSE_MS);
    await pass(COLD_MS);
    await callOut(phone, cold);
  } finally {
    await phone.stop();
  }
  for (const [step, values] of Object.entries(own) as [Step, number[]][]) {
    const beside = Object.entries(others).map(([name, theirs]) => [name, median(theirs[step])]);
    const aimMs = AIMS_MS[step];
    const aim = aimMs === undefined ? undefined : { atMost: aimMs };
    bench.record(`sip.${step}`, median(values), 'ms', Object.fromEntries(beside) as Others, aim);
    bench.record(`sip.${step}.p95`, quantile(values, 0.95), 'ms');
  }
  bench.record('sip.dial-to-invite.cold', median(cold['dial-to-invite']), 'ms');
}
