import { describe, test } from 'vitest';
import { ladder } from './support/ladder';
import { scene } from './support/scene';

/** What a call says whose sound could not be encrypted as its line demands, or was demanded in vain. */
describe('encrypted sound', () => {
  test('who takes none is told from who knows none of our codecs', () =>
    scene(
      async (alice, bob) => {
        await ladder(
          alice,
          bob,
          `
        dial
        INVITE sdp  -->
                    <--  488             ended not-encrypted
        ACK         -->`,
        );
      },
      { alice: { line: { encryption: 'required' } } },
    ));

  test('an answer without it ends the call, whatever was heard before', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                    <--  180             ringing`,
      );
      alice.media.nextFailure = { kind: 'not-encrypted' };
      await ladder(
        alice,
        bob,
        `
                    <--  200 sdp         ended not-encrypted
        ACK         -->
        BYE [Reason: SIP;cause=488]  -->
                    <--  200 BYE`,
      );
    }));

  test.each(['not-encrypted', 'encryption-demanded'] as const)('an offer that is %s is refused', (kind) =>
    scene(async (alice, bob) => {
      alice.media.nextFailure = { kind };
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp      incoming
        180         -->
        answer                           ended ${kind}
        488 INVITE  -->
                    <--  ACK`,
      );
    }),
  );

  test('a re-INVITE that would end it is refused, and the call goes on', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                    <--  200 sdp         established
        ACK         -->`,
      );
      alice.media.nextFailure = { kind: 'not-encrypted' };
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp
        488 INVITE  -->
                    <--  ACK
        hang-up                          ended hung-up us
        BYE         -->
                    <--  200 BYE`,
      );
    }));
});
