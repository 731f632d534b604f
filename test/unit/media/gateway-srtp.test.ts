import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Log } from '../../../src-main/base/log';
import { cryptoRandom } from '../../../src-main/base/random';
import { systemClock } from '../../../src-main/base/system-clock';
import { openMedia, type Media } from '../../../src-main/media/open-media';
import { freshKey, readCrypto, writeCrypto } from '../../../src-main/media/srtp/crypto-attribute';
import { SrtpReceiver } from '../../../src-main/media/srtp/receiver';
import { SrtpSender } from '../../../src-main/media/srtp/sender';
import { SUITE_NAMES, SUITES, type SuiteName } from '../../../src-main/media/srtp/suite';
import { defaultsFor } from '../../../src-main/phone/account/line-draft';
import type { Encryption, Line } from '../../../src-main/phone/account/line';
import type { MediaSession } from '../../../src-main/phone/call/media-session';
import { FakeWindow } from '../../support/fake-window';
import { UdpPhone } from '../../support/udp-phone';

let window: FakeWindow;
let phone: UdpPhone;
let media: Media;
const logged: string[] = [];
const log: Log = (level, what, detail) => {
  logged.push(`${level} ${what} ${JSON.stringify(detail)}`);
};

beforeEach(async () => {
  window = new FakeWindow();
  phone = await UdpPhone.open();
  media = openMedia({
    window,
    clock: systemClock,
    random: cryptoRandom,
    log,
    advertisedAddress: () => '127.0.0.1',
  });
});

afterEach(async () => {
  media.dispose();
  phone.close();
  await window.die();
});

function open(encryption: Encryption, transport: Line['transport'] = 'tls'): MediaSession {
  const draft = { ...defaultsFor(transport), label: 'Office', user: 'alice', domain: 'example.org' };
  return media.open('call-1', { ...draft, id: 'line-1', media: 'rtp', encryption });
}

function value<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const port = (sdp: string): number => Number(/^m=audio (\d+)/m.exec(sdp)?.[1]);
const cryptoOf = (sdp: string) =>
  readCrypto([...sdp.matchAll(/^a=crypto:(.*?)\r?$/gm)].map((match) => match[1] ?? '')) ?? [];

/** The phone's key for a suite; from `useKeys` on it encrypts with it, and opens what `ours` sends. */
function phoneKey(suite: SuiteName) {
  const master = freshKey(SUITES[suite]);
  return {
    line: (tag: number) => `a=${writeCrypto({ tag, name: suite, suite: SUITES[suite], master })}`,
    use: (ours: string) => {
      const theirs = cryptoOf(ours).find((one) => one.suite.name === suite);
      if (!theirs) throw new Error(`no ${suite} in ${ours}`);
      phone.protection = {
        send: new SrtpSender(SUITES[suite], master),
        receive: new SrtpReceiver(theirs.suite, theirs.keys),
      };
      return theirs.tag;
    },
  };
}

const savp = (lines: readonly string[]): string => phone.sdp('0', lines, '127.0.0.1', 'RTP/SAVP');

async function speak(session: MediaSession, to: number, from: number): Promise<void> {
  session.connected();
  const leg = await window.legOf('call-1');
  await leg.sends(0);
  leg.send(Buffer.alloc(160, from));
  phone.send(to, 0, Buffer.alloc(160, from + 1));
  await phone.hears('us', ({ payload }) => payload.length === 160 && payload[0] === from);
  await leg.hears('them', ({ payload }) => payload.length === 160 && payload[0] === from + 1);
}

describe.each(SUITE_NAMES)('%s', (suite) => {
  test('our offer, their answer: both ways and reports, nothing plain on the wire', async () => {
    const session = open('required');
    const offer = value(await session.createOffer('sendrecv'));
    expect(offer).toMatch(/^m=audio \d+ RTP\/SAVP /m);
    expect(cryptoOf(offer).map((one) => one.suite.name)).toEqual([...SUITE_NAMES]);
    const key = phoneKey(suite);
    value(await session.acceptAnswer(savp([key.line(key.use(offer))])));
    expect(session.info).toEqual({ codec: 'PCMU', encrypted: true, suite });
    await speak(session, port(offer), 40);
    expect(phone.wire.some((bytes) => bytes.includes(Buffer.alloc(16, 40)))).toBe(false);
    session.dispose();
    await phone.hearsReport('BYE', (bytes) => bytes.includes(Buffer.from([0x81, 203])));
  });

  test('their offer, our answer', async () => {
    const session = open('if-offered');
    const key = phoneKey(suite);
    const answer = value(await session.createAnswer(savp([key.line(5)]), 'sendrecv'));
    expect(answer).toMatch(/^m=audio \d+ RTP\/SAVP 0/m);
    expect(cryptoOf(answer)).toMatchObject([{ tag: 5, suite: { name: suite } }]);
    key.use(answer);
    await speak(session, port(answer), 40);
  });
});

/** A call they made to us under the usual suite. */
async function call(encryption: Encryption = 'if-offered') {
  const session = open(encryption);
  const key = phoneKey('AES_CM_128_HMAC_SHA1_80');
  const answer = value(await session.createAnswer(savp([key.line(1)]), 'sendrecv'));
  key.use(answer);
  await speak(session, port(answer), 40);
  return { session, key, answer, to: port(answer) };
}

test('what is plain, forged or from before is not heard in an encrypted call', async () => {
  const { to } = await call();
  const leg = await window.legOf('call-1');
  const { protection } = phone;
  phone.protection = null;
  phone.send(to, 0, Buffer.alloc(160, 66));
  phone.protection = {
    send: new SrtpSender(SUITES.AES_CM_128_HMAC_SHA1_80, freshKey(SUITES.AES_CM_128_HMAC_SHA1_80)),
    receive: new SrtpReceiver(SUITES.AES_CM_128_HMAC_SHA1_80, []),
  };
  phone.send(to, 0, Buffer.alloc(160, 67));
  phone.protection = protection;
  phone.send(to, 0, Buffer.alloc(160, 50));
  await leg.hears('them', ({ payload }) => payload[0] === 50);
  expect(leg.heard.map(({ payload }) => payload[0])).toEqual([41, 50]);
});

test('a hold in between keeps key and suite, and so does its end', async () => {
  const { session, key, answer } = await call();
  const held = value(await session.createOffer('sendonly'));
  expect(held).toMatch(/^m=audio \d+ RTP\/SAVP /m);
  expect(cryptoOf(held)[0]).toEqual({ ...cryptoOf(answer)[0], tag: 1 });
  value(await session.acceptAnswer(savp([key.line(1), 'a=recvonly'])));
  value(await session.createOffer('sendrecv'));
  value(await session.acceptAnswer(savp([key.line(1)])));
  await speak(session, port(answer), 50);
  expect(new Set(phone.heard.map(({ ssrc }) => ssrc)).size).toBe(1);
});

test('they rekey in mid-call, then change the suite', async () => {
  const { session, answer, to } = await call();
  const rekeyed = phoneKey('AES_CM_128_HMAC_SHA1_80');
  const second = value(await session.createAnswer(savp([rekeyed.line(1)]), 'sendrecv'));
  expect(cryptoOf(second)[0]?.keys).toEqual(cryptoOf(answer)[0]?.keys);
  rekeyed.use(second);
  await speak(session, to, 50);
  const other = phoneKey('AEAD_AES_256_GCM');
  const third = value(await session.createAnswer(savp([other.line(1)]), 'sendrecv'));
  other.use(third);
  await speak(session, to, 60);
  expect(session.info.suite).toBe('AEAD_AES_256_GCM');
  // Another key of ours: another stream, whose rollover counter nobody can mistake.
  expect(phone.heard.at(-1)?.ssrc).not.toBe(phone.heard[0]?.ssrc);
});

test('where it is not demanded the far end may go on without, and the call says so', async () => {
  const { session, to } = await call();
  const told: unknown[] = [];
  session.onInfo((info) => told.push(info));
  value(await session.createAnswer(phone.sdp('0'), 'sendrecv'));
  expect(told).toEqual([{ codec: 'PCMU', encrypted: false }]);
  phone.protection = null;
  await speak(session, to, 50);
});

test('where it is demanded nothing makes it plain', async () => {
  const { session, to } = await call('required');
  expect(await session.createAnswer(phone.sdp('0'), 'sendrecv')).toMatchObject({
    error: { kind: 'not-encrypted' },
  });
  await session.createOffer('sendrecv');
  expect(await session.acceptAnswer(phone.sdp('0'))).toMatchObject({ error: { kind: 'not-encrypted' } });
  expect(session.info.encrypted).toBe(true);
  await speak(session, to, 50);
});

test('an answer in plain to an encrypted offer is none, whatever the line says', async () => {
  const { session } = await call('if-offered');
  await session.createOffer('sendrecv');
  expect(await session.acceptAnswer(phone.sdp('0'))).toMatchObject({ error: { kind: 'not-encrypted' } });
});

test('an answer must choose one of ours, and not send our own key back', async () => {
  const session = open('required');
  const offer = value(await session.createOffer('sendrecv'));
  const own = offer.split('\r\n').filter((line) => line.startsWith('a=crypto:'));
  const key = phoneKey('AES_CM_128_HMAC_SHA1_80');
  for (const lines of [
    [key.line(99)],
    [key.line(1)],
    own.slice(0, 1),
    [key.line(4), phoneKey('AES_CM_128_HMAC_SHA1_32').line(6)],
  ])
    expect(await session.acceptAnswer(savp(lines))).toMatchObject({ error: { kind: 'bad-sdp' } });
  expect(session.info.encrypted).toBe(false);
});

test('first offers are encrypted only where the line demands it and signalling is encrypted', async () => {
  for (const encryption of ['off', 'if-offered'] as const) {
    const offer = value(await open(encryption).createOffer('sendrecv'));
    expect(offer).toMatch(/^m=audio \d+ RTP\/AVP /m);
    expect(offer).not.toContain('a=crypto');
  }
  expect(await open('required', 'udp').createOffer('sendrecv')).toMatchObject({
    error: { kind: 'not-encrypted' },
  });
});

test('an old name of a suite is given back in the answer', async () => {
  const inline = `inline:${'A'.repeat(60)}AA==`;
  const offer = savp([`a=crypto:1 AES_CM_256_HMAC_SHA1_80 ${inline}`]);
  const answer = value(await open('if-offered').createAnswer(offer, 'sendrecv'));
  expect(answer).toContain('a=crypto:1 AES_CM_256_HMAC_SHA1_80 inline:');
});

test('keys stay out of the log', async () => {
  logged.length = 0;
  const { answer } = await call();
  const inline = /inline:(\S+)/.exec(answer)?.[1] ?? 'none';
  expect(logged.join('\n')).not.toContain(inline);
  expect(logged.join('\n')).not.toContain('inline');
});
