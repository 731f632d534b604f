import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SUITES, type SuiteName } from '../../src-main/media/srtp/suite';
import type { Encryption, Line } from '../../src-main/phone/account/line';
import type { MediaPort, MediaSession } from '../../src-main/phone/call/media-session';
import type { SignallingEvent } from '../../src-main/phone/call/signalling';
import { startAsterisk, type Asterisk } from '../support/asterisk';
import { startBaresip, type Baresip, type BaresipOptions } from '../support/baresip';
import { makeCertificates, type Certificates } from '../support/certificates';
import { dumpPeerLogsOnFailure } from '../support/dump-peer-logs';
import { endAll } from '../support/end-all';
import { HeadlessPhone } from '../support/headless-phone';
import { startKamailio, type Kamailio } from '../support/kamailio';
import { peerMissing } from '../support/peer-missing';
import { soundOf } from '../support/sound/a-law';
import { proveHeard } from '../support/sound/assert-heard';
import { correlation, UNRELATED_RHO } from '../support/sound/correlation';
import { babble } from '../support/sound/signals';
import { slice, type Sound } from '../support/sound/sound';
import { UdpTap } from '../support/udp-tap';

const FRAME_BYTES = 160;
const HEADER_BYTES = 12;

/** Lets one suite alone into our descriptions, and of theirs. */
const only =
  (suite: SuiteName) =>
  (media: MediaPort): MediaPort => {
    const filtered = (sdp: string): string =>
      sdp.replace(/^a=crypto:\d+ (\S+) .*\r?\n/gm, (line, name: string) => (name === suite ? line : ''));
    const wrap = (session: MediaSession): MediaSession =>
      new Proxy(session, {
        get(target, property) {
          if (property === 'createOffer')
            return async (...args: Parameters<MediaSession['createOffer']>) => {
              const offer = await target.createOffer(...args);
              return offer.ok ? { ok: true, value: filtered(offer.value) } : offer;
            };
          const value: unknown = Reflect.get(target, property, target);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
    return {
      open: (...args) => wrap(media.open(...args)),
      warm: (line) => {
        media.warm(line);
      },
      cool: (lineId) => {
        media.cool(lineId);
      },
    };
  };

const established = (event: SignallingEvent) => event.kind === 'call/established' && event;
const ended = (event: SignallingEvent) => event.kind === 'call/ended' && event.why;
const incoming = (event: SignallingEvent) => event.kind === 'call/incoming' && event.callId;

/** Talks, proves the sound both ways, and that what was on the wire was neither plain nor without its tag. */
async function talk(
  phone: HeadlessPhone,
  suite: SuiteName,
  theirs: Sound,
  ours: () => Promise<void>,
): Promise<void> {
  const { media } = await phone.event('an established call', established);
  expect(media).toEqual({ codec: 'PCMA', encrypted: true, suite });
  using tap = new UdpTap();
  await Promise.all([proveHeard(() => phone.hears(4.5), theirs), ours()]);
  const bytes = HEADER_BYTES + FRAME_BYTES + SUITES[suite].rtpTagBytes;
  for (const [packets, said] of [
    [tap.sent, phone.microphone],
    [tap.received, theirs],
  ] as const) {
    // The leg to the window is encrypted as well, with payload types of its own and another length.
    const frames = packets.filter((packet) => packet.length === bytes && (packet.readUInt8(1) & 0x7f) === 8);
    expect(packets.some((packet) => packet.length === HEADER_BYTES + FRAME_BYTES)).toBe(false);
    expect(frames.length).toBeGreaterThan(150);
    const plain = soundOf(frames.map((packet) => packet.subarray(HEADER_BYTES, HEADER_BYTES + FRAME_BYTES)));
    expect(correlation(slice(said, 0, 4), plain).rho).toBeLessThan(UNRELATED_RHO);
  }
}

describe.skipIf(peerMissing('asterisk', 'openssl'))('SDES with Asterisk', () => {
  dumpPeerLogsOnFailure();
  let certificates: Certificates;
  let asterisk: Asterisk;

  beforeAll(async () => {
    certificates = makeCertificates();
    asterisk = await startAsterisk({
      users: { safe: 'secret', plain: 'secret' },
      endpoints: { safe: ['media_encryption = sdes'] },
      tls: certificates.good,
    });
  }, 60_000);

  afterAll(() =>
    endAll(
      () => asterisk.stop(),
      () => {
        certificates[Symbol.dispose]();
      },
    ),
  );

  const register = (user: string, encryption: Encryption, suite?: SuiteName): Promise<HeadlessPhone> =>
    HeadlessPhone.register({
      line: lineAt(asterisk.ports.tls, user, encryption, certificates.caPem),
      password: 'secret',
      ...(suite && { media: only(suite) }),
    });

  // Debian's build knows no others: of all we offer it finds its own (below).
  test.each(['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'] as const)(
    '%s: the echo comes back',
    async (suite) => {
      await using phone = await register('safe', 'required', suite);
      phone.dial('sip:600@test.lan');
      await talk(phone, suite, phone.microphone, () => Promise.resolve());
    },
  );

  test('they call: their suite, our key', async () => {
    await using phone = await register('safe', 'if-offered');
    await asterisk.call('safe', 'music');
    phone.handle({ kind: 'call/answer', callId: await phone.event('a call', incoming) });
    await talk(phone, 'AES_CM_128_HMAC_SHA1_80', asterisk.music, () => Promise.resolve());
  });

  test('hold and resume: the sound comes back encrypted', async () => {
    await using phone = await register('safe', 'required');
    const callId = phone.dial('sip:600@test.lan');
    await phone.event('an established call', established);
    for (const held of [true, false]) {
      phone.handle({ kind: 'call/hold', callId, held });
      await phone.event(`held: ${String(held)}`, (event) => {
        const last = phone.events.filter(({ kind }) => kind === 'call/hold').at(-1);
        return (
          event === last && event.kind === 'call/hold' && event.hold === (held ? 'ours' : 'none') && event
        );
      });
    }
    await proveHeard(() => phone.hears(4.5), phone.microphone);
  });

  test('who must encrypt calls nobody who does not', async () => {
    await using phone = await register('plain', 'required');
    phone.dial('sip:600@test.lan');
    expect(await phone.event('the end', ended)).toEqual({ kind: 'not-encrypted', status: 488 });
  });

  test('who must encrypt is not called without', async () => {
    await using phone = await register('plain', 'required');
    await asterisk.call('plain');
    phone.handle({ kind: 'call/answer', callId: await phone.event('a call', incoming) });
    expect(await phone.event('the end', ended)).toEqual({ kind: 'not-encrypted', status: 488 });
  });

  test('who may not encrypt is not called with', async () => {
    await using phone = await register('safe', 'off');
    await asterisk.call('safe');
    phone.handle({ kind: 'call/answer', callId: await phone.event('a call', incoming) });
    expect(await phone.event('the end', ended)).toEqual({ kind: 'encryption-demanded', status: 488 });
  });
});

describe.skipIf(peerMissing('kamailio', 'baresip', 'openssl'))('SDES with baresip', () => {
  dumpPeerLogsOnFailure();
  const suites = [
    'AEAD_AES_256_GCM',
    'AEAD_AES_128_GCM',
    'AES_CM_128_HMAC_SHA1_80',
    'AES_CM_128_HMAC_SHA1_32',
  ] as const;
  let certificates: Certificates;
  let kamailio: Kamailio;
  const phones: Partial<Record<NonNullable<BaresipOptions['encryption']> | 'none', Baresip>> = {};

  beforeAll(async () => {
    certificates = makeCertificates();
    for (const encryption of ['srtp', 'srtp-mand', 'none'] as const)
      phones[encryption] = await startBaresip({
        user: encryption,
        microphone: babble(10, 2),
        answer: 'auto',
        codecs: ['PCMA/8000/1'],
        ...(encryption !== 'none' && { encryption }),
      });
    kamailio = await startKamailio({
      users: { alice: 'secret' },
      peers: Object.fromEntries(Object.entries(phones).map(([name, { uri }]) => [name, uri])),
      tls: certificates.good,
    });
  }, 60_000);

  afterAll(() =>
    endAll(
      () => kamailio.stop(),
      ...Object.values(phones).map((phone) => () => phone.stop()),
      () => {
        certificates[Symbol.dispose]();
      },
    ),
  );

  function bob(name: keyof typeof phones): Baresip {
    const phone = phones[name];
    if (!phone) throw new Error(`${name} did not start`);
    return phone;
  }

  const register = (encryption: Encryption, suite?: SuiteName): Promise<HeadlessPhone> =>
    HeadlessPhone.register({
      line: lineAt(kamailio.ports.tls, 'alice', encryption, certificates.caPem),
      password: 'secret',
      ...(suite && { media: only(suite) }),
    });

  const call = async (name: keyof typeof phones): Promise<void> => {
    await bob(name).dial(`sip:alice@127.0.0.1:${String(kamailio.ports.udp)}`);
  };

  test.each(suites)('%s: sound both ways', async (suite) => {
    await using phone = await register('required', suite);
    phone.dial('sip:srtp-mand@test.lan');
    const theirs = bob('srtp-mand');
    await talk(phone, suite, theirs.microphone, () =>
      proveHeard(() => theirs.hearsNext(4.5), phone.microphone),
    );
  });

  test.each(['srtp-mand', 'srtp'] as const)('they call, %s: sound both ways', async (name) => {
    await using phone = await register('if-offered');
    await call(name);
    phone.handle({ kind: 'call/answer', callId: await phone.event('a call', incoming) });
    const theirs = bob(name);
    const { media } = await phone.event('an established call', established);
    await talk(phone, media.suite as SuiteName, theirs.microphone, () =>
      proveHeard(() => theirs.hearsNext(4.5), phone.microphone),
    );
  });

  test('who must encrypt and who does not part', async () => {
    await using phone = await register('required');
    phone.dial('sip:none@test.lan');
    expect(await phone.event('the end', ended)).toMatchObject({ kind: 'not-encrypted' });
  });

  test('who may not encrypt and who must part', async () => {
    await using phone = await register('off');
    await call('srtp-mand');
    phone.handle({ kind: 'call/answer', callId: await phone.event('a call', incoming) });
    expect(await phone.event('the end', ended)).toEqual({ kind: 'encryption-demanded', status: 488 });
  });
});

function lineAt(port: number, user: string, encryption: Encryption, trustedCa: string) {
  const server: Line['server'] = { host: '127.0.0.1', port };
  return { user, transport: 'tls', server, encryption, trustedCa } as const;
}
