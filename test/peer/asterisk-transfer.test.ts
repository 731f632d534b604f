import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startAsterisk, type Asterisk } from '../support/asterisk';
import { makeCertificates, type Certificates } from '../support/certificates';
import { dumpPeerLogsOnFailure } from '../support/dump-peer-logs';
import { startKamailio, type Kamailio } from '../support/kamailio';
import { LinePhone, talkTogether } from '../support/line-phone';
import { peerMissing } from '../support/peer-missing';
import { babble } from '../support/sound/signals';

const SEEDS = { alice: 11, bob: 12, carol: 13 } as const;
type User = keyof typeof SEEDS;

// Real sound for seconds, which a busy machine is slow with.
vi.setConfig({ testTimeout: 180_000 });

describe.skipIf(peerMissing('asterisk', 'kamailio', 'openssl'))(
  'calls that change hands, and who is heard then: Asterisk',
  () => {
    dumpPeerLogsOnFailure();
    let certificates: Certificates;
    let asterisk: Asterisk;
    let kamailio: Kamailio;
    const phones: LinePhone[] = [];

    beforeAll(async () => {
      certificates = makeCertificates();
      const users = { alice: 'secret', bob: 'secret', carol: 'secret' };
      asterisk = await startAsterisk({ users, tls: certificates.good });
      const echo = `sip:600@127.0.0.1:${String(asterisk.ports.udp)}`;
      kamailio = await startKamailio({ domain: 'test.lan', users, peers: { '600': echo } });
    });
    afterEach(async () => {
      await Promise.all(phones.splice(0).map((phone) => phone[Symbol.asyncDispose]()));
    });
    afterAll(async () => {
      await Promise.all([asterisk.stop(), kamailio.stop()]);
      certificates[Symbol.dispose]();
    });

    async function phone(
      user: User,
      { ports } = asterisk as Pick<Kamailio | Asterisk, 'ports'>,
    ): Promise<LinePhone> {
      const line = { id: user, user };
      const phone = new LinePhone({ port: ports.udp, line, microphone: babble(20, SEEDS[user]) });
      phones.push(phone);
      await phone.alice.registered();
      return phone;
    }

    /** Both call ids, the caller's first. */
    async function connected(caller: LinePhone, callee: LinePhone): Promise<readonly [string, string]> {
      caller.alice.dial(`sip:${callee.alice.line.user}@test.lan`);
      const { callId } = caller;
      await callee.answers();
      await caller.reported('established');
      return [callId, callee.callId];
    }

    test('a blind transfer by us: the others hear each other', async () => {
      const [alice, bob, carol] = [await phone('alice'), await phone('bob'), await phone('carol')];
      const [callId, bobs] = await connected(alice, bob);
      alice.handle({ kind: 'call/transfer', callId, target: 'sip:carol@test.lan' });
      await carol.answers();
      await alice.reported('ended hung-up us');
      await talkTogether([bob, bobs], [carol, carol.callId]);
    });

    test('an attended transfer by us: the others hear each other', async () => {
      const [alice, bob, carol] = [await phone('alice'), await phone('bob'), await phone('carol')];
      const [callId, bobs] = await connected(alice, bob);
      alice.handle({ kind: 'call/hold', callId, held: true });
      await alice.reported('hold ours');
      const [otherCallId, carols] = await connected(alice, carol);
      alice.handle({ kind: 'call/transfer-to-call', callId, otherCallId });
      await alice.reported('transfer done');
      await talkTogether([bob, bobs], [carol, carols]);
    });

    test('a blind transfer of us: we hear whom we were sent to', async () => {
      const alice = await phone('alice');
      alice.alice.dial('sip:609@test.lan');
      await alice.reported('established');
      await alice.reported('refer-asked 602');
      alice.alice.answerRefer(true);
      await alice.reported('established');
      await alice.hears(alice.callId, asterisk.music);
    });

    test('an attended transfer of us, by way of a proxy: our Replaces takes over the call', async () => {
      const [alice, bob] = [await phone('alice', kamailio), await phone('bob', kamailio)];
      const [callId] = await connected(alice, bob);
      alice.alice.dial('sip:600@test.lan');
      await alice.reported('established');
      alice.handle({ kind: 'call/transfer-to-call', callId, otherCallId: alice.callId });
      await bob.reported('refer-asked 600 attended');
      bob.alice.answerRefer(true);
      await bob.reported('established');
      await alice.reported('transfer done');
      await bob.hears(bob.callId, bob.microphone);
    });

    test('a call that rings elsewhere is picked up (*8): caller and we hear each other', async () => {
      const [alice, bob, carol] = [await phone('alice'), await phone('bob'), await phone('carol')];
      alice.alice.dial('sip:bob@test.lan');
      await bob.reported('incoming');
      carol.alice.dial('sip:*8bob@test.lan');
      await Promise.all([carol.reported('established'), alice.reported('established')]);
      expect(bob.alice.signalling.open.calls).toBe(0);
      await talkTogether([alice, alice.callId], [carol, carol.callId]);
    });

    test('early media, then 404: what is said before is heard', async () => {
      const alice = await phone('alice');
      alice.alice.dial('sip:1834@test.lan');
      await alice.reported('early-media');
      await alice.hears(alice.callId, asterisk.earlyMedia, 3);
      await alice.reported('ended not-found');
    });
  },
);
