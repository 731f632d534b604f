import { describe, expect, test } from 'vitest';
import { ladder } from './support/ladder';
import { scene } from './support/scene';
import { HUNG_UP_BY_THEM, talking } from './support/talking';

const ASKED =
  'REFER [Refer-To: <sip:carol@example.test>] [Referred-By: <sip:bob@example.test>]   refer-asked carol@example.test';

describe('asked to call somebody else (RFC 3515 §2.4.2)', () => {
  test.each(['us', 'them'] as const)('agreed to and answered, call made by %s', (who) =>
    scene(async (alice, bob) => {
      await talking(alice, bob, who);
      await ladder(
        alice,
        bob,
        `
                  <--  ${ASKED}
        quiet
        accept-refer
        202 REFER  -->
        NOTIFY frag:100 [Event: refer] [Subscription-State: active;expires=180]  -->
        INVITE sdp [Referred-By: <sip:bob@example.test>]  -->
                  <--  200 NOTIFY
                  <--  180 INVITE                           ringing
        NOTIFY frag:180  -->
                  <--  200 NOTIFY
                  <--  200 INVITE sdp                       established
        ACK       -->
        NOTIFY frag:200 [Subscription-State: terminated;reason=noresource]  -->
                  <--  200 NOTIFY
        other-dialog
                  <--  BYE                                  ended hung-up them
        200 BYE   -->
        other-dialog
        ${HUNG_UP_BY_THEM}`,
      );
      expect(alice.events.filter(({ kind }) => kind === 'call/established')).toMatchObject([
        { callId: alice.callIds[0] },
        { callId: alice.callIds[1] },
      ]);
    }),
  );

  test('the transferor does not end the old call: we do', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
                  <--  ${ASKED}
        accept-refer
        202 REFER  -->
        NOTIFY frag:100  -->
        INVITE sdp  -->
                  <--  200 NOTIFY
                  <--  200 INVITE sdp                       established
        ACK       -->
        NOTIFY frag:200  -->
                  <--  200 NOTIFY
        BYE       -->                                       ended hung-up us
                  <--  200 BYE
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('the transferor goes at once: the new call is made all the same, and he still hears of it', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
                  <--  ${ASKED}
        accept-refer
        202 REFER  -->
        NOTIFY frag:100  -->
                  <--  200 NOTIFY
        INVITE sdp  -->
                  <--  BYE                                  ended hung-up them
        200 BYE   -->
                  <--  180 INVITE                           ringing
        NOTIFY frag:180  -->
                  <--  481 NOTIFY
                  <--  200 INVITE sdp                       established
        ACK       -->
        quiet
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test.each([
    ['is busy', '486 INVITE', 'ended busy', 486],
    ['is not there', '404 INVITE', 'ended not-found', 404],
  ])('the target %s: told so, and the old call stands', (_what, answer, ended, status) =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
                  <--  ${ASKED}
        accept-refer
        202 REFER  -->
        NOTIFY frag:100  -->
        INVITE sdp  -->
                  <--  200 NOTIFY
                  <--  ${answer}                            ${ended}
        ACK       -->
        NOTIFY frag:${String(status)} [Subscription-State: terminated]  -->
                  <--  200 NOTIFY
        ${HUNG_UP_BY_THEM}`,
      );
    }),
  );

  test('our user gives the new call up', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
                  <--  ${ASKED}
        accept-refer
        202 REFER  -->
        NOTIFY frag:100  -->
                  <--  200 NOTIFY
        INVITE sdp  -->
                  <--  180 INVITE                           ringing
        NOTIFY frag:180  -->
                  <--  200 NOTIFY
        hang-up                                             ended cancelled
        NOTIFY frag:487  -->
                  <--  200 NOTIFY
        CANCEL    -->
                  <--  200 CANCEL
                  <--  487 INVITE
        ACK       -->
        other-dialog
        ${HUNG_UP_BY_THEM}`,
        // The CANCEL may overtake the last report.
        { lossy: true },
      );
    }));

  test('to somebody who is in a call already (RFC 5589 §7): our INVITE replaces it', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      const referTo =
        '<sip:carol@example.test?Replaces=abc%40host%3Bto-tag%3D7%3Bfrom-tag%3D8&Accept-Contact=x>';
      await ladder(
        alice,
        bob,
        `
                  <--  REFER [Refer-To: ${referTo}]         refer-asked carol@example.test attended
        accept-refer
        202 REFER  -->
        NOTIFY frag:100  -->
        INVITE sdp [Replaces: abc@host;to-tag=7;from-tag=8]  -->
                  <--  200 NOTIFY
                  <--  200 INVITE sdp                       established
        ACK       -->
        NOTIFY frag:200  -->
                  <--  200 NOTIFY
        other-dialog
                  <--  BYE                                  ended hung-up them
        200 BYE   -->
        other-dialog
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('they want no reports (RFC 4488)', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
                  <--  REFER [Refer-To: <sip:carol@example.test>] [Refer-Sub: false] [Require: norefersub]   refer-asked carol@example.test
        accept-refer
        202 REFER [Refer-Sub: false]  -->
        INVITE sdp  -->
                  <--  486 INVITE                           ended busy
        ACK       -->
        quiet
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('declined: the call goes on', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
                  <--  ${ASKED}
        decline-refer
        603 REFER  -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('nobody answers the question: declined after a while', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
                  <--  ${ASKED}
        603 REFER  -->                                      refer-lapsed
        accept-refer                                        ended cancelled
        quiet
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('they hang up while our user is being asked', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
                  <--  ${ASKED}
                  <--  BYE                                  ended hung-up them
        200 BYE   -->
        603 REFER  -->`,
      );
    }));

  test('asked again while the first question stands: 491; a second one later says which is meant', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
                  <--  ${ASKED}
                  <--  REFER [Refer-To: <sip:dave@example.test>]
        491 REFER  -->
        decline-refer
        603 REFER  -->
                  <--  REFER [Refer-To: <sip:dave@example.test>]   refer-asked dave@example.test
        accept-refer
        202 REFER  -->
        NOTIFY frag:100 [Event: refer;id=3]  -->
        INVITE sdp  -->
                  <--  200 NOTIFY
                  <--  486 INVITE                           ended busy
        ACK       -->
        NOTIFY frag:486 [Event: refer;id=3]  -->
                  <--  200 NOTIFY
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test.each([
    ['none', '', 400],
    ['two', '[Refer-To: <sip:a@example.test>] [Refer-To: <sip:b@example.test>]', 400],
    ['two in a line', '[Refer-To: <sip:a@example.test>, <sip:b@example.test>]', 400],
    ['a web page', '[Refer-To: <http://example.test/>]', 603],
    ['another method', '[Refer-To: <sip:a@example.test;method=BYE>]', 603],
    ['half a Replaces', '[Refer-To: <sip:a@example.test?Replaces=abc>]', 400],
    [
      'a Replaces with a line end',
      '[Refer-To: <sip:a@example.test?Replaces=abc%0D%0AX:y%3Bto-tag=1%3Bfrom-tag=2>]',
      400,
    ],
  ])('a Refer-To with %s is refused unseen', (_what, headers, status) =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
                  <--  REFER ${headers}
        ${String(status)} REFER  -->
        ${HUNG_UP_BY_THEM}`,
      );
    }),
  );

  test.each([
    ['tel:+4930123', '+4930123', 'sip:+4930123@example.test;user=phone'],
    ['sip:carol@example.test;maddr=10.0.0.1?Subject=x', 'carol@example.test', 'sip:carol@example.test'],
    ['sip:carol@example.test;gr=urn:uuid:1', 'carol@example.test', 'sip:carol@example.test;gr=urn:uuid:1'],
  ])('a Refer-To of %s is cleaned', (uri, shown, called) =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
                  <--  REFER [Refer-To: "C" <${uri}>]       refer-asked ${shown}
        accept-refer
        202 REFER  -->
        NOTIFY frag:100  -->
                  <--  200 NOTIFY
        INVITE sdp  -->
                  <--  486 INVITE                           ended busy
        ACK       -->
        NOTIFY frag:486  -->
                  <--  200 NOTIFY
        ${HUNG_UP_BY_THEM}`,
      );
      const invite = bob.seen.find(({ start }) => start.startsWith('INVITE') && !start.includes(':bob@'));
      expect(invite?.start).toBe(`INVITE ${called} SIP/2.0`);
      expect(invite?.header('subject')).toBeUndefined();
    }),
  );
});
