import { describe, expect, test } from 'vitest';
import { ladder } from './support/ladder';
import { scene } from './support/scene';
import { HUNG_UP_BY_THEM } from './support/talking';

describe('a call that is redirected (RFC 3261 §8.1.3.4)', () => {
  test('is sent on within the exchange, and who is called is told', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp [CSeq: 1 INVITE]  -->
                  <--  181                                          trying
                  <--  302 [Contact: <sip:carol@example.test>]      remote carol@example.test
        ACK       -->
        INVITE sdp [CSeq: 2 INVITE] [To: <sip:bob@example.test>]  -->
                  <--  180                                          ringing
                  <--  200 sdp                                      established
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
      const invites = bob.seen.filter(({ method, status }) => method === 'INVITE' && status === 0);
      expect(invites.at(-1)?.start).toBe('INVITE sip:carol@example.test SIP/2.0');
      expect(new Set(invites.map((invite) => invite.header('call-id'))).size).toBe(1);
      const established = alice.events.find(({ kind }) => kind === 'call/established');
      expect(established).toMatchObject({ remote: { number: 'carol@example.test' } });
    }));

  test('the next one is called when the first is busy', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  300 [Contact: <sip:40@example.test>;q=0.5, <sip:41@example.test>]   remote 41
        ACK       -->
        INVITE sdp  -->
                  <--  486                                          remote 40
        ACK       -->
        INVITE sdp  -->
                  <--  200 sdp                                      established
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('declined everywhere: nobody else is called', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  300 [Contact: <sip:40@example.test>;q=0.5, <sip:41@example.test>]   remote 41
        ACK       -->
        INVITE sdp  -->
                  <--  603                                          ended declined them
        ACK       -->`,
      );
    }));

  test.each([
    ['elsewhere, as the line does not allow', '<sip:carol@elsewhere.test>'],
    ['to whom was called', '<sip:bob@example.test>'],
    ['to nobody', '<mailto:carol@example.test>'],
  ])('%s: refused', (_name, contact) =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  302 [Contact: ${contact}]                    ended rejected
        ACK       -->
        quiet`,
      );
    }),
  );

  test('round in circles: refused', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  302 [Contact: <sip:40@example.test>]         remote 40
        ACK       -->
        INVITE sdp  -->
                  <--  302 [Contact: <sip:bob@example.test>, <sip:40@example.test>]   ended rejected
        ACK       -->`,
      );
    }));

  test('elsewhere, where the line follows', () =>
    scene(
      async (alice, bob) => {
        await ladder(
          alice,
          bob,
          `
        dial
        INVITE sdp  -->
                  <--  302 [Contact: <sip:carol@elsewhere.test>]    remote carol@elsewhere.test
        ACK       -->
        INVITE sdp  -->
                  <--  486                                          ended busy
        ACK       -->`,
        );
      },
      { alice: { line: { redirects: 'follow' } } },
    ));

  test('given up between two targets', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  302 [Contact: <sip:40@example.test>]         remote 40
        ACK       -->
        INVITE sdp  -->
        hang-up                                                     ended cancelled
                  <--  100
        CANCEL    -->
                  <--  200 CANCEL
                  <--  487 INVITE
        ACK       -->`,
      );
    }));
});
