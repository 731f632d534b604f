import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Line } from '../../../src-main/phone/account/line';
import type { RegistrationFailure } from '../../../src-main/phone/account/registration';
import { identityError } from '../../../src-main/sip/transport/tls-identity';
import { Alice } from '../../ladder/support/alice';
import { domain } from '../../ladder/support/domain';
import { sdp, writeMessage } from '../../ladder/support/sip-text';
import { until } from '../../ladder/support/waiting';
import { Authority, type Certificate } from './support/certificates';
import { StreamRegistrar, type ServerIdentity } from './support/stream-registrar';

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
  certificate: ServerIdentity | undefined,
  line: Partial<Line>,
  play: (alice: Alice, registrar: StreamRegistrar) => Promise<void>,
  host = '127.0.0.1',
  clientKey?: string,
): Promise<void> {
  const registrar = await StreamRegistrar.open(kind, certificate);
  const { port } = registrar;
  const alice = new Alice({
    ...{ port, host, resolver: domain(), line: { transport: kind, ...line } },
    ...(clientKey !== undefined && { clientKey }),
  });
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

  test.each(['tls', 'wss'] as const)('what was agreed on over %s is told', (kind) =>
    withLine(kind, good, { trustedCa: authority.ca }, async (alice) => {
      await alice.registered();
      expect(alice.registration).toMatchObject({
        tls: { version: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_/) as string },
      });
    }),
  );

  test.each([
    ['the domain as a sip URI', 'URI:sip:example.test', 'example.test'],
    ['the server the user typed in', 'IP:127.0.0.1', 'example.test'],
  ])('accepted: %s', (_what, alternatives, domain) =>
    withLine('tls', authority.sign(alternatives), { trustedCa: authority.ca, domain }, async (alice) => {
      await alice.registered();
    }),
  );

  test.each<['tls' | 'wss', string]>([
    ['tls', 'DNS:other.test'],
    ['wss', 'DNS:other.test'],
    // RFC 5922 §7.2: no wildcards for a SIP domain, and a `sip:` URI is the only name that counts.
    ['tls', 'DNS:*.test'],
    ['tls', 'DNS:example.test,URI:sip:other.test'],
    ['tls', 'URI:sip:alice@example.test'],
  ])('%s: for %s; the failure says for whom', (kind, alternatives) =>
    withLine(kind, authority.sign(alternatives), { trustedCa: authority.ca }, async (alice) => {
      const why = await certificateFailure(alice);
      expect(why).toMatchObject({ host: '127.0.0.1', problem: 'wrong-name' });
      expect(why.names.join()).toContain(alternatives.split(/:|,/)[1]);
      expect(why.detail).toContain('example.test');
    }),
  );

  test('a server the user typed in may have a wildcard, as on the web', () =>
    withLine(
      'tls',
      authority.sign('DNS:*.servers.test'),
      { trustedCa: authority.ca },
      async (alice) => {
        await alice.registered();
      },
      'sip.servers.test',
    ));

  test('a name in the CN counts only where there are no others', () => {
    const identity = {
      domain: 'example.test',
      serverHost: null,
      trustedCa: null,
      pinned: null,
      client: null,
      serverName: '',
    };
    const named = (subjectaltname?: string): Parameters<typeof identityError>[1] => ({
      ...certificateOf('example.test'),
      ...(subjectaltname !== undefined && { subjectaltname }),
    });
    expect(identityError(identity, named())).toBeUndefined();
    expect(identityError(identity, named('DNS:other.test'))).toBeInstanceOf(Error);
  });

  test('signed by nobody we know', () =>
    withLine('tls', good, {}, async (alice) => {
      expect(await certificateFailure(alice)).toMatchObject({ problem: 'unknown-authority' });
    }));

  test('expired', () =>
    withLine('tls', authority.sign('DNS:example.test', -1), { trustedCa: authority.ca }, async (alice) => {
      expect(await certificateFailure(alice)).toMatchObject({ problem: 'expired', names: [] });
    }));

  test('signed by itself', () =>
    withLine('tls', authority.selfSigned('DNS:example.test'), {}, async (alice) => {
      expect(await certificateFailure(alice)).toMatchObject({ problem: 'self-signed' });
    }));

  test('a server without TLS', () =>
    withLine('tcp', undefined, { transport: 'tls' }, async (alice, registrar) => {
      await until(() => registrar.accepted > 0, 'connected');
      registrar.sendToAll('SIP/2.0 400 Bad Request\r\n\r\n');
      expect(await certificateFailure(alice)).toMatchObject({ problem: 'handshake' });
    }));
});

describe.each(['tls', 'wss'] as const)('%s: a certificate pinned for the line', (kind) => {
  const fingerprint = ({ cert }: Certificate): string => new X509Certificate(cert).fingerprint256;

  test('is accepted whoever signed it and whatever it names', () => {
    const shown = authority.selfSigned('DNS:nobody.test');
    const pinnedCertificate = fingerprint(shown).replaceAll(':', '').toLowerCase();
    return withLine(kind, shown, { pinnedCertificate }, async (alice) => {
      await alice.registered();
    });
  });

  test('and no other, good as that may be; nothing is said to it', () =>
    withLine(
      kind,
      good,
      { trustedCa: authority.ca, pinnedCertificate: fingerprint(authority.selfSigned('DNS:example.test')) },
      async (alice, registrar) => {
        const why = await certificateFailure(alice);
        expect(why).toMatchObject({ problem: 'not-the-pinned', names: [] });
        expect(why.detail).toContain(fingerprint(good));
        expect(registrar.inbox.size).toBe(0);
      },
    ));
});

describe('a server that asks for our certificate', () => {
  const asking = (): ServerIdentity => ({ ...good, ca: authority.ca, requestCert: true });

  test.each(['tls', 'wss'] as const)('gets it over %s', (kind) => {
    const { cert, key } = authority.sign('URI:sip:alice@example.test');
    const line = { trustedCa: authority.ca, clientCertificate: cert };
    return withLine(kind, asking(), line, (alice) => alice.registered().then(), '127.0.0.1', key);
  });

  test.each([
    ['none', null, undefined],
    ['a key that fits nothing', 'cert', 'rubbish'],
  ])('and has %s of ours: the failure says so', (_what, certificate, key) =>
    withLine(
      'tls',
      asking(),
      { trustedCa: authority.ca, clientCertificate: certificate && good.cert },
      async (alice) => {
        expect(await certificateFailure(alice)).toMatchObject({ problem: 'ours-refused' });
      },
      '127.0.0.1',
      key,
    ),
  );
});

async function certificateFailure(
  alice: Alice,
): Promise<Extract<RegistrationFailure, { kind: 'certificate' }>> {
  await until(() => alice.registration.state === 'failed', 'failed');
  const { registration } = alice;
  if (registration.state !== 'failed' || registration.why.kind !== 'certificate')
    throw new Error(JSON.stringify(registration));
  return registration.why;
}

function certificateOf(commonName: string): Parameters<typeof identityError>[1] {
  const any = new X509Certificate(rootCertificates[0] ?? '').toLegacyObject();
  Reflect.deleteProperty(any, 'subjectaltname');
  return { ...any, subject: { ...any.subject, CN: commonName } };
}
