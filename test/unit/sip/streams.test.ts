import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Line } from '../../../src-main/phone/account/line';
import { Alice } from '../../ladder/support/alice';
import { sdp, writeMessage } from '../../ladder/support/sip-text';
import { until } from '../../ladder/support/waiting';
import { Authority, type Certificate } from './support/certificates';
import { StreamRegistrar } from './support/stream-registrar';

let authority: Authority;
let good: Certificate;

beforeAll(() => {
  authority = new Authority();
  good = authority.sign('DNS:example.test');
});

afterAll(() => {
  authority.dispose();
});

async function withLine(
  kind: 'tcp' | 'tls' | 'ws' | 'wss',
  certificate: Certificate | undefined,
  line: Partial<Line>,
  play: (alice: Alice, registrar: StreamRegistrar) => Promise<void>,
): Promise<void> {
  const registrar = await StreamRegistrar.open(kind, certificate);
  const alice = new Alice({ port: registrar.port, line: { transport: kind, ...line } });
  try {
    await play(alice, registrar);
  } finally {
    await alice.signalling.close();
    await registrar.stop();
  }
}

describe('registering over a connection', () => {
  test('TCP, without repeating anything', () =>
    withLine('tcp', undefined, {}, async (alice, registrar) => {
      await alice.registered();
      const register = await registrar.inbox.next(1_000);
      expect(register?.header('via')).toMatch(/^SIP\/2\.0\/TCP 127\.0\.0\.1:\d+;branch=/);
      expect(register?.header('contact')).toContain(';transport=tcp');
      expect(registrar.inbox.size).toBe(0);
    }));

  test.each(['ws', 'wss'] as const)('%s with the sip subprotocol (RFC 7118)', (kind) =>
    withLine(
      kind,
      kind === 'wss' ? good : undefined,
      { trustedCa: authority.ca },
      async (alice, registrar) => {
        await alice.registered();
        const register = await registrar.inbox.next(1_000);
        expect(register?.header('via')).toMatch(
          new RegExp(`^SIP/2\\.0/${kind.toUpperCase()} [0-9a-f]+\\.invalid;branch=`),
        );
        expect(register?.header('contact')).toMatch(/@[0-9a-f]+\.invalid;transport=ws>/);
      },
    ),
  );

  test('a dial over TCP', () =>
    withLine('tcp', undefined, {}, async (alice, registrar) => {
      await alice.registered();
      registrar.inbox.clear();
      alice.dial();
      expect((await registrar.inbox.next(1_000))?.method).toBe('INVITE');
      registrar.connections.forEach((connection) => {
        connection.drop();
      });
      expect(await alice.reports.next(2_000)).toBe('ended connection-lost');
    }));

  test('a call that stands outlives a broken connection and ends over the new one', () =>
    withLine('tcp', undefined, {}, async (alice, registrar) => {
      await alice.registered();
      registrar.inbox.clear();
      alice.dial();
      const invite = await registrar.inbox.next(1_000);
      const echoed = ['Via', 'From', 'Call-ID', 'CSeq'].map(
        (name) => `${name}: ${invite?.header(name) ?? ''}`,
      );
      const to = `To: ${invite?.header('to') ?? ''};tag=b`;
      registrar.sendToAll(
        writeMessage('SIP/2.0 200 OK', [...echoed, to, 'Contact: <sip:bob@127.0.0.1;transport=tcp>'], sdp()),
      );
      expect(await alice.reports.next(1_000)).toBe('established');
      for (const connection of registrar.connections) connection.drop();
      await until(
        () => registrar.accepted === 2 && alice.registration.state === 'registered',
        'registered again',
      );
      alice.signalling.handle({ kind: 'call/hang-up', callId: alice.callId });
      expect(await alice.reports.next(1_000)).toBe('ended hung-up us');
      const bye = await registrar.inbox.nextThat(({ method }) => method === 'BYE', 1_000);
      expect(bye?.header('to')).toContain('tag=b');
    }));

  test('a broken connection is opened again and the binding renewed', () =>
    withLine('tcp', undefined, {}, async (alice, registrar) => {
      await alice.registered();
      for (const connection of registrar.connections) connection.drop();
      await until(() => registrar.accepted === 2, 'connected again');
      await alice.registered();
    }));

  test('rubbish from the server costs the connection, not the process', () =>
    withLine('tcp', undefined, {}, async (alice, registrar) => {
      await alice.registered();
      registrar.sendToAll('X\r\nContent-Length: -5\r\n\r\n');
      await until(() => registrar.accepted === 2, 'connected again');
      await alice.registered();
    }));

  test('a server that is not there', async () => {
    const registrar = await StreamRegistrar.open('tcp');
    await registrar.stop();
    const alice = new Alice({ port: registrar.port, line: { transport: 'tcp' } });
    await until(() => alice.registration.state === 'failed', 'failed');
    expect(alice.registration).toMatchObject({ why: { kind: 'refused', host: '127.0.0.1' } });
    alice.dial();
    expect(alice.reports.take()).toBe('ended not-registered');
    await alice.signalling.close();
  });
});

describe('certificates (RFC 5922)', () => {
  test('one for the SIP domain, signed by a trusted private authority', () =>
    withLine('tls', good, { trustedCa: authority.ca }, async (alice, registrar) => {
      await alice.registered();
      expect((await registrar.inbox.next(1_000))?.header('via')).toContain('SIP/2.0/TLS');
    }));

  test.each([
    ['the domain as a sip URI', 'URI:sip:example.test', 'example.test'],
    ['a wildcard', 'DNS:*.example.test', 'sip.example.test'],
    ['the server the user typed in', 'IP:127.0.0.1', 'example.test'],
  ])('accepted: %s', (_what, alternatives, domain) =>
    withLine('tls', authority.sign(alternatives), { trustedCa: authority.ca, domain }, async (alice) => {
      await alice.registered();
    }),
  );

  test.each(['tls', 'wss'] as const)('%s: for another name; the failure says for which', (kind) =>
    withLine(kind, authority.sign('DNS:other.test'), { trustedCa: authority.ca }, async (alice) => {
      await until(() => alice.registration.state === 'failed', 'failed');
      expect(alice.registration).toMatchObject({ why: { kind: 'certificate', host: '127.0.0.1' } });
      const { registration } = alice;
      const detail =
        registration.state === 'failed' && registration.why.kind === 'certificate'
          ? registration.why.detail
          : '';
      expect(detail).toContain('other.test');
      expect(detail).toContain('example.test');
    }),
  );

  test('signed by nobody we know', () =>
    withLine('tls', good, {}, async (alice) => {
      await until(() => alice.registration.state === 'failed', 'failed');
      expect(alice.registration).toMatchObject({ why: { kind: 'certificate' } });
    }));
});
