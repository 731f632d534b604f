import { describe, test } from 'vitest';
import { ladder } from './support/ladder';
import { scene } from './support/scene';
import { stillScene } from './support/still-scene';

const PUBLISHED = `
      publish open
      PUBLISH xml:open [Event: presence] [Expires: 3600]  -->
                <--  200 PUBLISH [SIP-ETag: a1] [Expires: 60]   publication published`;

describe('publishing (RFC 3903)', () => {
  test('published, refreshed without its body, changed, taken back', async () => {
    await stillScene(async (alice, bob, clock) => {
      await ladder(alice, bob, PUBLISHED);
      clock.advance(47_000);
      await ladder(alice, bob, 'quiet');
      clock.advance(8_000);
      await ladder(
        alice,
        bob,
        `
      PUBLISH [SIP-If-Match: a1]  -->
                <--  200 PUBLISH [SIP-ETag: a2] [Expires: 60]   publication published
      publish closed
      PUBLISH xml:closed [SIP-If-Match: a2]  -->
                <--  200 PUBLISH [SIP-ETag: a3] [Expires: 60]   publication published
      unpublish
      PUBLISH [SIP-If-Match: a3] [Expires: 0]  -->
                <--  200 PUBLISH [Expires: 0]                   publication removed
      quiet`,
      );
    });
  });

  test('forgotten by them: 412, afresh with its body', () =>
    scene((alice, bob) =>
      ladder(
        alice,
        bob,
        `${PUBLISHED}
      publish closed
      PUBLISH xml:closed [SIP-If-Match: a1]  -->
                <--  412 PUBLISH
      PUBLISH xml:closed  -->
                <--  200 PUBLISH [SIP-ETag: b1] [Expires: 60]   publication published`,
      ),
    ));

  test('too short for them (423), then challenged', () =>
    scene((alice, bob) =>
      ladder(
        alice,
        bob,
        `
      publish open
      PUBLISH xml:open [Expires: 3600]  -->
                <--  423 PUBLISH [Min-Expires: 7200]
      PUBLISH xml:open [Expires: 7200]  -->
                <--  401 PUBLISH [WWW-Authenticate: Digest realm="example.test", nonce="1", algorithm=MD5]
      PUBLISH xml:open [Authorization: Digest]  -->
                <--  200 PUBLISH [SIP-ETag: c1]                 publication published`,
      ),
    ));

  test('changed while a request is under way: one at a time', () =>
    scene((alice, bob) =>
      ladder(
        alice,
        bob,
        `
      publish open
      PUBLISH xml:open  -->
      publish closed
      quiet
                <--  200 PUBLISH [SIP-ETag: a1] [Expires: 60]   publication published
      PUBLISH xml:closed [SIP-If-Match: a1]  -->
                <--  200 PUBLISH [SIP-ETag: a2] [Expires: 60]   publication published`,
      ),
    ));

  test.each([489, 405, 403])('refused with %d: not tried again', async (status) => {
    await stillScene(async (alice, bob, clock) => {
      const answer = `<--  ${String(status)} PUBLISH   publication failed ${String(status)}`;
      await ladder(alice, bob, `publish open\nPUBLISH xml:open  -->\n${answer}`);
      clock.advance(400_000);
      await ladder(alice, bob, 'quiet');
    });
  });

  test('overloaded: tried again when they say', async () => {
    await stillScene(async (alice, bob, clock) => {
      const answer = '<--  503 PUBLISH [Retry-After: 30]   publication failed 503';
      await ladder(alice, bob, `publish open\nPUBLISH xml:open  -->\n${answer}`);
      clock.advance(29_999);
      await ladder(alice, bob, 'quiet');
      clock.advance(3_100);
      const accepted = '<--  200 PUBLISH [SIP-ETag: a1] [Expires: 60]   publication published';
      await ladder(alice, bob, `PUBLISH xml:open  -->\n${accepted}`);
    });
  });

  test('we keep no state for others: 405, saying what we do', () =>
    scene(async (alice, bob) => {
      const from = '[From: <sip:bob@example.test>;tag=p] [Event: presence]';
      await ladder(alice, bob, `<--  PUBLISH xml:open ${from}\n405 PUBLISH [Allow: INVITE]  -->`);
      bob.forgetDialogs();
    }));
});
