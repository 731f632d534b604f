import { describe, expect, test } from 'vitest';
import type { Alice } from './support/alice';
import type { FarEnd } from './support/far-end';
import { ladder } from './support/ladder';
import { registrar } from './support/registrar';
import type { Received } from './support/sip-text';

const INSTANCE =
  /;\+sip\.instance="<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}>"/;
const ROUTES = '[Service-Route: <sip:edge.example.test;lr>, <sip:core.example.test;lr>]';

describe('what a binding brings', () => {
  test('we say what we can do, and who we are (RFC 3327, 5626, 5627)', async () => {
    const instances: string[] = [];
    for (let run = 0; run < 2; run++)
      await registrar(async (alice, bob) => {
        await registered(alice, bob, '200');
        const [register] = bob.seen;
        expect(register?.header('supported')).toBe('path, gruu, outbound');
        expect(register?.header('contact')).toContain(';reg-id=1');
        expect(register?.header('via')).toMatch(/;keep$/);
        instances.push(INSTANCE.exec(register?.header('contact') ?? '')?.[0] ?? '');
      });
    expect(instances[0]).toMatch(INSTANCE);
    expect(instances[1]).toBe(instances[0]);
  });

  test('requests outside a dialog follow the service route, those inside do not (RFC 3608)', () =>
    registrar(async (alice, bob) => {
      await registered(alice, bob, `200 ${ROUTES}`);
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp [Route: <sip:edge.example.test;lr>, <sip:core.example.test;lr>] -->
                    <--  200 sdp             established
        ACK         -->
        hang-up                              ended hung-up us
        BYE         -->
                    <--  200 BYE
        refresh
        REGISTER    -->
                    <--  200                 registered
        dial
        INVITE sdp  -->
                    <--  486                 ended busy
        ACK         -->`,
      );
      expect(requests(bob, 'BYE', 'REGISTER').flatMap((message) => message.all('route'))).toEqual([]);
      // The second binding came without one.
      expect(requests(bob, 'INVITE').at(-1)?.header('route')).toBeUndefined();
    }));

  test.each([
    ['no route at all', '<tel:123>'],
    ['no URI', 'edge.example.test'],
    ['too many', Array.from({ length: 20 }, () => '<sip:a.example.test;lr>').join(', ')],
  ])('a service route that is %s is not followed', (_what, route) =>
    registrar(async (alice, bob) => {
      await registered(alice, bob, `200 [Service-Route: ${route}]`);
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                    <--  486                 ended busy
        ACK         -->`,
      );
      expect(requests(bob, 'INVITE')[0]?.header('route')).toBeUndefined();
    }),
  );

  test('the public GRUU stands in the Contact of dialogs, not of the binding (RFC 5627)', () =>
    registrar(async (alice, bob) => {
      const gruu = 'sip:alice@example.test;gr=urn:uuid:f81d4fae';
      await registered(
        alice,
        bob,
        `200 [Contact: <sip:alice@127.0.0.1:1>;expires=600;pub-gruu="${gruu}";temp-gruu="sip:x@example.test;gr"]`,
      );
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp [Contact: <${gruu}>] -->
                    <--  200 sdp             established
        ACK         -->
                    <--  BYE                 ended hung-up them
        200 BYE     -->
        new-call
                    <--  INVITE sdp          incoming
        180 [Contact: <${gruu}>] -->
        answer                               established
        200 sdp [Contact: <${gruu}>] -->
                    <--  ACK
                    <--  BYE                 ended hung-up them
        200 BYE     -->
        refresh
        REGISTER [Contact: <sip:alice@127.0.0.1:] -->
                    <--  200                 registered`,
      );
    }));

  test('a call in which we do not want to be known does not show it', () =>
    registrar(async (alice, bob) => {
      const gruu = 'sip:alice@example.test;gr=urn:uuid:f81d4fae';
      await registered(alice, bob, `200 [Contact: <sip:alice@127.0.0.1:1>;expires=600;pub-gruu="${gruu}"]`);
      await ladder(
        alice,
        bob,
        `
        dial-hidden
        INVITE sdp [Contact: <sip:anonymous@127.0.0.1:] -->
                    <--  200 sdp             established
        ACK         -->
        hold
        INVITE sdp:sendonly [Contact: <sip:anonymous@127.0.0.1:] -->
                    <--  200 sdp:recvonly    hold ours
        ACK         -->
                    <--  BYE                 ended hung-up them
        200 BYE     -->`,
      );
    }));

  test('a GRUU that is no address is not used', () =>
    registrar(async (alice, bob) => {
      await registered(
        alice,
        bob,
        '200 [Contact: <sip:alice@127.0.0.1:1>;expires=600;pub-gruu="javascript:alert(1)"]',
      );
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp [Contact: <sip:alice@127.0.0.1:] -->
                    <--  486                 ended busy
        ACK         -->`,
      );
    }));

  test('a registrar that does outbound hears `ob` (RFC 5626 §4.3)', () =>
    registrar(async (alice, bob) => {
      await registered(alice, bob, '200 [Require: outbound]');
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp [Contact: ;transport=udp;ob>] -->
                    <--  486                 ended busy
        ACK         -->`,
      );
    }));

  test('where the first hop lacks outbound (439) we register without it', () =>
    registrar(async (alice, bob) => {
      await registered(alice, bob, '439');
      await ladder(
        alice,
        bob,
        `
        REGISTER [Contact: +sip.instance] -->
                    <--  200                 registered`,
      );
      expect(requests(bob, 'REGISTER').at(-1)?.header('contact')).not.toContain('reg-id');
    }));
});

/** Up to the registrar's answer. */
async function registered(alice: Alice, bob: FarEnd, answer: string): Promise<void> {
  await ladder(
    alice,
    bob,
    `
        REGISTER    -->
                    <--  ${answer}${answer.startsWith('2') ? '   registered' : ''}`,
  );
}

function requests(bob: FarEnd, ...methods: readonly string[]): Received[] {
  return bob.seen.filter(({ method, status }) => status === 0 && methods.includes(method));
}
