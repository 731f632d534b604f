import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeRtcp } from '../../../src-main/media/rtcp/packet';
import type { MediaSession } from '../../../src-main/phone/call/media-session';
import { within } from '../../support/deadline';
import { EVENT, GatewayBench, portOf, value } from '../../support/gateway-bench';
import { UdpPhone } from '../../support/udp-phone';

/** What a far end may change of its sound while the call goes on, and what of ours follows. */

let bench: GatewayBench;
let phone: UdpPhone;

beforeEach(async () => {
  bench = await GatewayBench.open();
  phone = bench.phone;
});

afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

test('another of the agreed codecs without a word: it is heard, ours stays', async () => {
  const { session, leg, to } = await bench.call('0 8 101');
  phone.send(to, 0, Buffer.alloc(160, 1));
  await leg.hears('PCMU', ({ payload, payloadType }) => payload[0] === 1 && payloadType === 0);
  phone.send(to, 8, Buffer.alloc(160, 2));
  await leg.hears('PCMA', ({ payload, payloadType }) => payload[0] === 2 && payloadType === 8);
  leg.send(Buffer.alloc(160, 3));
  await phone.hears('PCMU', ({ payload, payloadType }) => payload[0] === 3 && payloadType === 0);
  expect(session.info.codec).toBe('PCMU');
});

test.each([10, 20, 30, 40, 60])('packets of %i ms both ways, as their description asks', async (ptimeMs) => {
  const { leg, to } = await bench.call('0 101', [EVENT, `a=ptime:${String(ptimeMs)}`]);
  await leg.asked(`${String(ptimeMs)} ms`, () => leg.ptimeMs === ptimeMs);
  const samples = 8 * ptimeMs;
  for (let n = 0; n < 5; n++) {
    leg.send(Buffer.alloc(samples, n), { samples });
    phone.send(to, 0, Buffer.alloc(samples, 100 + n), samples);
  }
  await phone.hears('the last', ({ payload }) => payload[0] === 4);
  await leg.hears('the last', ({ payload }) => payload[0] === 104);
  for (const heard of [phone.heard, leg.heard]) {
    expect(heard.map(({ payload }) => payload.length)).toEqual(Array(5).fill(samples));
    const steps = heard.slice(1).map(({ timestamp }, n) => (timestamp - (heard[n]?.timestamp ?? 0)) >>> 0);
    expect(steps).toEqual(Array(4).fill(samples));
  }
});

test('another packet length in mid-call, with and without a word', async () => {
  const { session, leg, to } = await bench.call();
  value(await session.createAnswer(phone.sdp('0 101', [EVENT, 'a=ptime:40']), 'sendrecv'));
  await leg.asked('40 ms', () => leg.ptimeMs === 40);
  phone.send(to, 0, Buffer.alloc(320, 1), 320);
  phone.send(to, 0, Buffer.alloc(80, 2), 80);
  await leg.hears('10 ms', ({ payload }) => payload[0] === 2);
  expect(leg.heard.map(({ payload }) => payload.length)).toEqual([320, 80]);
});

test('Opus: what they want of it is asked of the window, and less while they report losses', async () => {
  const opus = ['a=rtpmap:107 opus/48000/2', 'a=fmtp:107 useinbandfec=1'];
  const session = bench.session();
  const to = portOf(value(await session.createOffer('sendrecv')));
  value(await session.acceptAnswer(phone.sdp('107', opus)));
  session.connected();
  const leg = await bench.window.legOf('call-1');
  await leg.asked('copies of lost frames', () => /useinbandfec=1;maxaveragebitrate=32000/.test(leg.opus));
  leg.send(Buffer.alloc(60, 1), { payloadType: 111, samples: 960 });
  const { ssrc } = await phone.hears('speech', () => true);
  const about = {
    fractionLost: 26,
    cumulativeLost: 1,
    highestSequence: 9,
    jitter: 0,
    lastSr: 0,
    delaySinceLastSr: 0,
  };
  phone.sendReport(
    to + 1,
    writeRtcp({ ssrc: phone.ssrc, sender: null, reports: [{ ...about, ssrc }] }, 'phone'),
  );
  await leg.asked('less', () => leg.opus.includes('maxaveragebitrate=24000'), 6000);
  expect(leg.opus).toContain('useinbandfec=1');
});

test('another SSRC of theirs: heard once the old one fell silent, without a hole in ours', async () => {
  const { leg, to } = await bench.call();
  phone.send(to, 0, Buffer.alloc(160, 1));
  await leg.hears('the old', ({ payload }) => payload[0] === 1);
  phone.ssrc = 0x0102_0304;
  phone.sequence = 40_000;
  const sending = setInterval(() => {
    phone.send(to, 0, Buffer.alloc(160, 2));
  }, 20);
  try {
    await leg.hears('the new', ({ payload }) => payload[0] === 2);
  } finally {
    clearInterval(sending);
  }
  const [first, second] = leg.heard;
  expect(second?.sequence).toBe(((first?.sequence ?? 0) + 1) & 0xffff);
  expect(second?.ssrc).toBe(first?.ssrc);
});

test('another port and address in a re-INVITE: theirs and ours move there', async () => {
  const { session, leg, to } = await bench.call();
  phone.send(to, 0, Buffer.alloc(160, 1));
  await leg.hears('the old place', ({ payload }) => payload[0] === 1);
  const moved = await UdpPhone.open();
  moved.ssrc = 7;
  try {
    value(await session.createAnswer(moved.sdp('0 101', [EVENT]), 'sendrecv'));
    for (let n = 0; n < 20; n++) phone.send(to, 0, Buffer.alloc(160, 3));
    moved.send(to, 0, Buffer.alloc(160, 2));
    await leg.hears('the new place', ({ payload }) => payload[0] === 2);
    leg.send(Buffer.alloc(160, 4));
    await moved.hears('us', ({ payload }) => payload[0] === 4);
    expect(leg.heard.some(({ payload }) => payload[0] === 3)).toBe(false);
  } finally {
    moved.close();
  }
});

describe('a forked call', () => {
  test('one announcement is heard at a time, and who answers wins although the others go on', async () => {
    const forks = [phone, await UdpPhone.open(), await UdpPhone.open()] as const;
    const [first, second, third] = forks;
    for (const [index, fork] of forks.entries()) fork.ssrc = index + 1;
    const session = bench.session();
    const to = portOf(value(await session.createOffer('sendrecv')));
    const say = (fork: UdpPhone, mark: number, times = 10): void => {
      for (let n = 0; n < times; n++) fork.send(to, 0, Buffer.alloc(160, mark));
    };
    try {
      value(await session.acceptAnswer(first.sdp('0')));
      const leg = await bench.window.legOf('call-1');
      await leg.sends(0);
      say(first, 11, 1);
      await leg.hears('the first', ({ payload }) => payload[0] === 11);
      say(second, 21);
      say(first, 12, 1);
      await leg.hears('the first alone', ({ payload }) => payload[0] === 12);
      value(await session.acceptAnswer(second.sdp('0')));
      say(first, 13);
      say(second, 22, 1);
      await leg.hears('the second', ({ payload }) => payload[0] === 22);
      value(await session.acceptAnswer(third.sdp('0')));
      session.connected();
      say(first, 14);
      say(second, 23);
      say(third, 33, 1);
      await leg.hears('who answered', ({ payload }) => payload[0] === 33);
      say(first, 15);
      say(second, 24);
      say(third, 34, 1);
      await leg.hears('who answered', ({ payload }) => payload[0] === 34);
      expect([...new Set(leg.heard.map(({ payload }) => payload[0]))]).toEqual([11, 12, 22, 33, 34]);
      leg.send(Buffer.alloc(160, 5));
      await third.hears('us', ({ payload }) => payload[0] === 5);
    } finally {
      second.close();
      third.close();
    }
  });
});

/** What was sent before has arrived: a digit of theirs comes through whatever the direction. */
async function dealtWith(session: MediaSession, to: number): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await setImmediate();
  const digit = new Promise<string>((resolve) => session.onDtmf(resolve));
  phone.send(to, 101, Buffer.from([5, 0x80, 0, 160]), 0);
  await within(3000, 'a digit', digit);
}

describe('they hold us', () => {
  test.each([
    ['sendonly', ['a=sendonly'], '127.0.0.1', 'recvonly', true],
    ['inactive', ['a=inactive'], '127.0.0.1', 'inactive', false],
    ['0.0.0.0', [], '0.0.0.0', 'recvonly', true],
    ['0.0.0.0 and inactive', ['a=inactive'], '0.0.0.0', 'inactive', false],
  ])(
    'with %s: music is heard if there is any, nothing of ours goes out, and both come back',
    async (...hold) => {
      const [, lines, address, answered, music] = hold;
      const { session, leg, to } = await bench.call();
      phone.send(to, 0, Buffer.alloc(160, 1));
      await leg.hears('speech', ({ payload }) => payload[0] === 1);
      const answer = value(
        await session.createAnswer(phone.sdp('0 101', [EVENT, ...lines], address), 'sendrecv'),
      );
      expect(answer).toContain(`a=${answered}\r\n`);
      leg.send(Buffer.alloc(160, 2));
      phone.send(to, 0, Buffer.alloc(160, 50));
      if (music) await leg.hears('music', ({ payload }) => payload[0] === 50);
      await dealtWith(session, to);
      value(await session.createAnswer(phone.sdp('0 101', [EVENT]), 'sendrecv'));
      phone.send(to, 0, Buffer.alloc(160, 51));
      await leg.hears('speech again', ({ payload }) => payload[0] === 51);
      leg.send(Buffer.alloc(160, 3));
      await phone.hears('us again', ({ payload }) => payload[0] === 3);
      expect(phone.heard.map(({ payload }) => payload[0])).not.toContain(2);
      expect(leg.heard.some(({ payload }) => payload[0] === 50)).toBe(music);
    },
  );
});
