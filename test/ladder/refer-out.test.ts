import { describe, expect, test } from 'vitest';
import type { FarEnd } from './support/far-end';
import { ladder } from './support/ladder';
import { scene } from './support/scene';
import { tagOf } from './support/sip-text';
import { HUNG_UP_BY_THEM, talking } from './support/talking';

const ACTIVE = '[Event: refer] [Subscription-State: active;expires=60]';
const OVER = '[Event: refer] [Subscription-State: terminated;reason=noresource]';

describe('blind transfer (RFC 3515, RFC 5589 §6)', () => {
  test.each(['us', 'them'] as const)('it works, call made by %s: we hear how it goes, and go', (who) =>
    scene(async (alice, bob) => {
      await talking(alice, bob, who);
      await ladder(
        alice,
        bob,
        `
        transfer carol
        REFER [Refer-To: <sip:carol@example.test>] [Referred-By: <sip:alice@example.test>]  -->
                  <--  202                              transfer under-way
                  <--  NOTIFY frag:100 ${ACTIVE}        transfer under-way 100
        200 NOTIFY  -->
                  <--  NOTIFY frag:180 ${ACTIVE}        transfer under-way 180
        200 NOTIFY  -->
                  <--  NOTIFY frag:200 ${OVER}          transfer done, ended hung-up us
        200 NOTIFY  -->
        BYE       -->
                  <--  200 BYE`,
      );
    }),
  );

  test('the first NOTIFY overtakes the 202 (RFC 3515 §2.4.4)', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        transfer carol
        REFER     -->
                  <--  NOTIFY frag:100 ${ACTIVE}        transfer under-way 100
        200 NOTIFY  -->
                  <--  202 REFER
                  <--  NOTIFY frag:200 ${OVER}          transfer done, ended hung-up us
        200 NOTIFY  -->
        BYE       -->
                  <--  200 BYE`,
      );
    }));

  test.each([603, 405, 420, 501])('they answer %d: the call goes on', (status) =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        transfer carol
        REFER     -->
                  <--  ${String(status)}                transfer failed refused ${String(status)}
        ${HUNG_UP_BY_THEM}`,
      );
    }),
  );

  test('the target is busy: the call goes on, and may be transferred again', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        transfer carol
        REFER [CSeq: 2 REFER]  -->
                  <--  202                              transfer under-way
                  <--  NOTIFY frag:486 ${OVER}          transfer failed target-refused 486
        200 NOTIFY  -->
        transfer dave
        REFER [CSeq: 3 REFER]  -->
                  <--  202                              transfer under-way
                  <--  NOTIFY frag:200 [Event: refer;id=2] [Subscription-State: active]
        200 NOTIFY  -->
        quiet
                  <--  NOTIFY frag:200 [Event: refer;id=3] [Subscription-State: terminated]   transfer done, ended hung-up us
        200 NOTIFY  -->
        BYE       -->
                  <--  200 BYE`,
      );
    }));

  test('a second transfer while one is under way is not possible', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        transfer carol
        REFER     -->
        transfer dave                                   transfer failed not-possible
                  <--  603 REFER                        transfer failed refused 603
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('nobody tells how it goes: the call is kept', () =>
    scene(
      async (alice, bob) => {
        await talking(alice, bob);
        await ladder(
          alice,
          bob,
          `
        transfer carol
        REFER     -->
                  <--  202                              transfer under-way
        quiet                                           transfer failed timeout
        ${HUNG_UP_BY_THEM}`,
        );
      },
      { t1Ms: 15 },
    ));

  test('REFER is never answered: the call goes on', () =>
    scene(
      async (alice, bob) => {
        await talking(alice, bob);
        await ladder(
          alice,
          bob,
          `
        transfer carol
        REFER     -->                                   transfer failed timeout
        ${HUNG_UP_BY_THEM}`,
        );
      },
      { t1Ms: 15 },
    ));

  test('the subscription ends without a last word: unknown, the call stays theirs to end', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        transfer carol
        REFER     -->
                  <--  202                              transfer under-way
                  <--  NOTIFY frag:100 ${OVER}          transfer unknown
        200 NOTIFY  -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('they hang up without a word about it', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        transfer carol
        REFER     -->
                  <--  202                              transfer under-way
                  <--  BYE                              transfer unknown, ended hung-up them
        200 BYE   -->`,
      );
    }));

  test('they want no subscription (RFC 4488): we go, and claim nothing', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        transfer carol
        REFER [Supported: replaces, norefersub]  -->
                  <--  202 [Refer-Sub: false]           transfer unknown, ended hung-up us
        BYE       -->
                  <--  200 BYE`,
      );
    }));

  test('a challenged REFER: what follows in the dialog counts on', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        transfer carol
        REFER [CSeq: 2 REFER]  -->
                  <--  407 [Proxy-Authenticate: Digest realm="example.test", nonce="1", algorithm=MD5]
        REFER [CSeq: 3 REFER] [Proxy-Authorization: Digest]  -->
                  <--  603                              transfer failed refused 603
        hold
        INVITE sdp:sendonly [CSeq: 4 INVITE]  -->
                  <--  200 sdp:recvonly                 hold ours
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('a call with our number withheld: nobody learns it from Referred-By either', () =>
    scene(async (alice, bob) => {
      alice.dial(undefined, true);
      await ladder(
        alice,
        bob,
        `
        INVITE sdp  -->
                  <--  200 sdp                          established
        ACK       -->
        transfer carol
        REFER     -->
                  <--  603                              transfer failed refused 603
        ${HUNG_UP_BY_THEM}`,
      );
      const refer = bob.seen.find(({ method }) => method === 'REFER');
      expect(refer?.header('referred-by')).toBeUndefined();
    }));

  test('no call stands: not possible', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
        transfer carol                                  transfer failed not-possible
                  <--  486 INVITE                       ended busy
        ACK       -->`,
      );
    }));

  test.each(['', 'a b', 'sip:x@[::1', 'sip:evil@h\r\nX: y'])('no address: %j', (target) =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      const { callId } = alice;
      alice.signalling.handle({ kind: 'call/transfer', callId, target });
      expect(await alice.reports.next(1_000)).toBe('transfer failed not-possible');
      await ladder(alice, bob, HUNG_UP_BY_THEM);
    }),
  );
});

/** How the far end of the newest dialog would find it. */
function replacesOf(bob: FarEnd): string {
  const dialog = bob.dialogs.at(-1);
  if (!dialog) throw new Error('no dialog');
  const { callId, localTag, remote } = dialog;
  return encodeURIComponent(`${callId};to-tag=${localTag};from-tag=${tagOf(remote)}`);
}

describe('attended transfer (RFC 5589 §7)', () => {
  test('both calls stand: the target takes over, both of ours end', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await talking(alice, bob);
      const replaces = replacesOf(bob);
      await ladder(
        alice,
        bob,
        `
        use 1
        transfer-to 2
        REFER [Refer-To: <sip:bob@example.test?Replaces=${replaces}>] [Referred-By: <sip:alice@example.test>]  -->
        other-dialog
                  <--  202                              transfer under-way
                  <--  NOTIFY frag:200 ${OVER}          transfer done, ended hung-up us
        200 NOTIFY  -->
        BYE       -->
                  <--  200 BYE
        other-dialog
                  <--  BYE                              ended hung-up them
        200 BYE   -->`,
      );
    }));

  test('the target does not end its old call: we do', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      bob.newCall();
      await talking(alice, bob, 'them');
      await ladder(
        alice,
        bob,
        `
        use 1
        transfer-to 2
        REFER     -->
        other-dialog
                  <--  202                              transfer under-way
                  <--  NOTIFY frag:200 ${OVER}          transfer done, ended hung-up us
        200 NOTIFY  -->
        BYE       -->
                  <--  200 BYE
        BYE       -->                                   ended hung-up us
                  <--  200 BYE`,
      );
    }));

  test('the target says no: both calls stand as before', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        use 1
        transfer-to 2
        REFER     -->
        other-dialog
                  <--  202                              transfer under-way
                  <--  NOTIFY frag:481 ${OVER}          transfer failed target-refused 481
        200 NOTIFY  -->
                  <--  BYE                              ended hung-up them
        200 BYE   -->
        other-dialog
                  <--  BYE                              ended hung-up them
        200 BYE   -->`,
      );
    }));

  test('the target only rings: given up, then called afresh by the far end (RFC 5589 §7.6)', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        dial carol
        INVITE sdp  -->
                  <--  180                              ringing
        use 1
        transfer-to 2                                   ended cancelled
        CANCEL    -->
                  <--  200 CANCEL
        quiet
                  <--  487 INVITE
        ACK       -->
        REFER [Refer-To: <sip:carol@example.test>]  -->
        other-dialog
                  <--  202                              transfer under-way
                  <--  NOTIFY frag:200 ${OVER}          transfer done, ended hung-up us
        200 NOTIFY  -->
        BYE       -->
                  <--  200 BYE`,
      );
    }));

  test.each(['2', '1'])('there is no such other call: %s', (other) =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      alice.callIds.push('gone');
      await ladder(
        alice,
        bob,
        `
        transfer-to ${other}                            transfer failed not-possible
        ${HUNG_UP_BY_THEM}`,
      );
    }),
  );
});
