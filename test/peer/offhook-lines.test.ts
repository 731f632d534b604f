import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { calls } from '../../src-preload/contract/calls';
import { registeredLine, startAppWithLines, type ImportedLine } from '../support/app-with-lines';
import { startBaresip, type Baresip } from '../support/baresip';
import { makeCertificates, type Certificates } from '../support/certificates';
import { hear } from '../support/heard';
import { startKamailio, type Kamailio } from '../support/kamailio';
import type { OffhookApp } from '../support/offhook-app';
import { dumpPeerLogsOnFailure } from '../support/dump-peer-logs';
import { endAll } from '../support/end-all';
import { peerMissing } from '../support/peer-missing';
import { openScratch, type Scratch } from '../support/scratch';
import { proveHeard } from '../support/sound/assert-heard';
import { babble } from '../support/sound/signals';

type Transport = 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';
type OurCodec = 'PCMU' | 'PCMA' | 'G722' | 'opus';

const TRANSPORTS: readonly Transport[] = ['udp', 'tcp', 'tls', 'ws', 'wss'];
/** Every transport and every codec, in both directions of calling. */
const MATRIX: readonly (readonly [Transport, OurCodec])[] = [
  ['udp', 'PCMU'],
  ['tcp', 'G722'],
  ['tls', 'opus'],
  ['ws', 'PCMA'],
  ['wss', 'opus'],
];
const OUR_MICROPHONE = babble(20, 1);

const lineName = (transport: Transport, codec: OurCodec): string => `${transport}-${codec}`.toLowerCase();

describe.skipIf(peerMissing('kamailio', 'baresip', 'openssl'))(
  'five lines on one Kamailio, baresip as the other phone',
  () => {
    dumpPeerLogsOnFailure();
    let scratch: Scratch;
    let certificates: Certificates;
    let kamailio: Kamailio;
    let bob: Baresip;
    let app: OffhookApp;

    beforeAll(async () => {
      scratch = openScratch('lines');
      certificates = makeCertificates();
      bob = await startBaresip({ user: 'bob', microphone: babble(20, 2), answer: 'manual' });
      const users = Object.fromEntries(
        MATRIX.map(([transport, codec]) => [lineName(transport, codec), 'secret']),
      );
      kamailio = await startKamailio({
        domain: 'test.lan',
        users,
        peers: { bob: bob.uri },
        tls: certificates.good,
      });
      app = await startAppWithLines(scratch, MATRIX.map(line), OUR_MICROPHONE);
    }, 60_000);

    afterEach(async () => {
      await app.hangUpAll();
    });

    afterAll(() =>
      endAll(
        () => app.quit(),
        () => kamailio.stop(),
        () => bob.stop(),
        () => {
          certificates[Symbol.dispose]();
        },
        () => {
          scratch.remove();
        },
      ),
    );

    function line([transport, codec]: readonly [Transport, OurCodec]): ImportedLine {
      return {
        label: lineName(transport, codec),
        user: lineName(transport, codec),
        password: 'secret',
        domain: 'test.lan',
        server: { host: '127.0.0.1', port: kamailio.ports[transport] },
        transport,
        // WebSocket lines would be WebRTC by default; Kamailio and baresip speak plain RTP.
        media: 'rtp',
        codecs: [codec],
        trustedCa: certificates.caPem,
      };
    }

    /** Talks for a while and proves the sound in both directions. */
    async function talk(callId: string, codec: OurCodec): Promise<void> {
      const established = await app.call(
        'an answered call',
        (call) => call.id === callId && call.state === 'established',
      );
      expect(established.state === 'established' && established.media.codec).toBe(codec);
      const media = await app.media();
      await Promise.all([
        proveHeard(() => hear(media, callId, 4.5), bob.microphone),
        proveHeard(() => bob.hearsNext(4.5), OUR_MICROPHONE),
      ]);
    }

    test.each(TRANSPORTS)('registers over %s', async (transport) => {
      const [, codec] = MATRIX.find(([one]) => one === transport) ?? ['udp', 'PCMU'];
      await registeredLine(app, lineName(transport, codec));
    });

    test.each(MATRIX)('calls over %s with %s: sound both ways, we hang up', async (transport, codec) => {
      const lineId = await registeredLine(app, lineName(transport, codec));
      const dialled = await app.ask(calls.dial, { typed: 'bob', lineId });
      if (!dialled.ok) throw new Error(`not dialled: ${dialled.error.kind}`);
      await bob.event('CALL_INCOMING');
      await app.call(
        'ringing',
        (call) => call.id === dialled.value.id && call.state === 'calling' && call.progress === 'ringing',
      );
      await bob.answer();
      await talk(dialled.value.id, codec);
      await app.ask(calls.hangUp, { id: dialled.value.id });
      await bob.event('CALL_CLOSED');
      await app.call(
        'the end',
        (call) => call.id === dialled.value.id && call.state === 'ended' && call.why.kind === 'hung-up',
      );
    });

    test.each(MATRIX)(
      'is called over %s with %s: sound both ways, they hang up',
      async (transport, codec) => {
        await registeredLine(app, lineName(transport, codec));
        await bob.dial(`sip:${lineName(transport, codec)}@127.0.0.1:${String(kamailio.ports.udp)}`);
        const ringing = await app.call('the ringing call', (call) => call.state === 'ringing-in');
        expect(ringing.remote.number).toContain('bob');
        await app.ask(calls.answer, { id: ringing.id });
        await talk(ringing.id, codec);
        await bob.hangup();
        const ended = await app.call('the end', (call) => call.id === ringing.id && call.state === 'ended');
        expect(ended.state === 'ended' && ended.why).toEqual({ kind: 'hung-up', by: 'them' });
      },
    );
  },
);
