import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { describe, expect, test } from 'vitest';
import { ladder } from './support/ladder';
import { registrar } from './support/registrar';
import { scene } from './support/scene';
import { readMessage, type Received } from './support/sip-text';
import { Inbox } from './support/waiting';

const asks = (nonce: string, more = '', realm = 'example.test'): string =>
  `Digest realm="${realm}", nonce="${nonce}", qop="auth"${more}`;
const www = (...values: Parameters<typeof asks>): string => `[WWW-Authenticate: ${asks(...values)}]`;
const proxy = (...values: Parameters<typeof asks>): string => `[Proxy-Authenticate: ${asks(...values)}]`;

function parameter(value: string | undefined, name: string): string {
  return new RegExp(`[ ,]${name}="?([^",]*)"?`).exec(value ?? '')?.[1] ?? '';
}

/** What the answer should be, computed by other code than the product's. */
function expected(hash: string, request: Received | undefined, ha2: string): string {
  const value = request?.header('authorization') ?? request?.header('proxy-authorization');
  const h = (text: string): string => createHash(hash).update(text).digest('hex');
  const [nonce, nc, cnonce, qop] = ['nonce', 'nc', 'cnonce', 'qop'].map((name) => parameter(value, name));
  return h(
    [h(`alice:${parameter(value, 'realm')}:secret`), nonce, nc, cnonce, qop, h(ha2)].map(String).join(':'),
  );
}

describe('registering with digest', () => {
  test.each([
    ['SHA-512-256', 'sha512-256'],
    ['SHA-256', 'sha256'],
  ])('%s is chosen before MD5, wherever it stands (RFC 8760)', (algorithm, hash) =>
    registrar(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        REGISTER    -->
                    <--  401 ${www('m', ', algorithm=MD5')} ${www('s', `, algorithm=${algorithm}`)} [WWW-Authenticate: Bearer authz_server="https://x.test"]
        REGISTER [Authorization: algorithm=${algorithm}] -->
                    <--  200             registered`,
      );
      const answer = bob.seen.at(-1);
      expect(parameter(answer?.header('authorization'), 'response')).toBe(
        expected(hash, answer, 'REGISTER:sip:example.test'),
      );
    }),
  );

  test('401 by the registrar, then 407 by the proxy, in one request', () =>
    registrar(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        REGISTER    -->
                    <--  401 ${www('n1')}
        REGISTER [Authorization: nonce="n1"] -->
                    <--  407 ${proxy('p1', '', 'proxy.test')}
        REGISTER [Authorization: nc=00000002] [Proxy-Authorization: nonce="p1"] -->
                    <--  401 ${www('n2', ', stale=true')}
        REGISTER [Authorization: nonce="n2"] [Proxy-Authorization: nc=00000002] -->
                    <--  200             registered
        refresh
        REGISTER [Authorization: nc=00000002] [Proxy-Authorization: nc=00000003] -->
                    <--  200             registered`,
      );
    }));

  test('both at once (RFC 3261 §16.7), and two realms in one header', () =>
    registrar(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        REGISTER    -->
                    <--  407 ${www('n1')} ${proxy('p1', '', 'a.test')} ${proxy('p2', '', 'b.test')}
        REGISTER [Authorization: nonce="n1"] [Proxy-Authorization: nonce="p1"] -->
                    <--  200             registered`,
      );
      const both = bob.seen.at(-1)?.all('proxy-authorization');
      expect(both?.map((value) => parameter(value, 'realm'))).toEqual(['a.test', 'b.test']);
    }));

  test('a nonce that is always stale is given up', () =>
    registrar(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        REGISTER    -->
                    <--  401 ${www('n1')}
        REGISTER    -->
                    <--  401 ${www('n2', ', stale=true')}
        REGISTER    -->
                    <--  401 ${www('n3', ', stale=true')}
        REGISTER    -->
                    <--  401 ${www('n4', ', stale=true')}
        REGISTER    -->
                    <--  401 ${www('n5', ', stale=true')}   failed wrong-password
        quiet`,
      );
    }));

  test('a weaker hash than before gets no answer, also after the line was set anew', () =>
    registrar(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        REGISTER    -->
                    <--  401 ${www('n1', ', algorithm=SHA-256')}
        REGISTER    -->
                    <--  200             registered
        refresh
        REGISTER    -->
                    <--  401 ${www('n2', ', algorithm=MD5')}   failed weaker-login
        quiet`,
      );
      alice.signalling.handle({ kind: 'line/remove', lineId: alice.line.id });
      alice.signalling.handle({ kind: 'line/set', line: alice.line, password: 'secret' });
      await ladder(
        alice,
        bob,
        `
        REGISTER    -->                  off, registering
                    <--  401 ${www('n3', '', 'elsewhere.test')}   failed weaker-login
        quiet`,
      );
    }));

  test('only what we do not know is asked: refused, but not for the password', () =>
    registrar(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        REGISTER    -->
                    <--  401 ${www('n1', ', algorithm=SHA-3')}   failed rejected
        quiet`,
      );
    }));

  test('a session keeps its client nonce over requests', () =>
    registrar(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        REGISTER    -->
                    <--  401 ${www('n1', ', algorithm=SHA-256-sess')}
        REGISTER [Authorization: algorithm=SHA-256-sess] -->
                    <--  200             registered
        refresh
        REGISTER [Authorization: nc=00000002] -->
                    <--  200             registered`,
      );
      const values = bob.seen.slice(-2).map((request) => request.header('authorization'));
      expect(new Set(values.map((value) => parameter(value, 'cnonce'))).size).toBe(1);
    }));
});

describe('calling with digest', () => {
  const HANG_UP = `
      hang-up                          ended hung-up us
      BYE         -->
                  <--  200 BYE`;

  test('auth-int covers the very body that is sent', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
      dial
      INVITE sdp  -->
                  <--  407 [Proxy-Authenticate: Digest realm="example.test", nonce="n1", qop="auth-int", algorithm=SHA-256]
      ACK         -->
      INVITE sdp [Proxy-Authorization: qop=auth-int]  -->
                  <--  200 sdp         established
      ACK         -->`,
      );
      const invite = bob.seen.filter(({ method, status }) => method === 'INVITE' && status === 0).at(-1);
      const bodyHash = createHash('sha256')
        .update(invite?.body ?? '')
        .digest('hex');
      expect(parameter(invite?.header('proxy-authorization'), 'response')).toBe(
        expected('sha256', invite, `INVITE:sip:bob@example.test:${bodyHash}`),
      );
      await ladder(alice, bob, HANG_UP);
    }));

  test('another realm than the line’s gets no answer', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
      dial
      INVITE sdp  -->
                  <--  407 ${proxy('n1', '', 'evil.test')}   ended wrong-password
      ACK         -->
      quiet`,
      );
    }));

  test('a stranger who asks for credentials for our BYE gets none, though he names our realm', () =>
    scene(async (alice, bob) => {
      const peer = createSocket('udp4');
      await new Promise<void>((resolve) => peer.bind(0, '127.0.0.2', resolve));
      const heard = new Inbox<Received>();
      peer.on('message', (bytes, { port, address }) => {
        const request = readMessage(bytes.toString('utf8'));
        heard.put(request);
        if (request.method !== 'BYE') return;
        const echoed = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map(
          (name) => `${name}: ${request.header(name) ?? ''}`,
        );
        const challenge = `Proxy-Authenticate: ${asks('evil')}`;
        const lines = ['SIP/2.0 407 Who are you', ...echoed, challenge, 'Content-Length: 0', '', ''];
        peer.send(lines.join('\r\n'), port, address);
      });
      await ladder(
        alice,
        bob,
        `
      dial
      INVITE sdp  -->
                  <--  200 sdp [Contact: <sip:bob@127.0.0.2:${String(peer.address().port)}>]   established
      hang-up                          ended hung-up us`,
      );
      const bye = await heard.nextThat(({ method }) => method === 'BYE', 1_000);
      expect(bye?.method).toBe('BYE');
      await ladder(alice, bob, 'quiet');
      // The same again is but a repetition, sent before the 407 was there.
      const answered = ({ method, text }: Received): boolean => method === 'BYE' && text !== bye?.text;
      expect(await heard.nextThat(answered, 200)).toBeUndefined();
      peer.close();
    }));
});
