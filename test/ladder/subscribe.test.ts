import { describe, expect, test } from 'vitest';
import type { FarEnd } from './support/far-end';
import { ladder } from './support/ladder';
import { scene } from './support/scene';
import { stillScene } from './support/still-scene';
import { tagOf } from './support/sip-text';

const ACTIVE = '[Event: message-summary] [Subscription-State: active;expires=60]';
const over = (why: string): string =>
  `[Event: message-summary] [Subscription-State: terminated${why === '' ? '' : `;reason=${why}`}]`;

const SUBSCRIBED = `
      watch
      SUBSCRIBE [Event: message-summary] [Accept: application/simple-message-summary] [Expires: 3600]  -->
                <--  200 SUBSCRIBE [Expires: 60]
                <--  NOTIFY box:2/8 ${ACTIVE}      box true 2
      200 NOTIFY  -->`;

function subscribes(bob: FarEnd) {
  return bob.seen.filter(({ method, status }) => method === 'SUBSCRIBE' && status === 0);
}

describe('the voicemail box is watched (RFC 6665, RFC 3842)', () => {
  test('subscribed, told, refreshed in time, ended', () =>
    stillScene(async (alice, bob, clock) => {
      await ladder(alice, bob, SUBSCRIBED);
      clock.advance(47_000);
      await ladder(alice, bob, 'quiet');
      clock.advance(8_000);
      await ladder(
        alice,
        bob,
        `
      SUBSCRIBE [CSeq: 2 SUBSCRIBE] [Expires: 3600]  -->
                <--  200 SUBSCRIBE [Expires: 60]
                <--  NOTIFY box:0/8 ${ACTIVE}      box false 0
      200 NOTIFY  -->
      unwatch
      SUBSCRIBE [CSeq: 3 SUBSCRIBE] [Expires: 0]  -->
                <--  200 SUBSCRIBE [Expires: 0]
                <--  NOTIFY ${over('timeout')}
      200 NOTIFY  -->
      quiet`,
      );
      const [first, second] = subscribes(bob);
      expect(second?.header('to')).toContain(`;tag=${tagOf(second?.header('to'))}`);
      expect(second?.header('call-id')).toBe(first?.header('call-id'));
    }));

  test('the first NOTIFY comes before the 200', () =>
    stillScene((alice, bob) =>
      ladder(
        alice,
        bob,
        `
      watch
      SUBSCRIBE  -->
                <--  NOTIFY box:1/0 ${ACTIVE}      box true 1
      200 NOTIFY  -->
                <--  200 SUBSCRIBE [Expires: 60]
      quiet`,
      ),
    ));

  test('too short: asked once for as long as they want (423)', () =>
    stillScene((alice, bob) =>
      ladder(
        alice,
        bob,
        `
      watch
      SUBSCRIBE [Expires: 3600]  -->
                <--  423 SUBSCRIBE [Min-Expires: 7200]
      SUBSCRIBE [Expires: 7200]  -->
                <--  423 SUBSCRIBE [Min-Expires: 9000]
      quiet`,
      ),
    ));

  test('a challenge is answered, and the refresh counts on', () =>
    stillScene(async (alice, bob, clock) => {
      await ladder(
        alice,
        bob,
        `
      watch
      SUBSCRIBE [CSeq: 1 SUBSCRIBE]  -->
                <--  401 SUBSCRIBE [WWW-Authenticate: Digest realm="example.test", nonce="1", algorithm=MD5]
      SUBSCRIBE [CSeq: 2 SUBSCRIBE] [Authorization: Digest]  -->
                <--  200 SUBSCRIBE [Expires: 60]
                <--  NOTIFY box:2/8 ${ACTIVE}      box true 2
      200 NOTIFY  -->`,
      );
      clock.advance(55_000);
      await ladder(alice, bob, 'SUBSCRIBE [CSeq: 3 SUBSCRIBE]  -->\n  <--  200 SUBSCRIBE');
    }));

  test.each([489, 403, 405])('refused with %d: not asked again', (status) =>
    stillScene(async (alice, bob, clock) => {
      await ladder(alice, bob, `watch\nSUBSCRIBE  -->\n  <--  ${String(status)} SUBSCRIBE`);
      clock.advance(400_000);
      await ladder(alice, bob, 'quiet');
      expect(subscribes(bob)).toHaveLength(1);
    }),
  );

  test.each([
    ['480', 1_999, 4_000],
    ['503 SUBSCRIBE [Retry-After: 30]', 29_999, 33_100],
  ])('not to be had now: %s', (answer, stillMs, byMs) =>
    stillScene(async (alice, bob, clock) => {
      await ladder(alice, bob, `watch\nSUBSCRIBE  -->\n  <--  ${answer}\nquiet`);
      clock.advance(stillMs);
      await ladder(alice, bob, 'quiet');
      clock.advance(byMs - stillMs);
      await ladder(alice, bob, `SUBSCRIBE [CSeq: 1 SUBSCRIBE]  -->\n  <--  489 SUBSCRIBE`);
    }),
  );

  test.each(['deactivated', 'timeout'])(
    'ended by them: %s, asked for at once in a dialog of its own',
    (why) =>
      stillScene(async (alice, bob) => {
        await ladder(
          alice,
          bob,
          `${SUBSCRIBED}
                <--  NOTIFY ${over(why)}
      200 NOTIFY  -->
      SUBSCRIBE [CSeq: 1 SUBSCRIBE]  -->
                <--  200 SUBSCRIBE [Expires: 60]
                <--  NOTIFY ${over(why)}
      200 NOTIFY  -->
      quiet`,
        );
        expect(new Set(subscribes(bob).map((request) => request.header('call-id'))).size).toBe(2);
      }),
  );

  test.each([
    ['probation;retry-after=30', 29_999, 33_100],
    ['giveup', 1_999, 4_000],
    ['', 1_999, 4_000],
  ])('ended by them: %s, asked for later', (why, stillMs, byMs) =>
    stillScene(async (alice, bob, clock) => {
      await ladder(alice, bob, `${SUBSCRIBED}\n  <--  NOTIFY ${over(why)}\n200 NOTIFY  -->\nquiet`);
      clock.advance(stillMs);
      await ladder(alice, bob, 'quiet');
      clock.advance(byMs - stillMs);
      await ladder(alice, bob, 'SUBSCRIBE [CSeq: 1 SUBSCRIBE]  -->\n  <--  489 SUBSCRIBE');
    }),
  );

  test.each(['rejected', 'noresource', 'invariant'])('ended by them: %s, never asked for again', (why) =>
    stillScene(async (alice, bob, clock) => {
      await ladder(alice, bob, `${SUBSCRIBED}\n  <--  NOTIFY ${over(why)}\n200 NOTIFY  -->`);
      clock.advance(400_000);
      await ladder(alice, bob, 'quiet');
      expect(subscribes(bob)).toHaveLength(1);
    }),
  );

  test('forgotten by them: 481 to the refresh, asked for afresh', () =>
    stillScene(async (alice, bob, clock) => {
      await ladder(alice, bob, SUBSCRIBED);
      clock.advance(55_000);
      await ladder(
        alice,
        bob,
        `
      SUBSCRIBE [CSeq: 2 SUBSCRIBE]  -->
                <--  481 SUBSCRIBE
      SUBSCRIBE [CSeq: 1 SUBSCRIBE]  -->
                <--  489 SUBSCRIBE`,
      );
    }));

  test('no NOTIFY ever comes: asked for again later', () =>
    stillScene(async (alice, bob, clock) => {
      await ladder(alice, bob, 'watch\nSUBSCRIBE  -->\n  <--  200 SUBSCRIBE [Expires: 3600]\nquiet');
      clock.advance(6_400 + 4_000);
      await ladder(alice, bob, 'SUBSCRIBE [CSeq: 1 SUBSCRIBE]  -->\n  <--  489 SUBSCRIBE');
    }));

  test('forked: the first dialog is kept, another phone hears 481', () =>
    stillScene(async (alice, bob) => {
      await ladder(alice, bob, SUBSCRIBED);
      const dialog = bob.dialogs.at(-1);
      if (!dialog) throw new Error('no dialog');
      bob.dialogs.push({ ...dialog, localTag: 'other', local: '<sip:alice@example.test>;tag=other' });
      await ladder(alice, bob, `<--  NOTIFY box:7/7 ${ACTIVE}\n481 NOTIFY  -->`);
      bob.dialogs.pop();
      await ladder(alice, bob, `<--  NOTIFY box:3/8 ${ACTIVE}  box true 3\n200 NOTIFY  -->`);
    }));

  test('of another package, overtaken, or too large: refused, the rest goes on', () =>
    stillScene(async (alice, bob) => {
      await ladder(alice, bob, SUBSCRIBED);
      const dialog = bob.dialogs.at(-1);
      if (!dialog) throw new Error('no dialog');
      await ladder(
        alice,
        bob,
        '<--  NOTIFY text:x [Event: dialog] [Subscription-State: active]\n481 NOTIFY  -->',
      );
      dialog.cseq -= 2;
      await ladder(alice, bob, `<--  NOTIFY box:7/7 ${ACTIVE}\n500 NOTIFY  -->`);
      dialog.cseq += 2;
      bob.request('NOTIFY', 'x'.repeat(13_000), ['Event: message-summary', 'Content-Type: text/plain']);
      await ladder(alice, bob, `413 NOTIFY  -->\n<--  NOTIFY box:3/8 ${ACTIVE}  box true 3\n200 NOTIFY  -->`);
    }));

  test('from another address: told to the notifier at once, in the same dialog', () =>
    scene(async (alice, bob) => {
      await ladder(alice, bob, SUBSCRIBED);
      const before = subscribes(bob)[0]?.header('contact');
      await ladder(
        alice,
        bob,
        'refresh\nSUBSCRIBE [CSeq: 2 SUBSCRIBE]  -->\n  <--  200 SUBSCRIBE [Expires: 60]',
      );
      expect(subscribes(bob)[1]?.header('contact')).not.toBe(before);
    }));

  test('told unasked: taken as well, whatever is missing', () =>
    scene(async (alice, bob) => {
      const from = '[From: <sip:pbx@example.test>;tag=o] [Event: message-summary]';
      const without = (text: string): void => {
        bob.request('NOTIFY', text, [
          'From: <sip:pbx@example.test>;tag=o',
          'Event: message-summary',
          'Content-Type: application/simple-message-summary',
        ]);
      };
      await ladder(alice, bob, `<--  NOTIFY box:2/8 ${from}   box true 2\n200 NOTIFY  -->`);
      without('messages-waiting : YES\r\nMessage-Account: sip:*97@example.test\r\n');
      await ladder(alice, bob, '200 NOTIFY  -->  box true null');
      expect(alice.events.at(-1)).toMatchObject({
        messages: { account: 'sip:*97@example.test', oldCount: null },
      });
      without('nothing to say\r\n');
      await ladder(alice, bob, '200 NOTIFY  -->\nquiet');
      bob.forgetDialogs();
    }));
});
