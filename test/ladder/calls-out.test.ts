import { describe, expect, test } from 'vitest';
import { ladder } from './support/ladder';
import { scene } from './support/scene';

describe('calls out', () => {
  test('answered and hung up by us (RFC 3665 §3.1)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp:sendrecv  -->
                    <--  100             trying
                    <--  180             ringing
                    <--  200 sdp         established
        ACK         -->
        hang-up                          ended hung-up us
        BYE         -->
                    <--  200 BYE`,
      );
      expect(alice.media.sessions.size).toBe(0);
    }));

  test('hung up by them', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                    <--  180             ringing
                    <--  200 sdp         established
        ACK         -->
                    <--  BYE             ended hung-up them
        200 BYE     -->`,
      );
    }));

  test('authentication at the proxy (RFC 3665 §3.3)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                    <--  407 [Proxy-Authenticate: Digest realm="example.test", nonce="n1", qop="auth"]
        ACK         -->
        INVITE sdp [Proxy-Authorization: nc=00000001] -->
                    <--  180             ringing
                    <--  200 sdp         established
        ACK         -->
        hang-up                          ended hung-up us
        BYE         -->
                    <--  200 BYE`,
      );
    }));

  test('a wrong password is tried once only', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                    <--  407 [Proxy-Authenticate: Digest realm="example.test", nonce="n1", qop="auth"]
        ACK         -->
        INVITE sdp  -->
                    <--  407 [Proxy-Authenticate: Digest realm="example.test", nonce="n2", qop="auth"]   ended wrong-password
        ACK         -->
        quiet`,
      );
    }));

  test.each([
    [486, 'busy', '§3.9'],
    [600, 'busy', '§3.9'],
    [404, 'not-found', ''],
    [480, 'no-answer', '§3.8'],
    [603, 'declined them', '§3.10'],
    [488, 'no-common-codec', ''],
    [503, 'unreachable', ''],
    [403, 'rejected', ''],
    [305, 'rejected', ''],
  ])('refused with %i: %s (RFC 3665 %s)', (status, reason) =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                    <--  180             ringing
                    <--  ${String(status)}             ended ${reason}
        ACK         -->
        quiet`,
      );
    }),
  );

  test('given up after ringing (RFC 3665 §3.8)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                    <--  180             ringing
        hang-up                          ended cancelled
        CANCEL      -->
                    <--  200 CANCEL
                    <--  487 INVITE
        ACK         -->`,
      );
    }));

  test('given up before anything came: CANCEL waits for the first provisional response (RFC 3261 §9.1)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
        hang-up                          ended cancelled
        quiet
                    <--  100
        CANCEL      -->
                    <--  200 CANCEL
                    <--  487 INVITE
        ACK         -->`,
      );
    }));

  test('given up while challenged: the challenge is not answered', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
        hang-up                          ended cancelled
                    <--  407 [Proxy-Authenticate: Digest realm="example.test", nonce="n1"]
        ACK         -->
        quiet`,
      );
    }));

  test('given up before the offer was made: nothing is sent', () =>
    scene(async (alice, bob) => {
      alice.media.delay = () => new Promise((resolve) => setTimeout(resolve, 5));
      await ladder(
        alice,
        bob,
        `
        dial
        hang-up                          ended cancelled
        quiet`,
      );
    }));

  test('a CANCEL that crosses the 200: the call is hung up', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                    <--  180             ringing
        hang-up                          ended cancelled
        CANCEL      -->
                    <--  200 INVITE sdp
        ACK         -->
        BYE         -->
                    <--  200 BYE
                    <--  200 CANCEL`,
      );
    }));

  test('early media, then answered with the same description (RFC 3665 §3.8)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                    <--  183 sdp         early-media
                    <--  200 sdp         established
        ACK         -->`,
      );
      expect(alice.media.last.answers).toHaveLength(1);
      await ladder(
        alice,
        bob,
        `
                    <--  BYE             ended hung-up them
        200 BYE     -->`,
      );
    }));

  test('the 200 has another description than the 183: both are taken', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                    <--  183 sdp:sendonly    early-media
                    <--  200 sdp             established
        ACK         -->`,
      );
      expect(alice.media.last.answers).toHaveLength(2);
      await ladder(
        alice,
        bob,
        `
                    <--  BYE             ended hung-up them
        200 BYE     -->`,
      );
    }));

  test('early media, then refused', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                    <--  183 sdp         early-media
                    <--  404             ended not-found
        ACK         -->`,
      );
    }));

  test('ringing without Contact and without a tag is ringing', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                    <--  180 [Contact:]  ringing
                    <--  486             ended busy
        ACK         -->`,
      );
    }));

  test('a forked call answered by two phones: the second is hung up (RFC 3261 §13.2.2.4)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                    <--  180             ringing`,
      );
      bob.fork(2);
      await ladder(
        alice,
        bob,
        `
                    <--  200 sdp         established
        ACK         -->
        ACK         -->
        BYE         -->
                    <--  200 BYE
        hang-up                          ended hung-up us
        BYE         -->
                    <--  200 BYE`,
      );
    }));

  test('an answer media cannot use ends the call', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                    <--  180             ringing`,
      );
      alice.media.nextFailure = { kind: 'no-common-codec' };
      await ladder(
        alice,
        bob,
        `
                    <--  200 sdp         ended no-common-codec
        ACK         -->
        BYE         -->
                    <--  200 BYE`,
      );
    }));

  test('nobody answers at all: timer B (RFC 3261 §17.1.1.2)', () =>
    scene(
      async (alice, bob) => {
        await ladder(
          alice,
          bob,
          `
        dial
        INVITE sdp  -->                  ended timeout`,
        );
        const copies = bob.seen.filter(({ method }) => method === 'INVITE').length;
        // Exactly how many is a matter of the virtual clock in test/unit/sip/retransmission.test.ts.
        expect(copies).toBeGreaterThan(3);
      },
      { t1Ms: 15 },
    ));

  test('a lost answer to BYE: the call is over all the same', () =>
    scene(
      async (alice, bob) => {
        await ladder(
          alice,
          bob,
          `
        dial
        INVITE sdp  -->
                    <--  200 sdp         established
        ACK         -->
        hang-up                          ended hung-up us
        BYE         -->`,
        );
      },
      { t1Ms: 15 },
    ));

  test('a target nobody can dial', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial sip:<>          ended not-found
        quiet`,
      );
    }));

  test('a line that is not there', () =>
    scene(async (alice) => {
      alice.signalling.handle({
        kind: 'call/dial',
        callId: 'x',
        lineId: 'nobody',
        target: 'sip:bob@example.test',
      });
      expect(alice.reports.take()).toBe('ended not-registered');
      await Promise.resolve();
    }));

  test('a sips: address is not called on a line without TLS (RFC 3261 §26.2.2)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial sips:bob@example.test       ended line-not-encrypted
        quiet`,
      );
    }));

  test('nothing dialled breaks a line of the message', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial sip:bob\r\nEvil:x@example.test
        INVITE sdp  -->
                    <--  486             ended busy
        ACK         -->`.replaceAll('\r\n', '\\r\\n'),
      );
      expect(bob.seen.some(({ text }) => /^Evil/m.test(text))).toBe(false);
    }));
});
