import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog, type Log } from '../../../src-main/base/log';
import { cryptoRandom } from '../../../src-main/base/random';
import { systemClock } from '../../../src-main/base/system-clock';
import { openMedia, type Media } from '../../../src-main/media/open-media';
import type { Line } from '../../../src-main/phone/account/line';
import type { MediaSession } from '../../../src-main/phone/call/media-session';
import { FakeWindow, WEBRTC_SDP, type FakeLeg } from '../../support/fake-window';
import { UdpPhone } from '../../support/udp-phone';

const line: Line = {
  id: 'line-1',
  label: 'Office',
  displayName: '',
  user: 'alice',
  domain: 'example.org',
  authUser: null,
  transport: 'udp',
  server: null,
  webSocketPath: '/ws',
  media: 'rtp',
  codecs: ['opus', 'G722', 'PCMA', 'PCMU'],
  trustedCa: null,
  expiresS: 300,
  trustsIdentity: true,
  hidesIdentity: false,
  autoAnswer: false,
  pinnedCertificate: null,
  clientCertificate: null,
  redirects: 'same-domain',
  encryption: 'if-offered',
};
const EVENT = 'a=rtpmap:101 telephone-event/8000';

let window: FakeWindow;
let phone: UdpPhone;
let media: Media;
const log: Log = (level, what, detail) => {
  if (level === 'error') throw new Error(`${what} ${JSON.stringify(detail)}`);
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
  media.warm(line);
});

afterEach(async () => {
  media.dispose();
  phone.close();
  await window.die();
});

function value<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function port(sdp: string): number {
  return Number(/^m=audio (\d+)/m.exec(sdp)?.[1]);
}

interface Call {
  readonly session: MediaSession;
  readonly leg: FakeLeg;
  readonly to: number;
}

/** A call that the phone answered with PCMU. */
async function answeredCall(formats = '0 101', lines = [EVENT]): Promise<Call> {
  const session = media.open('call-1', line);
  const to = port(value(await session.createOffer('sendrecv')));
  value(await session.acceptAnswer(phone.sdp(formats, lines)));
  session.connected();
  const leg = await window.legOf('call-1');
  await leg.sends(Number(formats.split(' ')[0]));
  return { session, leg, to };
}

test('PCMU goes both ways, payload exact', async () => {
  const { session, leg, to } = await answeredCall();
  expect(session.info).toEqual({ codec: 'PCMU', encrypted: false });
  for (let n = 0; n < 20; n++) {
    leg.send(Buffer.alloc(160, n));
    phone.send(to, 0, Buffer.alloc(160, 100 + n));
  }
  await phone.hears('the last frame', (packet) => packet.payload[0] === 19);
  await leg.hears('the last frame', (packet) => packet.payload[0] === 119);
  expect(phone.heard.map(({ payload }) => payload[0])).toEqual(Array.from({ length: 20 }, (_, n) => n));
  expect(leg.heard.map(({ payload }) => payload[0])).toEqual(Array.from({ length: 20 }, (_, n) => 100 + n));
  expect(phone.heard.every(({ payload }) => payload.length === 160)).toBe(true);
});

test('nothing is sent before the call is answered', async () => {
  const session = media.open('call-1', line);
  value(await session.createOffer('sendrecv'));
  value(await session.acceptAnswer(phone.sdp('0')));
  const leg = await window.legOf('call-1');
  await leg.sends(0);
  leg.send(Buffer.alloc(160, 1));
  // Early media the other way shows that the packet before it has been handled.
  leg.send(Buffer.alloc(160, 2));
  const to = port(value(await session.createOffer('sendrecv')));
  phone.send(to, 0, Buffer.alloc(160, 9));
  await leg.hears('early media', ({ payload }) => payload[0] === 9);
  session.connected();
  leg.send(Buffer.alloc(160, 3));
  const first = await phone.hears('a frame', () => true);
  expect(first.payload[0]).toBe(3);
});

test('the far end holds and resumes; a held call sends and plays nothing', async () => {
  const { session, leg, to } = await answeredCall();
  leg.send(Buffer.alloc(160, 1));
  await phone.hears('speech', ({ payload }) => payload[0] === 1);
  const held = value(await session.createAnswer(phone.sdp('0 101', [EVENT, 'a=sendonly']), 'sendrecv'));
  expect(held).toContain('a=recvonly\r\n');
  expect(session.remoteDirection).toBe('sendonly');
  leg.send(Buffer.alloc(160, 2));
  phone.send(to, 0, Buffer.alloc(160, 50));
  await leg.hears('hold music', ({ payload }) => payload[0] === 50);
  const resumed = value(await session.createAnswer(phone.sdp('0 101', [EVENT]), 'sendrecv'));
  expect(resumed).toContain('a=sendrecv\r\n');
  leg.send(Buffer.alloc(160, 3));
  await phone.hears('speech again', ({ payload }) => payload[0] === 3);
  expect(phone.heard.some(({ payload }) => payload[0] === 2)).toBe(false);
});

test('we hold: speech stops with the offer, theirs is not played, and both come back', async () => {
  const { session, leg, to } = await answeredCall();
  expect(value(await session.createOffer('sendonly'))).toContain('a=sendonly\r\n');
  leg.send(Buffer.alloc(160, 1));
  value(await session.acceptAnswer(phone.sdp('0 101', [EVENT, 'a=recvonly'])));
  phone.send(to, 0, Buffer.alloc(160, 50));
  leg.send(Buffer.alloc(160, 2));
  // Digits still pass; when they are out, what was sent before them has been dealt with.
  await expect(session.sendDtmf('1')).resolves.toMatchObject({ ok: true });
  value(await session.createOffer('sendrecv'));
  value(await session.acceptAnswer(phone.sdp('0 101', [EVENT])));
  phone.send(to, 0, Buffer.alloc(160, 51));
  leg.send(Buffer.alloc(160, 3));
  await phone.hears('speech again', ({ payload }) => payload[0] === 3);
  await leg.hears('theirs again', ({ payload }) => payload[0] === 51);
  const speech = phone.heard.filter(({ payloadType }) => payloadType === 0);
  expect(speech.map(({ payload }) => payload[0])).toEqual([3]);
  expect(leg.heard.some(({ payload }) => payload[0] === 50)).toBe(false);
});

test('a refused hold leaves the call as it was', async () => {
  const { session, leg } = await answeredCall();
  value(await session.createOffer('sendonly'));
  session.rollback();
  leg.send(Buffer.alloc(160, 4));
  await phone.hears('speech', ({ payload }) => payload[0] === 4);
});

test('the version of our description rises only when it changes (RFC 3264 §8)', async () => {
  const { session } = await answeredCall();
  const version = (sdp: string): number => Number(/^o=- \d+ (\d+)/m.exec(sdp)?.[1]);
  const first = version(value(await session.createOffer('sendonly')));
  expect(version(value(await session.createOffer('sendonly')))).toBe(first);
  expect(version(value(await session.createOffer('sendrecv')))).toBe(first + 1);
});

test('another codec in mid-call: the window is told, numbers run on', async () => {
  const { session, leg, to } = await answeredCall();
  leg.send(Buffer.alloc(160, 1));
  phone.send(to, 0, Buffer.alloc(160, 50));
  await phone.hears('PCMU', () => true);
  const before = await leg.hears('PCMU', () => true);
  value(await session.createAnswer(phone.sdp('107 101', ['a=rtpmap:107 opus/48000/2', EVENT]), 'sendrecv'));
  await leg.sends(111);
  expect(session.info.codec).toBe('opus');
  leg.send(Buffer.from('opus frame'), { samples: 960 });
  phone.send(to, 107, Buffer.from('their frame'), 960);
  const out = await phone.hears('opus', ({ payload }) => payload.toString() === 'opus frame');
  const heard = await leg.hears('opus', ({ payload }) => payload.toString() === 'their frame');
  expect(out).toMatchObject({ payloadType: 107, ssrc: phone.heard[0]?.ssrc });
  expect(out.sequence).toBe(((phone.heard[0]?.sequence ?? 0) + 1) & 0xffff);
  expect(heard).toMatchObject({
    payloadType: 111,
    ssrc: before.ssrc,
    sequence: (before.sequence + 1) & 0xffff,
  });
});

test('a window that dies in mid-call is replaced with sound both ways', async () => {
  const { leg, to } = await answeredCall();
  leg.send(Buffer.alloc(160, 1));
  await phone.hears('speech', () => true);
  const dead = window;
  window = new FakeWindow();
  await dead.die();
  media.windowReplaced(window);
  const fresh = await window.legOf('call-1');
  await fresh.sends(0);
  fresh.send(Buffer.alloc(160, 2));
  phone.send(to, 0, Buffer.alloc(160, 50));
  const again = await phone.hears('speech again', ({ payload }) => payload[0] === 2);
  await fresh.hears('theirs again', ({ payload }) => payload[0] === 50);
  expect(again.ssrc).toBe(phone.heard[0]?.ssrc);
  expect(again.sequence).toBe(((phone.heard[0]?.sequence ?? 0) + 1) & 0xffff);
});

test('early media in 183, then another source in 200', async () => {
  const session = media.open('call-1', line);
  const to = port(value(await session.createOffer('sendrecv')));
  value(await session.acceptAnswer(phone.sdp('0')));
  const leg = await window.legOf('call-1');
  await leg.sends(0);
  phone.send(to, 0, Buffer.alloc(160, 1));
  await leg.hears('ringback', ({ payload }) => payload[0] === 1);
  const callee = await UdpPhone.open();
  callee.ssrc = 99;
  try {
    value(await session.acceptAnswer(callee.sdp('8')));
    session.connected();
    await leg.sends(8);
    callee.send(to, 8, Buffer.alloc(160, 2));
    phone.send(to, 0, Buffer.alloc(160, 3));
    const heard = await leg.hears('the callee', ({ payload }) => payload[0] === 2);
    expect(heard.sequence).toBe(((leg.heard[0]?.sequence ?? 0) + 1) & 0xffff);
    leg.send(Buffer.alloc(160, 9));
    await callee.hears('us', ({ payload }) => payload[0] === 9);
    expect(leg.heard.some(({ payload }) => payload[0] === 3)).toBe(false);
  } finally {
    callee.close();
  }
});

test('digits go out as events in the voice’s sequence, and theirs are told once and leave no hole', async () => {
  const { session, leg, to } = await answeredCall();
  const digits: string[] = [];
  session.onDtmf((digit) => digits.push(digit));
  leg.send(Buffer.alloc(160, 1));
  await phone.hears('speech', () => true);
  await expect(session.sendDtmf('7')).resolves.toEqual({ ok: true, value: undefined });
  leg.send(Buffer.alloc(160, 2));
  await phone.hears('speech again', ({ payload }) => payload[0] === 2);
  expect(phone.heard.map(({ payloadType }) => payloadType)).toEqual([
    0,
    ...Array.from({ length: 7 }, () => 101),
    0,
  ]);
  phone.heard.slice(1).forEach(({ sequence }, n) => {
    expect(sequence).toBe(((phone.heard[n]?.sequence ?? 0) + 1) & 0xffff);
  });

  phone.send(to, 0, Buffer.alloc(160, 50));
  const timestamp = phone.timestamp;
  for (const end of [0, 0, 0x80, 0x80, 0x80]) {
    phone.timestamp = timestamp;
    phone.send(to, 101, Buffer.from([5, end, 0, 160]));
  }
  phone.send(to, 0, Buffer.alloc(160, 51));
  const after = await leg.hears('speech', ({ payload }) => payload[0] === 51);
  expect(digits).toEqual(['5']);
  expect(after.sequence).toBe(((leg.heard[0]?.sequence ?? 0) + 1) & 0xffff);
  expect(leg.heard).toHaveLength(2);
});

test('a far end without events takes no digits', async () => {
  const { session } = await answeredCall('0', []);
  await expect(session.sendDtmf('1')).resolves.toEqual({ ok: false, error: { kind: 'dtmf-unsupported' } });
});

test('hostile packets change nothing', async () => {
  const { leg, to } = await answeredCall();
  const stranger = await UdpPhone.open();
  try {
    phone.send(to, 0, Buffer.alloc(160, 1));
    await leg.hears('the first', () => true);
    stranger.ssrc = phone.ssrc;
    for (let n = 0; n < 10; n++) stranger.send(to, 0, Buffer.alloc(160, 66));
    phone.sendRaw(to, Buffer.from([0x90, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0xbe, 0xde, 0xff, 0xff]));
    phone.sendRaw(to, Buffer.alloc(0));
    phone.sendRaw(to, Buffer.alloc(3000, 0x80));
    phone.sequence -= 1;
    phone.send(to, 0, Buffer.alloc(160, 67));
    phone.send(to, 13, Buffer.alloc(1, 68));
    phone.sendReport(to + 1, Buffer.from([0x80, 200, 0xff, 0xff]));
    phone.send(to, 0, Buffer.alloc(160, 2));
    await leg.hears('the last', ({ payload }) => payload[0] === 2);
    expect(leg.heard.map(({ payload }) => payload[0])).toEqual([1, 2]);
  } finally {
    stranger.close();
  }
});

test('a late offer: ours in the 200, theirs in the ACK', async () => {
  const session = media.open('call-1', line);
  const to = port(value(await session.createOffer('sendrecv')));
  session.connected();
  value(await session.acceptAnswer(phone.sdp('9')));
  const leg = await window.legOf('call-1');
  await leg.sends(9);
  phone.send(to, 9, Buffer.alloc(160, 1));
  await leg.hears('G.722', ({ payloadType }) => payloadType === 9);
});

test('c=0.0.0.0 gets nothing, not even silence', async () => {
  const { session } = await answeredCall();
  value(await session.createAnswer(phone.sdp('0', [], '0.0.0.0'), 'sendrecv'));
  expect(session.remoteDirection).toBe('sendonly');
  await expect(session.sendDtmf('1')).resolves.toMatchObject({ ok: false });
});

test('what cannot be agreed is a failure, not an exception', async () => {
  const session = media.open('call-1', line);
  expect(await session.createAnswer('nonsense', 'sendrecv')).toMatchObject({ error: { kind: 'bad-sdp' } });
  expect(await session.createAnswer(phone.sdp('18'), 'sendrecv')).toMatchObject({
    error: { kind: 'no-common-codec' },
  });
  expect(await session.acceptAnswer(phone.sdp('0'))).toMatchObject({ error: { kind: 'bad-sdp' } });
});

test('without a microphone the far end still learns where we are', async () => {
  await answeredCall();
  const silence = await phone.hears('a silent frame', () => true);
  expect(silence.payload).toEqual(Buffer.alloc(160, 0xff));
});

test('a closed call says goodbye and its leg goes', async () => {
  const { session, leg } = await answeredCall();
  leg.send(Buffer.alloc(160, 1));
  await phone.hears('speech', () => true);
  session.dispose();
  session.dispose();
  await phone.hearsReport('BYE', (bytes) => bytes.includes(Buffer.from([0x81, 203])));
  expect([...window.legs.values()].includes(leg)).toBe(false);
});

test('a WebRTC line: descriptions pass through the window', async () => {
  const session = media.open('call-2', { ...line, media: 'webrtc' });
  expect(value(await session.createOffer('sendrecv'))).toBe(WEBRTC_SDP);
  value(await session.acceptAnswer(WEBRTC_SDP));
  expect(session.info).toEqual({ codec: 'opus', encrypted: true, suite: 'DTLS-SRTP' });
  session.connected();
  await expect(session.sendDtmf('12')).resolves.toMatchObject({ ok: true });
  expect(window.requests).toEqual(expect.arrayContaining(['call/accept', 'call/connect', 'call/dtmf 12']));
});

test('at another address of this machine the next offer names it, and sound goes on from there', async () => {
  let here = '127.0.0.1';
  const session = media.open('call-1', line, () => here);
  const first = value(await session.createOffer('sendrecv'));
  value(await session.acceptAnswer(phone.sdp('0')));
  session.connected();
  const leg = await window.legOf('call-1');
  await leg.sends(0);
  expect(first).toContain('c=IN IP4 127.0.0.1\r\n');
  here = '127.0.0.2';
  session.moved();
  const again = value(await session.createOffer('sendrecv'));
  expect(again).toContain('c=IN IP4 127.0.0.2\r\n');
  value(await session.acceptAnswer(phone.sdp('0')));
  leg.send(Buffer.alloc(160, 7));
  await phone.hears('speech', ({ payload }) => payload[0] === 7);
  phone.send(port(again), 0, Buffer.alloc(160, 8), 160, '127.0.0.2');
  await leg.hears('speech', ({ payload }) => payload[0] === 8);
});

test('a socket on the wildcard address is kept when our address changes', async () => {
  let here = '192.0.2.1';
  const session = media.open('call-1', line, () => here);
  const first = value(await session.createOffer('sendrecv'));
  here = '192.0.2.2';
  session.moved();
  const again = value(await session.createOffer('sendrecv'));
  expect(port(again)).toBe(port(first));
  expect(again).toContain('c=IN IP4 192.0.2.2\r\n');
});

test('without a network a call fails as the contract says, and the next try finds it back', async () => {
  let network = false;
  const address = () => (network ? Promise.resolve('127.0.0.1') : Promise.reject(new Error('no way')));
  const parts = { window, clock: systemClock, random: cryptoRandom, log: silentLog };
  media.dispose();
  media = openMedia({ ...parts, advertisedAddress: address });
  const session = media.open('call-1', line, () => null);
  expect(await session.createOffer('sendrecv')).toEqual({
    ok: false,
    error: { kind: 'media-unavailable', detail: 'no way' },
  });
  network = true;
  expect(port(value(await session.createOffer('sendrecv')))).toBeGreaterThan(0);
});
