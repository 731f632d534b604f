import { describe, expect, test } from 'vitest';
import { ladder } from './support/ladder';
import { scene } from './support/scene';
import { HUNG_UP_BY_THEM } from './support/talking';
import { until } from './support/waiting';

const RELIABLE = (number: number): string => `[Require: 100rel] [RSeq: ${String(number)}]`;

describe('reliable provisional responses to our INVITE (RFC 3262 §4)', () => {
  test('each is acknowledged, in order; the 200 need not repeat the description', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp [Supported: 100rel]  -->
                  <--  180 ${RELIABLE(7)}                ringing
        PRACK [RAck: 7 1 INVITE]  -->
                  <--  200 PRACK
                  <--  183 INVITE sdp ${RELIABLE(8)}     early-media
        PRACK [RAck: 8 1 INVITE]  -->
                  <--  200 PRACK
                  <--  200 INVITE                        established
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('one that comes before its turn is not acknowledged, one that comes again not twice', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  180 ${RELIABLE(1)}                ringing
        PRACK [RAck: 1 1 INVITE]  -->
                  <--  200 PRACK
                  <--  180 INVITE ${RELIABLE(1)}
        quiet
                  <--  183 INVITE sdp ${RELIABLE(3)}
        quiet
                  <--  183 INVITE sdp ${RELIABLE(2)}     early-media
        PRACK [RAck: 2 1 INVITE]  -->
                  <--  200 PRACK
                  <--  486 INVITE                        ended busy
        ACK       -->`,
      );
    }));

  test('the number may stand among other options, nonsense in its place is no number', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  180 [Require: timer, 100rel] [RSeq: x]    ringing
        quiet
                  <--  183 sdp [Require: timer, 100rel] [RSeq: 4]   early-media
        PRACK [RAck: 4 1 INVITE]  -->
                  <--  481 PRACK
                  <--  200 INVITE sdp                    established
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('a challenge to the PRACK leaves the numbers of the dialog in order', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp [CSeq: 1 INVITE]  -->
                  <--  183 sdp ${RELIABLE(1)}            early-media
        PRACK [CSeq: 2 PRACK]  -->
                  <--  407 PRACK [Proxy-Authenticate: Digest realm="example.test", nonce="n1"]
        PRACK [CSeq: 3 PRACK]  -->
                  <--  200 PRACK
                  <--  200 INVITE                        established
        ACK       -->
        hang-up                                          ended hung-up us
        BYE [CSeq: 4 BYE]  -->
                  <--  200 BYE`,
      );
    }));
});

describe('reliable ringing where the caller requires it (RFC 3262 §3)', () => {
  const REQUIRED = '[Require: 100rel]';

  test('repeated until its PRACK, then answered', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp ${REQUIRED}            incoming
        180 [Require: 100rel]  -->`,
      );
      await until(() => bob.seen.filter(({ status }) => status === 180).length >= 3, 'the 180 is repeated');
      await ladder(
        alice,
        bob,
        `
                  <--  PRACK
        200 PRACK  -->
        answer                                           established
        200 INVITE sdp  -->
                  <--  ACK
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('a caller who only supports it hears ringing as ever', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp [Supported: 100rel]    incoming
        180 [Require:] [RSeq:]  -->
                  <--  CANCEL                            ended missed
        200 CANCEL  -->
        487 INVITE  -->
                  <--  ACK`,
      );
    }));

  test('another number, another INVITE, and the same once more hear 481', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp ${REQUIRED}            incoming
        180 [Require: 100rel]  -->
                  <--  PRACK [RAck: 1 1 INVITE]
        481 PRACK  -->
                  <--  PRACK [RAck: nonsense]
        481 PRACK  -->
                  <--  PRACK
        200 PRACK  -->
                  <--  PRACK
        481 PRACK  -->
                  <--  CANCEL                            ended missed
        200 CANCEL  -->
        487 INVITE  -->
                  <--  ACK`,
      );
    }));

  test('an offer in the PRACK comes too early', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp ${REQUIRED}            incoming
        180 [Require: 100rel]  -->
                  <--  PRACK sdp
        488 PRACK  -->
        answer                                           established
        200 INVITE sdp  -->
                  <--  ACK
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('answered before the PRACK: it is still acknowledged', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp ${REQUIRED}            incoming
        180 [Require: 100rel]  -->
        answer                                           established
        200 INVITE sdp  -->
                  <--  PRACK
        200 PRACK  -->
                  <--  ACK
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('never acknowledged: the call is refused after 64·T1', () =>
    scene(
      async (alice, bob) => {
        await ladder(
          alice,
          bob,
          `
                  <--  INVITE sdp ${REQUIRED}            incoming
        180 [Require: 100rel]  -->                       ended missed
        500 INVITE  -->
                  <--  ACK`,
        );
      },
      { t1Ms: 15 },
    ));

  test('without an offer ours is in the 180 and the answer in the PRACK (§5)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE ${REQUIRED}                incoming
        180 sdp:sendrecv [Require: 100rel]  -->
        answer
        quiet
                  <--  PRACK sdp                         established
        200 PRACK  -->
        200 INVITE  -->
                  <--  ACK
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('without an offer, and the PRACK answers nothing', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE ${REQUIRED}                incoming
        180 sdp [Require: 100rel]  -->
                  <--  PRACK
        200 PRACK  -->
        answer                                           ended no-common-codec
        488 INVITE  -->
                  <--  ACK`,
      );
    }));

  test('the caller gives up while our offer is being made', () =>
    scene(async (alice, bob) => {
      alice.media.delay = () => new Promise((resolve) => setTimeout(resolve, 30));
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE ${REQUIRED}                incoming
                  <--  CANCEL                            ended missed
        200 CANCEL  -->
        487 INVITE  -->
                  <--  ACK`,
      );
    }));

  test('UPDATE while it rings (RFC 3311 §5.2)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp ${REQUIRED}            incoming
        180 [Require: 100rel]  -->
                  <--  PRACK
        200 PRACK  -->
                  <--  UPDATE
        200 UPDATE [Contact: sip:alice]  -->
                  <--  UPDATE sdp
        500 UPDATE  -->
        answer                                           established
        200 INVITE sdp  -->
                  <--  ACK
        ${HUNG_UP_BY_THEM}`,
      );
      expect(bob.seen.find(({ status }) => status === 500)?.header('retry-after')).toMatch(/^(?:10|\d)$/);
    }));

  test('UPDATE after our offer was answered, before the call is', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE ${REQUIRED}                incoming
        180 sdp [Require: 100rel]  -->
                  <--  UPDATE sdp
        491 UPDATE  -->
                  <--  PRACK sdp
        200 PRACK  -->
                  <--  UPDATE sdp:sendonly
        200 UPDATE sdp:recvonly  -->
        answer                                           established
        200 INVITE  -->
                  <--  ACK
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('BYE while our answer to an UPDATE is being made', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE ${REQUIRED}                incoming
        180 sdp [Require: 100rel]  -->
                  <--  PRACK sdp
        200 PRACK  -->`,
      );
      alice.media.delay = () => new Promise((resolve) => setTimeout(resolve, 50));
      await ladder(
        alice,
        bob,
        `
                  <--  UPDATE sdp
                  <--  BYE                               ended missed
        200 BYE   -->
        487 INVITE  -->
                  <--  ACK
        487 UPDATE  -->`,
      );
    }));
});
