import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { calls, type CallView, type EndReasonView } from '../../src-preload/contract/calls';
import { registeredLine, startAppWithLines } from '../support/app-with-lines';
import { startAsterisk, type Asterisk } from '../support/asterisk';
import { makeCertificates, type Certificates } from '../support/certificates';
import { hear } from '../support/heard';
import type { OffhookApp } from '../support/offhook-app';
import { dumpPeerLogsOnFailure } from '../support/dump-peer-logs';
import { endAll } from '../support/end-all';
import { peerMissing } from '../support/peer-missing';
import { openScratch, type Scratch } from '../support/scratch';
import { proveHeard } from '../support/sound/assert-heard';
import { babble } from '../support/sound/signals';
import { durationS, slice, type Sound } from '../support/sound/sound';

const OUR_MICROPHONE = babble(20, 1);

describe.skipIf(peerMissing('asterisk', 'openssl'))('a whole PBX: Asterisk', () => {
  dumpPeerLogsOnFailure();
  let scratch: Scratch;
  let certificates: Certificates;
  let asterisk: Asterisk;
  let app: OffhookApp;

  beforeAll(async () => {
    scratch = openScratch('asterisk-app');
    certificates = makeCertificates();
    asterisk = await startAsterisk({
      users: { ada: 'secret', bea: 'secret', cleo: 'secret', dora: 'secret' },
      endpoints: {
        cleo: ['disallow = all', 'allow = alaw:40'],
        dora: ['media_encryption = sdes'],
      },
      webrtcUsers: { web: 'secret' },
      tls: certificates.good,
    });
    const common = { password: 'secret', domain: 'test.lan', trustedCa: certificates.caPem };
    const at = (port: number): object => ({ server: { host: '127.0.0.1', port } });
    app = await startAppWithLines(
      scratch,
      [
        { ...common, ...at(asterisk.ports.udp), label: 'ada', user: 'ada', transport: 'udp' },
        // For what Asterisk plays itself: its Opus encoder changes the waveform.
        {
          ...common,
          ...at(asterisk.ports.udp),
          label: 'bea',
          user: 'bea',
          transport: 'udp',
          codecs: ['PCMA'],
        },
        {
          ...common,
          ...at(asterisk.ports.udp),
          label: 'cleo',
          user: 'cleo',
          transport: 'udp',
          codecs: ['PCMA'],
        },
        {
          ...common,
          ...at(asterisk.ports.tls),
          label: 'dora',
          user: 'dora',
          transport: 'tls',
          encryption: 'required',
        },
        {
          ...common,
          ...at(asterisk.ports.wss),
          label: 'web',
          user: 'web',
          transport: 'wss',
          media: 'webrtc',
        },
      ],
      OUR_MICROPHONE,
    );
  }, 60_000);

  afterEach(async () => {
    await app.hangUpAll();
  });

  afterAll(() =>
    endAll(
      () => app.quit(),
      () => asterisk.stop(),
      () => {
        certificates[Symbol.dispose]();
      },
      () => {
        scratch.remove();
      },
    ),
  );

  async function dial(label: string, typed: string): Promise<string> {
    const lineId = await registeredLine(app, label);
    const dialled = await app.ask(calls.dial, { typed, lineId });
    if (!dialled.ok) throw new Error(`not dialled: ${dialled.error.kind}`);
    return dialled.value.id;
  }

  const of = (id: string, state: CallView['state']) => (call: CallView) =>
    call.id === id && call.state === state;

  async function endOf(id: string): Promise<EndReasonView> {
    const call = await app.call('the end', of(id, 'ended'));
    if (call.state !== 'ended') throw new Error('it goes on');
    return call.why;
  }

  const heardOf =
    (id: string, seconds = 5) =>
    async (): Promise<Sound> =>
      hear(await app.media(), id, seconds);

  test.each([
    ['ada', 'UDP and RTP'],
    ['web', 'WSS, ICE and DTLS-SRTP'],
  ])('echo over line %s (%s): we hear what we said', async (label) => {
    const id = await dial(label, '600');
    const call = await app.call('an answered call', of(id, 'established'));
    await proveHeard(heardOf(id), OUR_MICROPHONE);
    if (call.state === 'established') expect(call.media.encrypted).toBe(label === 'web');
    await app.ask(calls.hangUp, { id });
    expect(await endOf(id)).toEqual({ kind: 'hung-up', by: 'us' });
  });

  test.each(['ada', 'web'])('a call to line %s is answered and heard', async (label) => {
    await registeredLine(app, label);
    await asterisk.call(label, 'echo');
    const ringing = await app.call('the ringing call', (call) => call.state === 'ringing-in');
    await app.ask(calls.answer, { id: ringing.id });
    await app.call('an answered call', of(ringing.id, 'established'));
    await proveHeard(heardOf(ringing.id), OUR_MICROPHONE);
    await app.ask(calls.hangUp, { id: ringing.id });
    await endOf(ringing.id);
  });

  test('packets of 40 ms, as the exchange asks', async () => {
    const id = await dial('cleo', '600');
    await app.call('an answered call', of(id, 'established'));
    await asterisk.console('rtp set debug on');
    await asterisk.log.line(/Got {2}RTP packet .*len 000320/);
    await asterisk.console('rtp set debug off');
    await proveHeard(heardOf(id), OUR_MICROPHONE);
    await app.ask(calls.hangUp, { id });
    await endOf(id);
  });

  test('TLS and SRTP: the echo is heard, and the lock says with what', async () => {
    const id = await dial('dora', '600');
    const call = await app.call('an answered call', of(id, 'established'));
    expect(call).toMatchObject({
      secure: true,
      media: { encrypted: true, suite: 'AES_CM_128_HMAC_SHA1_80' },
    });
    const { registration } = await app.line('dora', ({ label }) => label === 'dora');
    expect(registration).toMatchObject({
      tls: { version: expect.stringMatching(/^TLSv1\.[23]$/) as string },
    });
    await proveHeard(heardOf(id), OUR_MICROPHONE);
    await app.ask(calls.hangUp, { id });
    await endOf(id);
  });

  test('music is heard', async () => {
    const id = await dial('bea', '602');
    await app.call('an answered call', of(id, 'established'));
    await proveHeard(heardOf(id), asterisk.music);
    await app.ask(calls.hangUp, { id });
    await endOf(id);
  });

  test('hold and resume: nothing is heard between, the sound comes back', async () => {
    const id = await dial('ada', '600');
    await app.call('an answered call', of(id, 'established'));
    await app.ask(calls.hold, { id, held: true });
    await app.call(
      'held by us',
      (call) => call.id === id && call.state === 'established' && call.hold === 'ours' && !call.holdPending,
    );
    await app.ask(calls.hold, { id, held: false });
    await app.call(
      'resumed',
      (call) => call.id === id && call.state === 'established' && call.hold === 'none' && !call.holdPending,
    );
    await proveHeard(heardOf(id), OUR_MICROPHONE);
    await app.ask(calls.hangUp, { id });
    await endOf(id);
  });

  // Asterisk keeps the DTLS association of a dialog for good, whatever a new offer says: it takes that and stays silent.
  test('the media window dies under a WebRTC call: no silent call, but an end with its reason', async () => {
    const id = await dial('web', '600');
    await app.call('an answered call', of(id, 'established'));
    await app.crashMedia();
    expect(await endOf(id)).toEqual({
      kind: 'internal',
      detail: 'the sound broke off and did not come back',
    });
  });

  test('early media (183) is heard before any answer', async () => {
    const record = async (): Promise<Sound> => {
      const id = await dial('bea', '183');
      await app.call(
        'an announcement',
        (call) => call.id === id && call.state === 'calling' && call.progress === 'early-media',
      );
      const heard = await heardOf(id, 3.5)();
      expect(durationS(heard)).toBeGreaterThan(3.4);
      expect(await endOf(id)).toMatchObject({ kind: 'busy' });
      return slice(heard, 0, 3.5);
    };
    await proveHeard(record, asterisk.earlyMedia);
  });

  test.each([
    ['404', { kind: 'not-found', status: 404 }],
    ['486', { kind: 'busy', status: 486 }],
    ['480', { kind: 'no-answer', status: 480 }],
    ['603', { kind: 'declined', by: 'them', status: 603 }],
  ])('%s is understood', async (number, why) => {
    expect(await endOf(await dial('ada', number))).toEqual(why);
  });

  test('the far end hangs up', async () => {
    expect(await endOf(await dial('ada', '607'))).toEqual({ kind: 'hung-up', by: 'them' });
  });

  test('digits sent are read, digits sent back are received', async () => {
    const id = await dial('ada', '60505');
    await app.call('an answered call', of(id, 'established'));
    await app.ask(calls.dtmf, { id, digits: '15970' });
    await app.call(
      'the digits',
      (call) => call.id === id && call.state === 'established' && call.digitsReceived === '15970',
    );
    await app.ask(calls.hangUp, { id });
    await endOf(id);
  });
});
