import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../src-main/practice/g711';
import { openPracticeExchange } from '../../../src-main/practice/exchange';
import { PROMPT_NAMES } from '../../../src-main/practice/prompts';
import { closeAfterEach, practice, PROMPTS_DIR, turn, type Practice } from './set-up';
import type { PhoneCall, Rtp, TestPhone } from './test-phone';

closeAfterEach();

const promptFile = (name: string, language = 'en') => readFileSync(join(PROMPTS_DIR, language, `${name}.al`));
const promptMs = (name: string) => Math.ceil(promptFile(name).length / 8);
const spoken = (byte: number) => Buffer.alloc(160, byte);

/** Everything heard so far, as A-law in one piece. */
function heard(packets: readonly Rtp[]): Buffer {
  return Buffer.concat(packets.filter(({ type }) => type === 8).map(({ payload }) => payload));
}

/** Whether the sentence was said, sample by sample (a decoded and encoded A-law byte is the same byte). */
function said(packets: readonly Rtp[], name: string): boolean {
  return heard(packets).includes(promptFile(name).subarray(0, 8000));
}

/** Each frequency's strength (Goertzel), relative to all the sound there is. */
function strength(sound: Int16Array, hz: number): number {
  let [re, im, all] = [0, 0, 1];
  sound.forEach((sample, index) => {
    const phase = (2 * Math.PI * hz * index) / 8000;
    re += sample * Math.cos(phase);
    im += sample * Math.sin(phase);
    all += sample * sample;
  });
  return (2 * (re * re + im * im)) / (all * sound.length);
}

const inOrder = (packets: readonly Rtp[]) =>
  packets.every(({ sequence, ssrc }, index) => {
    const before = packets[index - 1];
    return !before || (ssrc === before.ssrc && sequence === ((before.sequence + 1) & 0xffff));
  });

async function hangUp(phone: TestPhone, call: PhoneCall): Promise<void> {
  phone.within(call, 'BYE');
  await phone.response(200, 'BYE');
}

/** Calls, and lets the socket hear the ACK. */
async function dial({ phone }: Practice, number: string): Promise<PhoneCall> {
  const call = await phone.call(number);
  await turn();
  return call;
}

describe.each(['en', 'de'] as const)('sentences in %s', (language) => {
  test.each(PROMPT_NAMES)('%s is short and audible', (name) => {
    const sound = decode('PCMA', promptFile(name, language));
    expect(sound.length / 8000).toBeGreaterThan(1);
    expect(sound.length / 8000).toBeLessThan(7);
    expect(Math.max(...sound)).toBeGreaterThan(8000);
  });
});

test('without its sentences the exchange does not open', async () => {
  await expect(openPracticeExchange({ promptsDir: '/nowhere', language: 'en' })).rejects.toThrow('ENOENT');
});

test('600 says hello, then every packet comes back at once', async () => {
  const here = await practice();
  const { phone, pass } = here;
  await dial(here, '600');
  await pass(promptMs('hello') + 300);
  expect(said(phone.sound.arrived, 'hello')).toBe(true);
  const prompt = phone.sound.arrived.splice(0);
  phone.speak(spoken(0x11));
  const first = await phone.sound.take('echo', ({ payload }) => payload[0] === 0x11);
  phone.speak(spoken(0x12));
  const second = await phone.sound.take('echo', ({ payload }) => payload[0] === 0x12);
  expect(inOrder([...prompt, first, second])).toBe(true);
  expect(second.timestamp - first.timestamp).toBe(160);
  // Nothing else is sent, however long one is silent.
  await pass(500);
  expect(phone.sound.arrived).toEqual([]);
});

test('601 hangs up and calls back; the call back echoes and repeats its ACK', async () => {
  const here = await practice();
  const { phone, pass, exchange } = here;
  await phone.register();
  await dial(here, '601');
  await pass(promptMs('call-back') + 500);
  expect(said(phone.sound.arrived.splice(0), 'call-back')).toBe(true);
  phone.answer(await phone.request('BYE'), 200);
  await turn();
  await pass(4900);
  expect(phone.messages.arrived.filter(({ start }) => start.startsWith('INVITE'))).toEqual([]);
  here.clock.advance(100);
  const invite = await phone.request('INVITE');
  expect(invite.start).toBe(`INVITE sip:you@127.0.0.1:${String(phone.port)} SIP/2.0`);
  expect(invite.headers.get('from')).toMatch(/^"Practice call back" <sip:601@practice.invalid>;tag=\w+$/);
  phone.answer(invite, 180);
  phone.answer(invite, 200, phone.sdp());
  await phone.request('ACK');
  phone.answer(invite, 200, phone.sdp());
  await phone.request('ACK');
  await pass(promptMs('call-back-hello') + 300);
  expect(said(phone.sound.arrived.splice(0), 'call-back-hello')).toBe(true);
  phone.speak(spoken(0x33));
  await phone.sound.take('echo', ({ payload }) => payload[0] === 0x33);
  expect(exchange.alive.calls).toBe(1);
});

describe('the call back of 601', () => {
  async function calledBack(here: Practice) {
    await here.phone.register();
    await dial(here, '601');
    await here.pass(promptMs('call-back') + 500);
    here.phone.answer(await here.phone.request('BYE'), 200);
    await turn();
    here.clock.advance(5000);
    return here.phone.request('INVITE');
  }

  test('refused: acknowledged, and again when the refusal comes again', async () => {
    const here = await practice();
    const invite = await calledBack(here);
    here.phone.answer(invite, 486);
    await here.phone.request('ACK');
    here.phone.answer(invite, 486);
    expect((await here.phone.request('ACK')).headers.get('via')).toBe(invite.headers.get('via'));
    expect(here.exchange.alive.calls).toBe(0);
  });

  test('not answered: repeated while nothing is heard, cancelled after 30 s of ringing', async () => {
    const here = await practice();
    const invite = await calledBack(here);
    here.clock.advance(500);
    const again = await here.phone.request('INVITE');
    expect(again.headers.get('via')).toBe(invite.headers.get('via'));
    here.phone.answer(invite, 180);
    await turn();
    await here.pass(30_000);
    const cancel = await here.phone.request('CANCEL');
    expect(cancel.headers.get('via')).toBe(invite.headers.get('via'));
    expect(cancel.headers.get('cseq')).toBe('1 CANCEL');
    here.phone.answer(cancel, 200);
    here.phone.answer(invite, 487);
    await here.phone.request('ACK');
    expect(here.exchange.alive.calls).toBe(0);
  });
});

test('602 plays music without a gap', async () => {
  const here = await practice();
  await dial(here, '602');
  await here.pass(3000);
  const packets = here.phone.sound.arrived;
  expect(packets.length).toBeGreaterThanOrEqual(149);
  expect(inOrder(packets)).toBe(true);
  expect(
    packets.every(
      ({ timestamp }, index) => index === 0 || timestamp - (packets[index - 1]?.timestamp ?? 0) === 160,
    ),
  ).toBe(true);
  expect(strength(decode('PCMA', heard(packets)).subarray(0, 2080), 220)).toBeGreaterThan(0.3);
});

test('603 is busy', async () => {
  const { phone } = await practice();
  phone.invite('603');
  await phone.response(486, 'INVITE');
});

describe('604', () => {
  test('rings until CANCEL', async () => {
    const { phone, exchange } = await practice();
    const call = phone.invite('604');
    await phone.response(180, 'INVITE');
    phone.send('CANCEL', 'sip:604@practice.invalid', call);
    await phone.response(200, 'CANCEL');
    await phone.response(487, 'INVITE');
    expect(exchange.alive.calls).toBe(0);
  });

  test('a CANCEL right behind the INVITE is as good', async () => {
    const { phone, exchange } = await practice();
    const call = phone.invite('604');
    phone.send('CANCEL', 'sip:604@practice.invalid', call);
    await phone.response(487, 'INVITE');
    expect(exchange.alive.calls).toBe(0);
  });

  test('gives up after three minutes', async () => {
    const { phone, clock } = await practice();
    phone.invite('604');
    await phone.response(180, 'INVITE');
    clock.advance(180_000);
    await phone.response(480, 'INVITE');
  });
});

test('605 sends each digit back, as an event and as a tone; a doubled end counts once', async () => {
  const here = await practice();
  const { phone, pass } = here;
  const call = await dial(here, '605');
  await pass(500);
  phone.press(5);
  phone.press(11);
  await turn();
  await pass(1500);
  const packets = phone.sound.arrived;
  const events = packets.filter(({ type }) => type === 101);
  expect(
    [...new Set(events.map(({ timestamp, payload }) => `${String(timestamp)} ${String(payload[0])}`))].map(
      (each) => each.split(' ')[1],
    ),
  ).toEqual(['5', '11']);
  expect(events.filter(({ payload }) => (payload[1] ?? 0) & 0x80)).toHaveLength(6);
  expect(events.filter(({ marker }) => marker)).toHaveLength(2);
  expect(inOrder(packets)).toBe(true);
  const firstEnd = packets.map(({ type, payload }) => type === 101 && payload[0] === 5).lastIndexOf(true);
  const tone = decode('PCMA', heard(packets.slice(firstEnd + 1, firstEnd + 13))).subarray(640);
  expect(Math.min(strength(tone, 770), strength(tone, 1336))).toBeGreaterThan(0.3);
  packets.splice(0);
  phone.within(call, 'INFO', ['Content-Type: application/dtmf-relay'], 'Signal=9\r\nDuration=160\r\n');
  await phone.response(200, 'INFO');
  await pass(200);
  expect(packets.find(({ type }) => type === 101)?.payload[0]).toBe(9);
});

test('606 takes a message, lights the lamp, plays it, and puts the lamp out', async () => {
  const here = await practice();
  const { phone, pass } = here;
  await phone.register();
  const call = await dial(here, '606');
  await pass(promptMs('leave-message') + 700);
  expect(said(phone.sound.arrived.splice(0), 'leave-message')).toBe(true);
  const message = Buffer.from(Uint8Array.from({ length: 160 * 40 }, (_, index) => (index * 7) & 0xff));
  for (let at = 0; at < message.length; at += 160) {
    phone.speak(message.subarray(at, at + 160));
    await turn();
  }
  await hangUp(phone, call);
  const lamp = await phone.request('NOTIFY');
  phone.answer(lamp, 200);
  expect(lamp.headers.get('event')).toBe('message-summary');
  expect(lamp.body).toContain('Messages-Waiting: yes\r\n');
  expect(lamp.body).toContain('Voice-Message: 1/0\r\n');

  const again = await dial(here, '606');
  await pass(promptMs('new-messages') + message.length / 8 + 1500);
  expect(said(phone.sound.arrived, 'new-messages')).toBe(true);
  expect(heard(phone.sound.arrived).includes(message)).toBe(true);
  const out = await phone.request('NOTIFY');
  phone.answer(out, 200);
  expect(out.body).toContain('Messages-Waiting: no\r\n');
  expect(out.body).toContain('Voice-Message: 0/0\r\n');
  await pass(promptMs('no-more-messages') + 500);
  expect((await phone.request('BYE')).headers.get('call-id')).toBe(again.callId);
});

test('606: nobody spoke, nothing is kept; after a minute it hangs up; a new phone is told', async () => {
  const here = await practice();
  const { phone, pass, clock } = here;
  await phone.register();
  await hangUp(phone, await dial(here, '606'));
  await dial(here, '606');
  await pass(promptMs('leave-message') + 700);
  for (let packets = 0; packets < 30; packets += 1) phone.speak(spoken(0x40));
  await turn();
  clock.advance(60_000);
  phone.answer(await phone.request('BYE'), 200);
  phone.answer(await phone.request('NOTIFY'), 200);
  await phone.register();
  expect((await phone.request('NOTIFY')).body).toContain('Voice-Message: 1/0');
});

test.each([
  ['607', 'alex', 220],
  ['608', 'kim', 330],
])('%s: %s rings, answers, hums and repeats', async (number, name, hz) => {
  const here = await practice();
  const { phone, pass } = here;
  const invited = phone.invite(number);
  await phone.response(180, 'INVITE');
  await pass(1480);
  expect(phone.messages.arrived.some(({ start }) => start.includes('200'))).toBe(false);
  await pass(20);
  phone.acknowledge(invited, await phone.response(200, 'INVITE'));
  await turn();
  await pass(promptMs(name) + 1200);
  expect(said(phone.sound.arrived.splice(0), name)).toBe(true);
  await pass(1000);
  const hummed = decode('PCMA', heard(phone.sound.arrived.splice(0)));
  expect(strength(hummed, hz)).toBeGreaterThan(0.7);
  for (let packets = 0; packets < 5; packets += 1)
    phone.speak(Buffer.from(Uint8Array.from({ length: 160 }, (_, index) => (index & 4 ? 0x2a : 0xaa))));
  await turn();
  await pass(100);
  expect(strength(decode('PCMA', heard(phone.sound.arrived)).subarray(0, 800), 1000)).toBeGreaterThan(0.3);
});

test('609 speaks before the answer, which is 404', async () => {
  const { phone, pass } = await practice();
  phone.invite('609');
  const progress = await phone.response(183, 'INVITE');
  expect(progress.body).toContain('m=audio');
  await pass(promptMs('not-in-service') + 400);
  await phone.response(404, 'INVITE');
  expect(said(phone.sound.arrived, 'not-in-service')).toBe(true);
});
