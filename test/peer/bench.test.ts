import { type Invitation, Registerer, RegistererState, UserAgent } from 'sip.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type Asterisk, startAsterisk } from '../support/asterisk';
import { type Baresip, type BaresipCodec, startBaresip } from '../support/baresip';
import { type Certificates, makeCertificates } from '../support/certificates';
import { type Kamailio, startKamailio } from '../support/kamailio';
import { within } from '../support/deadline';
import { startLossyRelay } from '../support/lossy-relay';
import { dumpPeerLogsOnFailure } from '../support/dump-peer-logs';
import { peerMissing } from '../support/peer-missing';
import { startPulse } from '../support/pulse';
import { sipAnswer } from '../support/sip-probe';
import { startSipp } from '../support/sipp';
import { correlation, HEARD_RHO, UNRELATED_RHO } from '../support/sound/correlation';
import { babble, silence, speech } from '../support/sound/signals';
import { joined, slice, type Sound } from '../support/sound/sound';

// The bench's own tests: that the peers start and tell the truth. Offhook itself is not here.

dumpPeerLogsOnFailure();

const ALICE_SAYS = babble(8, 11);
const BOB_SAYS = babble(8, 12);

/** Kamailio's certificate is the bench's own; what is proved here is routing. */
class TrustingWebSocket extends WebSocket {
  constructor(url: string, protocol: string) {
    super(url, protocol, { rejectUnauthorized: false });
  }
}

function expectHeard(reference: Sound, heard: Sound): void {
  expect(correlation(reference, heard).rho).toBeGreaterThan(HEARD_RHO);
}

function expectUnrelated(reference: Sound, heard: Sound): void {
  expect(correlation(reference, heard).rho).toBeLessThan(UNRELATED_RHO);
}

async function established(...phones: readonly Baresip[]): Promise<void> {
  await Promise.all(phones.map((phone) => phone.event('CALL_ESTABLISHED')));
}

describe.skipIf(peerMissing('kamailio', 'openssl'))('Kamailio', () => {
  let certificates: Certificates;
  let kamailio: Kamailio;
  beforeAll(async () => {
    certificates = makeCertificates();
    kamailio = await startKamailio({ tls: certificates.good, ipv6: true });
  });
  afterAll(async () => {
    await kamailio.stop();
    certificates[Symbol.dispose]();
  });

  test.each(['udp', 'tcp', 'tls', 'ws', 'wss'] as const)(
    'answers over %s, its certificate verified',
    async (transport) => {
      const target = { ...kamailio.target(transport), caPem: certificates.caPem };
      expect(await sipAnswer(target)).toBe('SIP/2.0 200 OK');
    },
  );

  test('answers on ::1', async () => {
    expect(await sipAnswer({ ...kamailio.target('udp'), host: '::1' })).toBe('SIP/2.0 200 OK');
    expect(await sipAnswer({ ...kamailio.target('tcp'), host: '::1' })).toBe('SIP/2.0 200 OK');
  });

  test.each([
    ['wrongName', 'Hostname/IP does not match'],
    ['expired', 'certificate has expired'],
    ['selfSigned', 'self-signed certificate'],
  ] as const)('a certificate that is %s is refused by who checks', async (fault, message) => {
    await using bad = await startKamailio({ tls: certificates[fault] });
    await expect(sipAnswer({ ...bad.target('tls'), caPem: certificates.caPem }, 500)).rejects.toThrow(
      message,
    );
  });
});

describe.skipIf(peerMissing('kamailio', 'baresip', 'openssl'))(
  'baresip calls baresip through Kamailio',
  () => {
    let kamailio: Kamailio;
    let certificates: Certificates;
    beforeAll(async () => {
      certificates = makeCertificates();
      kamailio = await startKamailio({ users: { alice: 'secret', bob: 'hidden' }, tls: certificates.good });
    });
    afterAll(async () => {
      await kamailio.stop();
      certificates[Symbol.dispose]();
    });

    const CASES: readonly (readonly ['udp' | 'tcp', BaresipCodec])[] = [
      ['udp', 'PCMA/8000/1'],
      ['tcp', 'opus/48000/2'],
    ];

    test.each(CASES)('sound both ways over %s with %s', async (transport, codec) => {
      const registrar = { port: kamailio.ports[transport], transport };
      await using alice = await startBaresip({
        user: 'alice',
        registrar: { ...registrar, password: 'secret' },
        microphone: ALICE_SAYS,
      });
      await using bob = await startBaresip({
        user: 'bob',
        registrar: { ...registrar, password: 'hidden' },
        microphone: BOB_SAYS,
        codecs: [codec],
      });
      await alice.dial('sip:bob@test.lan');
      await bob.event('CALL_INCOMING');
      await bob.answer();
      await established(alice, bob);
      const [heardByAlice, heardByBob] = await Promise.all([alice.heardAtLeast(4.5), bob.heardAtLeast(4.5)]);
      expectHeard(slice(BOB_SAYS, 0, 4), heardByAlice);
      expectHeard(slice(ALICE_SAYS, 0, 4), heardByBob);
      expectUnrelated(slice(ALICE_SAYS, 0, 4), heardByAlice);
      expectUnrelated(slice(BOB_SAYS, 0, 4), heardByBob);
      await alice.sendDtmf('42#');
      expect(await bob.digits(3)).toBe('42#');
      await bob.hold();
      await bob.resume();
      await alice.hangup();
      await bob.event('CALL_CLOSED');
    });

    test.each(['ws', 'wss'] as const)(
      'a WebSocket client with a .invalid contact is called over %s',
      async (transport) => {
        vi.stubGlobal('WebSocket', TrustingWebSocket);
        const client = new UserAgent({
          uri: UserAgent.makeURI('sip:alice@test.lan') ?? expect.fail('a valid URI'),
          authorizationUsername: 'alice',
          authorizationPassword: 'secret',
          transportOptions: { server: `${transport}://127.0.0.1:${String(kamailio.ports[transport])}/ws` },
          logBuiltinEnabled: false,
        });
        const called = new Promise<Invitation>((onInvite) => {
          client.delegate = { onInvite };
        });
        await client.start();
        const registerer = new Registerer(client);
        const registered = new Promise<void>((resolve) => {
          registerer.stateChange.addListener((state) => {
            if (state === RegistererState.Registered) resolve();
          });
        });
        await registerer.register();
        await within(5000, 'the WebSocket client registers', registered);
        await using bob = await startBaresip({ user: 'carol' });
        await bob.dial(`sip:alice@127.0.0.1:${String(kamailio.ports.udp)}`);
        const invitation = await within(5000, 'the WebSocket client is called', called);
        expect(client.contact.uri.host).toMatch(/\.invalid$/);
        await invitation.reject({ statusCode: 486 });
        expect((await bob.event('CALL_CLOSED')).param).toContain('486');
        await client.stop();
      },
    );

    test('a wrong password does not register', async () => {
      const registrar = { port: kamailio.ports.udp, password: 'wrong' };
      await expect(startBaresip({ user: 'alice', registrar })).rejects.toThrow('401 Unauthorized');
    });
  },
);

describe.skipIf(peerMissing('asterisk', 'baresip', 'openssl'))('Asterisk', () => {
  let certificates: Certificates;
  let asterisk: Asterisk;
  let phone: Baresip;
  beforeAll(async () => {
    certificates = makeCertificates();
    const webrtcUsers = { browser: 'secret' };
    asterisk = await startAsterisk({ users: { alice: 'secret' }, webrtcUsers, tls: certificates.good });
    const registrar = { port: asterisk.ports.udp, password: 'secret' };
    phone = await startBaresip({
      user: 'alice',
      registrar,
      microphone: ALICE_SAYS,
      codecs: ['PCMA/8000/1', 'G722/16000/1'],
    });
  });
  afterAll(async () => {
    await phone.stop();
    await asterisk.stop();
    certificates[Symbol.dispose]();
  });
  const dial = (number: string): Promise<void> => phone.dial(`sip:${number}@test.lan`);

  test.each(['udp', 'tcp', 'tls', 'ws', 'wss'] as const)('answers over %s', async (transport) => {
    expect(await sipAnswer(asterisk.target(transport))).toMatch(/^SIP\/2\.0 \d{3} /);
  });

  test('600 gives back what one says', async () => {
    await dial('600');
    await established(phone);
    const heard = await phone.heardAtLeast(4.5);
    expectHeard(slice(ALICE_SAYS, 0, 4), heard);
    expectUnrelated(slice(BOB_SAYS, 0, 4), heard);
    await phone.hangup();
    await phone.event('CALL_CLOSED');
  });

  test('183 plays early media, then is busy', async () => {
    await dial('183');
    await phone.event('CALL_PROGRESS');
    expect((await phone.event('CALL_CLOSED', 10_000)).param).toContain('486');
    expectHeard(slice(asterisk.earlyMedia, 0, 2), phone.heard());
  });

  test.each(['404', '480', '486', '603'])('%s refuses so', async (code) => {
    await dial(code);
    expect((await phone.event('CALL_CLOSED')).param).toContain(code);
  });

  test('605 sends digits back', async () => {
    await dial('60503');
    await established(phone);
    await asterisk.log.line(/Executing .*Read\(/);
    await phone.sendDtmf('147');
    expect(await phone.digits(3, 10_000)).toBe('147');
    await phone.hangup();
    await phone.event('CALL_CLOSED');
  });

  test('calls out and plays its music', async () => {
    await asterisk.call('alice', 'music');
    await phone.event('CALL_INCOMING');
    await phone.answer();
    await established(phone);
    expectHeard(slice(asterisk.music, 0, 2), await phone.heardAtLeast(4));
    await phone.hangup();
    await phone.event('CALL_CLOSED');
  });
});

describe.skipIf(peerMissing('sipp', 'baresip'))('sipp', () => {
  test('rings until cancelled', async () => {
    await using sipp = await startSipp({ scenario: 'uas-rings-until-cancelled' });
    await using phone = await startBaresip({ user: 'alice' });
    await phone.dial(sipp.uri);
    await phone.event('CALL_RINGING');
    await phone.hangup();
    expect(await sipp.ended).toMatchObject({ code: 0 });
  });

  test('answers late', async () => {
    await using sipp = await startSipp({ scenario: 'uas-answers-late', pauseMs: 500 });
    await using phone = await startBaresip({ user: 'alice' });
    await phone.dial(sipp.uri);
    await phone.event('CALL_ESTABLISHED');
    await phone.hangup();
    expect(await sipp.ended).toMatchObject({ code: 0 });
  });

  test('says nothing at all while the caller repeats its INVITE', async () => {
    await using sipp = await startSipp({ scenario: 'uas-silent' });
    await using phone = await startBaresip({ user: 'alice' });
    await phone.dial(sipp.uri);
    await expect(phone.event('CALL_RINGING', 1800)).rejects.toThrow('not within');
    expect(sipp.messages().match(/^INVITE /gm)?.length).toBeGreaterThanOrEqual(2);
  });

  test('cancels its call', async () => {
    await using phone = await startBaresip({ user: 'alice' });
    await using sipp = await startSipp({
      scenario: 'uac-cancels',
      to: { user: 'alice', port: phone.sipPort },
    });
    await phone.event('CALL_INCOMING');
    await phone.event('CALL_CLOSED');
    expect(await sipp.ended).toMatchObject({ code: 0 });
  });

  test('repeats its INVITE and withholds the ACK: one call, and a repeated 200', async () => {
    await using phone = await startBaresip({ user: 'alice', answer: 'auto' });
    await using sipp = await startSipp({
      scenario: 'uac-retransmits',
      to: { user: 'alice', port: phone.sipPort },
    });
    const { code, messages } = await sipp.ended;
    expect(code).toBe(0);
    expect(messages.match(/^INVITE /gm)).toHaveLength(3);
    expect(messages.match(/^SIP\/2\.0 200/gm)?.length).toBeGreaterThan(2);
    await phone.event('CALL_ESTABLISHED');
    await expect(phone.event('CALL_ESTABLISHED', 100)).rejects.toThrow('not within');
  });
});

test.skipIf(peerMissing('kamailio', 'baresip'))(
  'a call through 25 % loss each way is still made',
  async () => {
    await using kamailio = await startKamailio({ users: { alice: 'secret' }, nat: true });
    await using relay = await startLossyRelay(kamailio.ports.udp, { seed: 7, loss: 0.25 });
    await using alice = await startBaresip({
      user: 'alice',
      registrar: { port: relay.port, password: 'secret' },
    });
    await using caller = await startBaresip({ user: 'carol' });
    await caller.dial(`sip:alice@127.0.0.1:${String(kamailio.ports.udp)}`);
    await alice.event('CALL_INCOMING', 10_000);
    await alice.answer();
    await caller.event('CALL_ESTABLISHED', 10_000);
    expect(relay.tally('forth').lost + relay.tally('back').lost).toBeGreaterThan(0);
  },
);

describe.skipIf(peerMissing('pulseaudio', 'espeak-ng'))('PulseAudio', () => {
  test('what is said into a microphone and played to a speaker is recorded', async () => {
    const sentence = speech('The quick brown fox jumps over the lazy dog.');
    await using pulse = await startPulse();
    const microphone = await pulse.plugMicrophone('headset_mic');
    const speaker = await pulse.plugSpeaker('headset_ear');
    const finishes = await Promise.all([pulse.record('headset_mic'), speaker.record()]);
    await Promise.all([
      microphone.say(joined(sentence, silence(0.5))).ended,
      pulse.play('headset_ear', joined(slice(BOB_SAYS, 0, 3), silence(0.5))).ended,
    ]);
    const [said, played] = await Promise.all(finishes.map((finish) => finish()));
    if (!said || !played) throw new Error('two recordings were begun');
    expectHeard(slice(sentence, 0, 2), said);
    expectHeard(slice(BOB_SAYS, 0, 2), played);
    expectUnrelated(slice(BOB_SAYS, 0, 2), said);
  });

  test('devices come and go', async () => {
    await using pulse = await startPulse();
    const microphone = await pulse.plugMicrophone('headset_mic');
    expect(await pulse.pactl('list', 'short', 'sources')).toContain('headset_mic');
    await microphone.unplug();
    expect(await pulse.pactl('list', 'short', 'sources')).not.toContain('headset_mic');
  });
});
