import { beforeEach, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src-main/base/random';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import { DigestGuard } from '../../../src-main/practice/digest';
import { header, headerList, parseMessage, type SipResponse } from '../../../src-main/practice/message';
import { Registrar } from '../../../src-main/practice/registrar';
import { authorization } from './test-phone';

const FLOW = { host: '127.0.0.1', port: 5480 };
const URI = 'sip:practice.invalid';
const CONTACT = 'Contact: <sip:you@127.0.0.1:5480;transport=udp>;expires=120';

let clock: VirtualClock;
let registrar: Registrar;
let cseq: number;

beforeEach(() => {
  clock = new VirtualClock();
  registrar = new Registrar(clock, new DigestGuard(clock, seededRandom(1)));
  cseq = 0;
});

function send(
  headers: readonly string[],
  aor = 'sip:you@practice.invalid',
  number = (cseq += 1),
): SipResponse {
  const lines = [
    `REGISTER ${URI} SIP/2.0`,
    'Via: SIP/2.0/UDP 127.0.0.1:5480;branch=z9hG4bK1;rport',
    `From: <${aor}>;tag=a`,
    `To: <${aor}>`,
    'Call-ID: same',
    `CSeq: ${String(number)} REGISTER`,
    ...headers,
  ];
  const parsed = parseMessage(Buffer.from([...lines, '', ''].join('\r\n')));
  if (!parsed.ok || parsed.value.kind !== 'request') throw new Error('not a request');
  return registrar.register(parsed.value, FLOW, 'tag');
}

const nonceOf = (response: SipResponse) =>
  /nonce="(\w+)"/.exec(header(response, 'www-authenticate') ?? '')?.[1] ?? '';

/** Through the challenge. */
function register(
  headers: readonly string[],
  who: { user?: string; password?: string; aor?: string } = {},
): SipResponse {
  const nonce = nonceOf(send(headers, who.aor));
  return send([...headers, authorization('REGISTER', URI, nonce, who)], who.aor);
}

describe('registrar (RFC 3261 §10)', () => {
  test('without digest 401, and nothing is kept', () => {
    const response = send([CONTACT]);
    expect(response.status).toBe(401);
    expect(header(response, 'www-authenticate')).toMatch(
      /^Digest realm="practice.invalid", nonce="\w{32}", algorithm=MD5, qop="auth"$/,
    );
    expect(registrar.bindingsOf('you')).toEqual([]);
  });

  test('with digest the binding is kept until it expires', () => {
    const response = register([CONTACT]);
    expect(response.status).toBe(200);
    expect(headerList(response, 'contact')).toEqual(['<sip:you@127.0.0.1:5480;transport=udp>;expires=120']);
    expect(registrar.bindingsOf('you')).toMatchObject([
      { uri: 'sip:you@127.0.0.1:5480;transport=udp', flow: FLOW },
    ]);
    clock.advance(120_000);
    expect(registrar.bindingsOf('you')).toEqual([]);
  });

  test.each([
    ['a wrong password', { password: 'guess' }],
    ['another user’s name', { user: 'eve' }],
  ])('%s: 401 again, not stale', (_, who) => {
    const response = register([CONTACT], who);
    expect(response.status).toBe(401);
    expect(header(response, 'www-authenticate')).not.toContain('stale');
  });

  test('any user of the domain registers, also under its own name', () => {
    expect(register([CONTACT], { aor: 'sip:anna@practice.invalid' }).status).toBe(200);
    expect(register([CONTACT], { aor: 'sip:anna@practice.invalid', user: 'anna' }).status).toBe(200);
    expect(send([CONTACT], 'sip:you@elsewhere.invalid').status).toBe(404);
  });

  test('an answer seen twice and an old nonce are stale; the count may go up', () => {
    const nonce = nonceOf(send([CONTACT]));
    const answer = (count: string) => send([CONTACT, authorization('REGISTER', URI, nonce, { count })]);
    expect(answer('00000001').status).toBe(200);
    expect(answer('00000002').status).toBe(200);
    expect(header(answer('00000002'), 'www-authenticate')).toContain('stale=true');
    clock.advance(300_001);
    expect(header(answer('00000003'), 'www-authenticate')).toContain('stale=true');
  });

  test('unregistering: one contact, or all by the star', () => {
    const other = 'Contact: <sip:you@127.0.0.1:5999>';
    register([CONTACT]);
    register([other]);
    expect(registrar.bindingsOf('you').map(({ uri }) => uri)[0]).toBe('sip:you@127.0.0.1:5999');
    register([`${other};expires=0`]);
    expect(registrar.bindingsOf('you')).toHaveLength(1);
    expect(register(['Contact: *']).status).toBe(400);
    expect(headerList(register(['Contact: *', 'Expires: 0']), 'contact')).toEqual([]);
    expect(registrar.bindingsOf('you')).toEqual([]);
  });

  test('without Contact the bindings are told', () => {
    register([CONTACT]);
    expect(headerList(register([]), 'contact')).toHaveLength(1);
  });

  test('too short is 423, too long is cut, nonsense is the default, an old CSeq changes nothing', () => {
    const short = register(['Contact: <sip:you@127.0.0.1>;expires=10']);
    expect([short.status, header(short, 'min-expires')]).toEqual([423, '60']);
    expect(headerList(register(['Contact: <sip:you@127.0.0.1>', 'Expires: 99999']), 'contact')[0]).toContain(
      'expires=3600',
    );
    expect(headerList(register(['Contact: <sip:you@127.0.0.1>', 'Expires: soon']), 'contact')[0]).toContain(
      'expires=3600',
    );
    const nonce = nonceOf(send([]));
    const old = send(
      ['Contact: <sip:you@127.0.0.1>;expires=0', authorization('REGISTER', URI, nonce)],
      undefined,
      1,
    );
    expect(old.status).toBe(500);
    expect(registrar.bindingsOf('you')).toHaveLength(1);
  });
});
