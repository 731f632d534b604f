import { describe, expect, onTestFinished, test } from 'vitest';
import { startLine } from '../../src-main/sip/trace/head';
import { until } from '../ladder/support/waiting';
import { startAsterisk } from '../support/asterisk';
import { makeCertificates } from '../support/certificates';
import { dumpPeerLogsOnFailure } from '../support/dump-peer-logs';
import { LinePhone } from '../support/line-phone';
import { peerMissing } from '../support/peer-missing';
import { babble } from '../support/sound/signals';

/** Asterisk refreshes at half of its 90 s; the fifth time the call has lasted for 225 s. */
const REFRESHES = 5;
const REFRESHED_BY_MS = 260_000;

describe.skipIf(peerMissing('asterisk', 'openssl'))('Asterisk', () => {
  dumpPeerLogsOnFailure();

  test(
    'session timers of 90 s: the call stands after 225 s, and is heard (RFC 4028)',
    async () => {
      const certificates = makeCertificates();
      const asterisk = await startAsterisk({
        ...{ users: { alice: 'secret' }, tls: certificates.good },
        endpoint: ['timers = always', 'timers_sess_expires = 90', 'timers_min_se = 90'],
      });
      const phone = new LinePhone({
        ...{ port: asterisk.ports.udp, microphone: babble(20, 21) },
        line: { expiresS: 3_600 },
      });
      onTestFinished(async () => {
        await phone[Symbol.asyncDispose]();
        await asterisk.stop();
        certificates[Symbol.dispose]();
      });
      const { alice } = await phone.alice.registered().then(() => phone);
      await asterisk.call('alice', 'echo');
      await phone.answers();
      const messages = () => alice.signalling.trace(alice.line.id)?.messages ?? [];
      const refreshes = (): number =>
        messages().filter(
          ({ direction, text }) =>
            direction === 'out' &&
            startLine(text).startsWith('SIP/2.0 200') &&
            /^CSeq: \d+ (?:UPDATE|INVITE)/m.test(text) &&
            /^Session-Expires: 90;refresher=uac/m.test(text),
        ).length - 1;
      await until(() => refreshes() >= REFRESHES, 'refreshed again and again', REFRESHED_BY_MS);
      expect(alice.signalling.open.calls).toBe(1);
      await phone.hears(phone.callId, phone.microphone);
      phone.handle({ kind: 'call/hang-up', callId: phone.callId });
      await phone.reported('ended hung-up us');
    },
    REFRESHED_BY_MS + 60_000,
  );
});
