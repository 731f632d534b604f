import { describe, test } from 'vitest';
import { ladder } from './support/ladder';
import { scene } from './support/scene';
import { talking } from './support/talking';

describe('why a call ends (RFC 3326)', () => {
  test.each([
    ['503', 'Q.850;cause=17;text="User busy"', 'busy'],
    ['480', 'Q.850;cause=1', 'not-found'],
    ['500', 'Q.850;cause=34', 'unreachable'],
    ['486', 'Q.850;cause=16', 'busy'],
  ])('a gateway says %s and %s', (status, reason, kind) =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  ${status} [Reason: ${reason}]      ended ${kind}
        ACK       -->`,
      );
    }),
  );

  test.each([
    ['Q.850;cause=16', 'hung-up them'],
    ['Q.850;cause=38', 'unreachable'],
    ['Q.850;cause=102', 'connection-lost'],
    ['SIP;cause=488', 'no-common-codec'],
  ])('BYE with %s', (reason, kind) =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
                  <--  BYE [Reason: ${reason}]            ended ${kind}
        200 BYE   -->`,
      );
    }),
  );

  test('taken on another telephone, as exchanges of the telephone network say it', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp                         incoming
        180       -->
                  <--  CANCEL [Reason: Q.850;cause=26]    ended answered-elsewhere
        200 CANCEL  -->
        487 INVITE  -->
                  <--  ACK`,
      );
    }));

  test('our BYE tells them when it was not the person who hung up', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  180                                ringing`,
      );
      alice.media.nextFailure = { kind: 'no-common-codec' };
      await ladder(
        alice,
        bob,
        `
                  <--  200 sdp                            ended no-common-codec
        ACK       -->
        BYE [Reason: SIP;cause=488]  -->
                  <--  200 BYE`,
      );
    }));
});
