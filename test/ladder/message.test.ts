import { describe, expect, test } from 'vitest';
import { ladder } from './support/ladder';
import { scene } from './support/scene';
import { HUNG_UP_BY_THEM, talking } from './support/talking';

const FROM = '[From: "Bob" <sip:bob@example.test>;tag=m]';

describe('texts that come (RFC 3428)', () => {
  test('outside a call, sent again with another branch: shown once', () =>
    scene(async (alice, bob) => {
      await ladder(alice, bob, `<--  MESSAGE text:hello ${FROM}   text hello\n200 MESSAGE  -->`);
      expect(alice.events.at(-1)).toMatchObject({ from: { name: 'Bob', uri: 'sip:bob@example.test' } });
      const dialog = bob.dialogs.at(-1);
      if (dialog) dialog.cseq--;
      await ladder(
        alice,
        bob,
        `
                <--  MESSAGE text:hello ${FROM}
        200 MESSAGE  -->
        quiet
                <--  MESSAGE text:hello ${FROM}   text hello
        200 MESSAGE  -->`,
      );
      bob.forgetDialogs();
    }));

  test('each is announced before it is read', () =>
    scene(async (alice, bob) => {
      const events = alice.events.length;
      const announced = alice.readAfter.length;
      await ladder(alice, bob, `<--  MESSAGE text:hello ${FROM}   text hello\n200 MESSAGE  -->`);
      expect(alice.readAfter.slice(announced)).toEqual([events]);
      expect(alice.events).toHaveLength(events + 1);
      bob.forgetDialogs();
    }));

  test('in a call', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(alice, bob, `<--  MESSAGE text:hi   text hi\n200 MESSAGE  -->`);
      expect(alice.events.at(-1)).toMatchObject({ kind: 'message/received', callId: alice.callId });
      await ladder(alice, bob, HUNG_UP_BY_THEM);
    }));

  test('what is no text is refused, and says what is taken', () =>
    scene(async (alice, bob) => {
      await ladder(alice, bob, `<--  MESSAGE xml:x ${FROM}\n415 MESSAGE [Accept: text/plain]  -->`);
      bob.request('MESSAGE', 'x'.repeat(9_000), [
        'From: <sip:bob@example.test>;tag=m',
        'Content-Type: text/plain',
      ]);
      await ladder(alice, bob, '413 MESSAGE  -->\nquiet');
      bob.forgetDialogs();
    }));

  test('where nobody would see them they are refused, not lost', () =>
    scene(
      async (alice, bob) => {
        await ladder(alice, bob, `<--  MESSAGE text:hello ${FROM}\n405 MESSAGE [Allow: INVITE]  -->\nquiet`);
        bob.forgetDialogs();
      },
      { alice: { takesMessages: false } },
    ));

  test('nothing that writes over other text', () =>
    scene(async (alice, bob) => {
      const fields = ['From: <sip:bob@example.test>;tag=m', 'Content-Type: text/plain; charset=utf-8'];
      bob.request('MESSAGE', 'a\u202eb\u0007c\r\n\u0000 d\u00e9 ', fields);
      expect(await alice.reports.next(2_000)).toBe('text abc\n d\u00e9');
      await ladder(alice, bob, '200 MESSAGE  -->');
      bob.forgetDialogs();
    }));
});

describe('texts we send', () => {
  test.each([
    ['200', 'sent m1'],
    ['202', 'sent m1'],
    ['404', 'not-sent m1 refused 404'],
    ['415', 'not-sent m1 refused 415'],
  ])('answered %s', (status, report) =>
    scene((alice, bob) =>
      ladder(
        alice,
        bob,
        `send hello\nMESSAGE text:hello [To: <sip:bob@example.test>]  -->\n  <--  ${status}   ${report}`,
      ),
    ),
  );

  test('challenged', () =>
    scene((alice, bob) =>
      ladder(
        alice,
        bob,
        `
        send hello
        MESSAGE text:hello  -->
                <--  407 [Proxy-Authenticate: Digest realm="example.test", nonce="1", algorithm=MD5]
        MESSAGE text:hello [Proxy-Authorization: Digest]  -->
                <--  200                     sent m1`,
      ),
    ));

  test('never answered', () =>
    scene((alice, bob) => ladder(alice, bob, 'send hello\nMESSAGE text:hello  -->  not-sent m1 timeout'), {
      t1Ms: 15,
    }));

  test('longer than a datagram may be: not sent (RFC 3428 §8)', () =>
    scene(async (alice, bob) => {
      await ladder(alice, bob, `send ${'x'.repeat(1_300)}   not-sent m1 too-long\nquiet`);
    }));

  test.each(['', 'a b', 'sip:x@h\r\nX: y'])('to no address: %j', (target) =>
    scene(async (alice) => {
      const lineId = alice.line.id;
      alice.signalling.handle({ kind: 'message/send', lineId, messageId: 'm1', target, text: 'x' });
      expect(await alice.reports.next(1_000)).toBe('not-sent m1 bad-target');
    }),
  );

  test('on a line that is not there', () =>
    scene(async (alice) => {
      alice.signalling.handle({
        kind: 'message/send',
        lineId: 'x',
        messageId: 'm1',
        target: 'bob',
        text: 'x',
      });
      expect(await alice.reports.next(1_000)).toBe('not-sent m1 not-registered');
    }));
});
