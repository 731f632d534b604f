import { describe, expect, test } from 'vitest';
import { Alice } from './support/alice';
import { FarEnd } from './support/far-end';
import { ladder } from './support/ladder';
import { registrar } from './support/registrar';
import { until } from './support/waiting';

const CHALLENGE = '[WWW-Authenticate: Digest realm="example.test", nonce="n1", qop="auth", opaque="o"]';

describe('registering', () => {
  test('with digest (RFC 3665 §2.1)', () =>
    registrar(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        REGISTER [To: <sip:alice@example.test>] -->
                    <--  401 ${CHALLENGE}
        REGISTER [Authorization: nc=00000001]  -->
                    <--  200             registered`,
      );
      const [first] = bob.seen;
      expect(first?.start).toBe('REGISTER sip:example.test SIP/2.0');
    }));

  test('the refresh brings its credentials along, the count growing (RFC 7616 §3.4)', () =>
    registrar(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        REGISTER    -->
                    <--  401 ${CHALLENGE}
        REGISTER [Authorization: nc=00000001]  -->
                    <--  200             registered
        refresh
        REGISTER [Authorization: nc=00000002]  -->
                    <--  200             registered`,
      );
      const cseqs = bob.seen.map((message) => Number.parseInt(message.header('cseq') ?? '0', 10));
      expect(cseqs).toEqual([...cseqs].sort((a, b) => a - b));
      expect(new Set(bob.seen.map((message) => message.header('call-id'))).size).toBe(1);
    }));

  test('a stale nonce is answered with the new one', () =>
    registrar(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        REGISTER    -->
                    <--  401 ${CHALLENGE}
        REGISTER    -->
                    <--  401 [WWW-Authenticate: Digest realm="example.test", nonce="n2", qop="auth", stale=true]
        REGISTER [Authorization: nonce="n2"]  -->
                    <--  200             registered`,
      );
    }));

  test('a wrong password is tried once and not again', () =>
    registrar(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        REGISTER    -->
                    <--  401 ${CHALLENGE}
        REGISTER    -->
                    <--  401 [WWW-Authenticate: Digest realm="example.test", nonce="n2", qop="auth"]   failed wrong-password
        quiet`,
      );
      expect(alice.registration).toMatchObject({ retryAtMs: null });
    }));

  test('the challenge we can answer is found among others', () =>
    registrar(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        REGISTER    -->
                    <--  401 [WWW-Authenticate: Bearer authz_server="https://x.test"] [WWW-Authenticate: Digest realm="r", nonce="s", algorithm=SHA-3, qop="auth"] [WWW-Authenticate: Digest realm="r", nonce="m", algorithm=MD5, qop="auth"]
        REGISTER [Authorization: nonce="m"]  -->
                    <--  200             registered`,
      );
    }));

  test.each([
    [403, 'rejected'],
    [404, 'unknown-user'],
    [500, 'rejected'],
  ])('refused with %i: %s, tried again later', (status, kind) =>
    registrar(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        REGISTER    -->
                    <--  ${String(status)}             failed ${kind}`,
      );
      const { registration } = alice;
      const inMs = registration.state === 'failed' ? (registration.retryAtMs ?? 0) - Date.now() : 0;
      expect(inMs).toBeGreaterThan(1_500);
      expect(inMs).toBeLessThan(5_000);
    }),
  );

  test('Retry-After is honoured', () =>
    registrar(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        REGISTER    -->
                    <--  503 [Retry-After: 120 (maintenance)]   failed rejected`,
      );
      const { registration } = alice;
      const inMs = registration.state === 'failed' ? (registration.retryAtMs ?? 0) - Date.now() : 0;
      expect(inMs).toBeGreaterThan(119_000);
      expect(inMs).toBeLessThanOrEqual(132_000);
    }));

  test('another address of this machine ends the waiting', () => {
    const network = { addresses: ['192.0.2.5'] };
    return registrar(
      async (alice, bob) => {
        await ladder(
          alice,
          bob,
          `
        REGISTER    -->
                    <--  503 [Retry-After: 300]   failed rejected`,
        );
        network.addresses = ['192.0.2.6'];
        await ladder(
          alice,
          bob,
          `
        REGISTER    -->                  registering
                    <--  200             registered`,
        );
      },
      600,
      () => network.addresses,
    );
  });

  test('a longer binding asked for (423) is asked for once', () =>
    registrar(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        REGISTER [Contact: expires=60]  -->
                    <--  423 [Min-Expires: 900]
        REGISTER [Contact: expires=900] -->
                    <--  423 [Min-Expires: 1800]   failed rejected
        quiet`,
      );
    }, 60));

  test.each([
    ['0', 60],
    ['-1', 60],
    ['99999999', 3_600],
  ])('granted %s seconds: kept within bounds', (granted, seconds) =>
    registrar(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        REGISTER    -->
                    <--  200 [Expires: ${granted}] [Contact:]   registered`,
      );
      const { registration } = alice;
      const leftMs = registration.state === 'registered' ? registration.expiresAtMs - Date.now() : 0;
      expect(Math.round(leftMs / 1_000)).toBe(seconds);
    }),
  );

  test('removed at the end (RFC 3665 §2.4)', () =>
    registrar(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        REGISTER    -->
                    <--  200             registered`,
      );
      alice.signalling.handle({ kind: 'line/remove', lineId: alice.line.id });
      await ladder(
        alice,
        bob,
        `
        REGISTER [Expires: 0]  -->       off
                    <--  200`,
      );
    }));

  test('the same line set again changes nothing, another password does', () =>
    registrar(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        REGISTER    -->
                    <--  200             registered`,
      );
      alice.signalling.handle({ kind: 'line/set', line: { ...alice.line }, password: 'secret' });
      await ladder(alice, bob, 'quiet    registered');
      alice.signalling.handle({ kind: 'line/set', line: alice.line, password: 'other' });
      await ladder(
        alice,
        bob,
        `
        REGISTER [Expires: 0]  -->       registering
                    <--  200 REGISTER
        REGISTER [Expires: 600]  -->
                    <--  200             registered`,
      );
    }));

  test('no password: nothing is sent', async () => {
    const bob = await FarEnd.open();
    const alice = new Alice({ port: bob.port });
    alice.signalling.handle({ kind: 'line/set', line: alice.line, password: null });
    expect(alice.registration).toEqual({ state: 'password-needed' });
    await alice.signalling.close();
    bob.close();
  });

  test('a server name that does not exist', async () => {
    const bob = await FarEnd.open();
    const alice = new Alice({ port: bob.port, host: 'no-such-host.invalid' });
    await until(() => alice.registration.state === 'failed', 'failed');
    expect(alice.registration).toMatchObject({
      why: { kind: 'name-not-found', host: 'no-such-host.invalid' },
    });
    await alice.signalling.close();
    bob.close();
  });

  test('over IPv6, the literal in brackets', async () => {
    const bob = await FarEnd.open({ host: '::1' });
    const alice = await new Alice({ port: bob.port, host: '::1' }).registered();
    expect(bob.seen[0]?.header('via')).toMatch(/^SIP\/2\.0\/UDP \[::1\]:\d+;branch=z9hG4bK/);
    expect(bob.seen[0]?.header('contact')).toMatch(/<sip:alice@\[::1\]:\d+;transport=udp>/);
    await alice.signalling.close();
    bob.close();
  });
});
