import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startLine } from '../../src-main/sip/trace/head';
import { Alice, type AliceOptions } from '../ladder/support/alice';
import { TurnedClock } from '../ladder/support/turned-clock';
import { until } from '../ladder/support/waiting';
import { startAsterisk, type Asterisk } from '../support/asterisk';
import { makeCertificates, type Certificates } from '../support/certificates';
import { dumpPeerLogsOnFailure } from '../support/dump-peer-logs';
import { startKamailio, type Kamailio } from '../support/kamailio';
import { peerMissing } from '../support/peer-missing';
import { startSipp } from '../support/sipp';

const METHODS = [
  ...(['INVITE', 'ACK', 'BYE', 'CANCEL', 'REGISTER', 'OPTIONS', 'PRACK', 'UPDATE', 'INFO'] as const),
  ...(['REFER', 'SUBSCRIBE', 'NOTIFY', 'MESSAGE', 'PUBLISH'] as const),
];
type Method = (typeof METHODS)[number];
type Way = 'sent' | 'received';
type Peer = 'Asterisk' | 'Kamailio' | 'sipp';

/** A request of one side as it went over the wire, and the final answer of the other; an ACK has none. */
interface Exchange {
  readonly method: string;
  readonly way: Way;
  readonly status: number | null;
}

const headerOf = (text: string, name: RegExp): string => name.exec(text)?.[1]?.trim() ?? '';
const transactionOf = (text: string): string =>
  `${headerOf(text, /^(?:Call-ID|i):(.*)$/im)} ${headerOf(text, /^CSeq:(.*)$/im)}`;

function exchanges(alice: Alice): Exchange[] {
  const messages = alice.signalling.trace(alice.line.id)?.messages ?? [];
  const requests = messages.filter(({ text }) => / SIP\/2\.0$/.test(startLine(text)));
  return requests.map(({ direction, text }) => {
    const answers = messages.filter(
      (one) => one.direction !== direction && transactionOf(one.text) === transactionOf(text),
    );
    const statuses = answers.map((one) => Number(/^SIP\/2\.0 (\d+)/.exec(one.text)?.[1] ?? 0));
    return {
      method: startLine(text).split(' ')[0] ?? '',
      way: direction === 'out' ? 'sent' : 'received',
      status: statuses.find((status) => status >= 200 && ![401, 407].includes(status)) ?? null,
    };
  });
}

const PEERS = ['asterisk', 'kamailio', 'kamailio-presence', 'sipp', 'openssl'] as const;

describe.skipIf(peerMissing(...PEERS))(
  'each method, sent to and received from an implementation not ours',
  () => {
    dumpPeerLogsOnFailure();
    /** Cell of the table, `INVITE sent`, to what proved it. */
    const proven = new Map<string, string>();
    let certificates: Certificates;
    let asterisk: Asterisk;
    let kamailio: Kamailio;

    beforeAll(async () => {
      certificates = makeCertificates();
      const kamailioOptions = { domain: 'test.lan', users: { alice: 'secret' }, presence: true, gruu: false };
      [asterisk, kamailio] = await Promise.all([
        startAsterisk({
          users: { alice: 'secret', strict: 'secret', tones: 'secret' },
          endpoint: ['send_pai = yes', 'connected_line_method = update'],
          endpoints: { strict: ['100rel = required'], tones: ['dtmf_mode = info'] },
          tls: certificates.good,
        }),
        startKamailio(kamailioOptions),
      ]);
    });
    afterAll(async () => {
      await Promise.all([asterisk.stop(), kamailio.stop()]);
      certificates[Symbol.dispose]();
    });

    async function phone(
      user: 'alice' | 'strict' | 'tones',
      { line, ...options }: Partial<AliceOptions> = {},
    ): Promise<Alice> {
      const alice = new Alice({
        port: asterisk.ports.udp,
        t1Ms: 500,
        ...options,
        line: { user, domain: 'test.lan', codecs: ['PCMA'], ...line },
      });
      onTestFinished(() => alice.signalling.close());
      return alice.registered();
    }

    /** Waits until each of these requests was answered with 2xx, or with the status given, and notes it. */
    async function prove(
      peer: Peer,
      alice: Alice,
      ...cells: readonly [Method, Way, number?][]
    ): Promise<void> {
      for (const [method, way, status] of cells) {
        const fits = (one: Exchange): boolean => {
          if (one.method !== method || one.way !== way) return false;
          if (method === 'ACK') return true;
          return status === undefined ? Math.floor((one.status ?? 0) / 100) === 2 : one.status === status;
        };
        await until(() => exchanges(alice).some(fits), `${method} ${way}`, 8_000);
        const answer = exchanges(alice).find(fits)?.status;
        proven.set(`${method} ${way}`, `${peer} ${answer ? String(answer) : 'taken'}`);
      }
    }

    async function reported(alice: Alice, report: string | RegExp): Promise<void> {
      const fits = (one: string): boolean => (typeof report === 'string' ? one === report : report.test(one));
      expect(await alice.reports.nextThat(fits, 8_000), `reported: ${String(report)}`).toBeDefined();
    }

    async function hangUp(alice: Alice, callId = alice.callId): Promise<void> {
      alice.signalling.handle({ kind: 'call/hang-up', callId });
      await reported(alice, /^ended/);
    }

    test('a call out: REGISTER, INVITE, ACK and BYE', async () => {
      const alice = await phone('alice');
      alice.dial('sip:600@test.lan');
      await reported(alice, 'established');
      await hangUp(alice);
      await prove(
        'Asterisk',
        alice,
        ['REGISTER', 'sent'],
        ['INVITE', 'sent'],
        ['ACK', 'sent'],
        ['BYE', 'sent'],
      );
    });

    test('a call in, hung up by them: INVITE, ACK and BYE', async () => {
      const alice = await phone('alice');
      await asterisk.call('alice');
      await reported(alice, 'incoming');
      alice.signalling.handle({ kind: 'call/answer', callId: alice.callId });
      await reported(alice, 'established');
      await asterisk.console('channel request hangup all');
      await reported(alice, 'ended hung-up them');
      await prove('Asterisk', alice, ['INVITE', 'received'], ['ACK', 'received'], ['BYE', 'received']);
    });

    test('a call out given up: CANCEL', async () => {
      const alice = await phone('alice');
      alice.dial('sip:180@test.lan');
      await reported(alice, 'ringing');
      await hangUp(alice);
      await prove('Asterisk', alice, ['CANCEL', 'sent']);
    });

    test('a call in given up: CANCEL', async () => {
      const alice = await phone('alice');
      await asterisk.call('alice');
      await reported(alice, 'incoming');
      await asterisk.console('channel request hangup all');
      await reported(alice, /^ended/);
      await prove('Asterisk', alice, ['CANCEL', 'received']);
    });

    test('is somebody there: OPTIONS of theirs, and ours where a connection knows no pings', async () => {
      const clock = new TurnedClock();
      onTestFinished(() => {
        clock.dispose();
      });
      const server = { host: '127.0.0.1', port: asterisk.ports.tcp };
      const alice = await phone('alice', { clock, line: { transport: 'tcp', server } });
      await asterisk.console('pjsip qualify alice');
      await prove('Asterisk', alice, ['OPTIONS', 'received']);
      clock.turn(1_000);
      clock.turn(10_000);
      await prove('Asterisk', alice, ['OPTIONS', 'sent']);
    });

    test('ringing acknowledged both ways: PRACK', async () => {
      const alice = await phone('strict');
      alice.dial('sip:1832@test.lan');
      await reported(alice, 'early-media');
      await prove('Asterisk', alice, ['PRACK', 'sent']);
      await hangUp(alice);
      await asterisk.call('strict');
      await reported(alice, 'incoming');
      await prove('Asterisk', alice, ['PRACK', 'received']);
      await asterisk.console('channel request hangup all');
    });

    test('a session refreshed by us, and somebody else there: UPDATE', async () => {
      const clock = new TurnedClock();
      onTestFinished(() => {
        clock.dispose();
      });
      const alice = await phone('alice', { clock, line: { expiresS: 3_600 } });
      alice.dial('sip:608@test.lan');
      await reported(alice, 'established');
      await reported(alice, /^remote carol/);
      await prove('Asterisk', alice, ['UPDATE', 'received']);
      clock.turn(910_000);
      await prove('Asterisk', alice, ['UPDATE', 'sent']);
      await hangUp(alice);
    });

    test('digits as messages: INFO', async () => {
      const alice = await phone('tones');
      alice.dial('sip:60502@test.lan');
      await reported(alice, 'established');
      alice.media.last.supportsDtmf = false;
      alice.signalling.handle({ kind: 'call/dtmf', callId: alice.callId, digits: '74' });
      await prove('Asterisk', alice, ['INFO', 'sent']);
      await reported(alice, 'dtmf 7');
      await reported(alice, 'dtmf 4');
      await prove('Asterisk', alice, ['INFO', 'received']);
      await hangUp(alice);
    });

    test('a transfer by us: REFER, and NOTIFYs of how it goes', async () => {
      // Asterisk sends on only who speaks with somebody.
      const bob = await phone('tones');
      const alice = await phone('alice');
      alice.dial('sip:tones@test.lan');
      await reported(bob, 'incoming');
      bob.signalling.handle({ kind: 'call/answer', callId: bob.callId });
      await reported(alice, 'established');
      const { callId } = alice;
      alice.signalling.handle({ kind: 'call/transfer', callId, target: 'sip:602@test.lan' });
      await reported(alice, /^transfer done/);
      await prove('Asterisk', alice, ['REFER', 'sent'], ['NOTIFY', 'received']);
    });

    test('a transfer by them: REFER, and NOTIFYs of how it goes', async () => {
      const alice = await phone('alice');
      alice.dial('sip:609@test.lan');
      await reported(alice, 'established');
      await reported(alice, /^refer-asked 602/);
      alice.answerRefer(true);
      await reported(alice, 'established');
      await prove('Asterisk', alice, ['REFER', 'received'], ['NOTIFY', 'sent']);
      await hangUp(alice);
    });

    test('a text out, and its echo in: MESSAGE', async () => {
      const alice = await phone('alice');
      const { id: lineId } = alice.line;
      const [messageId, target, text] = ['m1', 'sip:echo@test.lan', 'Grüße, and back'];
      alice.signalling.handle({ kind: 'message/send', lineId, messageId, target, text });
      await reported(alice, 'sent m1');
      await reported(alice, `text ${text}`);
      await prove('Asterisk', alice, ['MESSAGE', 'sent'], ['MESSAGE', 'received']);
    });

    test('a voicemail box published, and told of: PUBLISH, SUBSCRIBE and NOTIFY', async () => {
      const alice = await phone('alice', { port: kamailio.ports.udp });
      const { id: lineId } = alice.line;
      const content =
        'Messages-Waiting: yes\r\nMessage-Account: sip:alice@test.lan\r\nVoice-Message: 2/3 (0/0)\r\n';
      const body = { type: 'application/simple-message-summary', content };
      alice.signalling.handle({ kind: 'line/publish', lineId, event: 'message-summary', body });
      await reported(alice, 'publication published');
      alice.signalling.handle({ kind: 'line/watch-messages', lineId, watched: true });
      await reported(alice, 'box true 2');
      await prove('Kamailio', alice, ['PUBLISH', 'sent'], ['SUBSCRIBE', 'sent'], ['NOTIFY', 'received']);
    });

    test('what a telephone is not asked for is refused: REGISTER, SUBSCRIBE and PUBLISH', async () => {
      const alice = await phone('alice');
      const port = alice.signalling.trace(alice.line.id)?.messages[0]?.local.port ?? 0;
      const sipp = await startSipp({ scenario: 'uac-asks-in-vain', to: { user: 'alice', port } });
      onTestFinished(() => sipp.stop());
      const { code, errors } = await sipp.ended;
      expect(code, errors).toBe(0);
      for (const method of ['REGISTER', 'SUBSCRIBE', 'PUBLISH'] as const)
        await prove('sipp', alice, [method, 'received', 405]);
    });

    test('the whole table', () => {
      const cell = (method: Method, way: Way): string => proven.get(`${method} ${way}`) ?? 'NOT PROVEN';
      const rows = METHODS.map((method) => [method, cell(method, 'sent'), cell(method, 'received')]);
      const table = [['method', 'sent to', 'received from'], ...rows].map(
        ([method = '', sent = '', received = '']) => `${method.padEnd(11)}${sent.padEnd(16)}${received}`,
      );
      process.stdout.write(`\n${table.join('\n')}\n\n`);
      expect(rows.filter((row) => row.includes('NOT PROVEN'))).toEqual([]);
    });
  },
);
