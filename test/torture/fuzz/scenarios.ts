import type { Clock } from '../../../src-main/base/clock';
import { systemClock } from '../../../src-main/base/system-clock';
import type { Alice } from '../../ladder/support/alice';
import { sdp, tagOf, uriIn, type Received } from '../../ladder/support/sip-text';
import { until } from '../../ladder/support/waiting';
import { write, type Draft } from '../support/draft';
import { respond } from '../support/respond';
import { hurriedClock } from './hurried-clock';
import type { FuzzPeer } from './peer';

export interface Scenario {
  /** Brings our side into a state and says which messages would be expected there. */
  readonly bring: (alice: Alice, peer: FuzzPeer, marker: string) => Promise<readonly string[]>;
  readonly clock: Clock;
}

/** Who calls, for whom, and how it shall ring. */
const ANNOUNCED: Draft['headers'] = {
  'P-Asserted-Identity': ['"Carol" <sip:30@example.test>', '<tel:+4930555>'],
  'Remote-Party-ID': '"Carol" <sip:30@example.test>;party=calling;privacy=off',
  Diversion: '"Reception" <sip:10@example.test>;reason=user-busy, <sip:11@example.test>;reason="no-answer"',
  'History-Info':
    '<sip:10@example.test?Reason=SIP%3Bcause%3D486>;index=1, <sip:alice@example.test>;index=1.1',
  'Alert-Info': '<urn:alert:source:internal>, <http://example.test/ring.wav>;info=alert-external',
  'Call-Info': '<sip:example.test>;answer-after=0',
  Privacy: 'none',
};

const OUTSIDE: readonly Draft[] = [
  { method: 'INVITE', body: sdp() },
  { method: 'INVITE', headers: ANNOUNCED, body: sdp() },
  { method: 'INVITE' },
  { method: 'OPTIONS' },
  { method: 'BYE' },
  { method: 'CANCEL' },
  { method: 'ACK' },
  { method: 'NOTIFY', headers: { Event: 'message-summary', 'Subscription-State': 'active' } },
  { method: 'MESSAGE', headers: { 'Content-Type': 'text/plain' }, body: 'hello' },
  { method: 'REFER', headers: { 'Refer-To': '<sip:carol@example.test>' } },
  { method: 'SUBSCRIBE', headers: { Event: 'presence', Expires: '600' } },
  { method: 'REGISTER' },
  { method: 'PUBLISH', headers: { Event: 'presence' } },
  { method: 'INFO', headers: { 'Content-Type': 'application/dtmf-relay' }, body: 'Signal=1\r\n' },
  { method: 'PRACK', headers: { RAck: '1 1 INVITE' } },
  { method: 'UPDATE', body: sdp() },
];

const CHALLENGE =
  'Digest realm="example.test", nonce="n", algorithm=SHA-256, qop="auth,auth-int", stale=true';

async function idle(_alice: Alice, peer: FuzzPeer, marker: string): Promise<readonly string[]> {
  await Promise.resolve();
  return OUTSIDE.map((draft, index) =>
    write({ port: peer.port, marker: `${marker}o${String(index)}` }, draft),
  );
}

async function ringingIn(alice: Alice, peer: FuzzPeer, marker: string): Promise<readonly string[]> {
  const invite = { method: 'INVITE', body: sdp() };
  const ringing = await peer.next('180 INVITE', () => {
    peer.send(write({ port: peer.port, marker }, invite));
  });
  const to = ringing.header('to') ?? '';
  const inside = (method: string, more: Draft['headers'] = {}): string =>
    write({ port: peer.port, marker }, { method, headers: { To: to, ...more } });
  alice.reports.clear();
  return [
    write({ port: peer.port, marker }, invite),
    write({ port: peer.port, marker }, { method: 'CANCEL' }),
    inside('ACK'),
    inside('BYE', { CSeq: '2 BYE' }),
    inside('PRACK', { CSeq: '2 PRACK', RAck: '1 1 INVITE' }),
    inside('UPDATE', { CSeq: '2 UPDATE' }),
  ];
}

async function calling(alice: Alice, peer: FuzzPeer): Promise<readonly string[]> {
  const invite = await peer.next('INVITE', () => {
    alice.dial();
  });
  return responsesTo(invite);
}

function responsesTo(invite: Received): readonly string[] {
  const described = { body: sdp() };
  return [
    respond(invite, 'SIP/2.0 100 Trying'),
    respond(invite, 'SIP/2.0 180 Ringing', { headers: { Require: '100rel', RSeq: '1' } }),
    respond(invite, 'SIP/2.0 183 Session Progress', described),
    respond(invite, 'SIP/2.0 200 OK', described),
    respond(invite, 'SIP/2.0 302 Moved', { headers: { Contact: '<sip:carol@example.test>;q=0.5' } }),
    respond(invite, 'SIP/2.0 401 Unauthorized', { headers: { 'WWW-Authenticate': CHALLENGE } }),
    respond(invite, 'SIP/2.0 407 Authenticate', { headers: { 'Proxy-Authenticate': CHALLENGE } }),
    respond(invite, 'SIP/2.0 422 Too Small', { headers: { 'Min-SE': '1800' } }),
    respond(invite, 'SIP/2.0 486 Busy', { headers: { Reason: 'Q.850;cause=17;text="busy"' } }),
    respond(invite, 'SIP/2.0 503 Unavailable', { headers: { 'Retry-After': '5 (soon);duration=3' } }),
  ];
}

async function established(alice: Alice, peer: FuzzPeer, marker: string): Promise<readonly string[]> {
  const invite = await peer.next('INVITE', () => {
    alice.dial();
  });
  const answer = respond(invite, 'SIP/2.0 200 OK', { body: sdp() });
  await peer.next('ACK', () => {
    peer.send(answer);
  });
  await until(() => alice.reports.take() === 'established', 'established');
  const from = `${invite.header('to') ?? ''};tag=far`;
  const inside = (method: string, cseq: number, headers: Draft['headers'] = {}, body = ''): string =>
    write(
      { port: peer.port, marker: `${marker}i${String(cseq)}` },
      {
        method,
        start: `${method} ${uriIn(invite.header('contact'))} SIP/2.0`,
        headers: {
          From: from,
          To: `<sip:alice@example.test>;tag=${tagOf(invite.header('from'))}`,
          'Call-ID': invite.header('call-id') ?? '',
          CSeq: `${String(cseq)} ${method}`,
          ...headers,
        },
        body,
      },
    );
  return [
    answer,
    inside('INVITE', 11, {}, sdp('sendonly')),
    inside('INVITE', 12),
    inside('UPDATE', 13, {}, sdp()),
    inside('INFO', 14, { 'Content-Type': 'application/dtmf-relay' }, 'Signal=1\r\nDuration=160\r\n'),
    inside('NOTIFY', 15, { Event: 'refer', 'Content-Type': 'message/sipfrag' }, 'SIP/2.0 100 Trying\r\n'),
    inside('REFER', 16, { 'Refer-To': '<sip:carol@example.test?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>' }),
    inside('OPTIONS', 17),
    inside('MESSAGE', 18, { 'Content-Type': 'text/plain' }, 'hello'),
    inside('ACK', 11),
    inside('PRACK', 19, { RAck: '1 1 INVITE' }),
    inside('BYE', 20),
  ];
}

async function registering(alice: Alice, peer: FuzzPeer): Promise<readonly string[]> {
  peer.registers = false;
  const register = await peer.next('REGISTER', () => {
    alice.signalling.handle({ kind: 'line/refresh', lineId: alice.line.id });
  });
  const contact = register.header('contact') ?? '';
  const reply = (start: string, headers: Draft['headers'] = {}): string =>
    respond(register, `SIP/2.0 ${start}`, { headers });
  return [
    reply('100 Trying'),
    reply('200 OK', { Contact: `${contact};expires=600`, 'Service-Route': '<sip:edge.test;lr>' }),
    reply('401 Unauthorized', { 'WWW-Authenticate': [CHALLENGE, CHALLENGE.replace('SHA-256', 'MD5')] }),
    reply('407 Authenticate', { 'Proxy-Authenticate': CHALLENGE }),
    reply('423 Too Brief', { 'Min-Expires': '900' }),
    reply('302 Moved', { Contact: '<sip:other.test>' }),
    reply('403 Forbidden'),
    reply('503 Unavailable', { 'Retry-After': '1' }),
  ];
}

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'idle, registered': { bring: idle, clock: systemClock },
  'ringing in': { bring: ringingIn, clock: systemClock },
  calling: { bring: calling, clock: systemClock },
  established: { bring: established, clock: systemClock },
  registering: { bring: registering, clock: hurriedClock },
};
