import { describe, expect, test } from 'vitest';
import type { Alice } from './support/alice';
import type { FarEnd } from './support/far-end';
import { TurnedClock } from './support/turned-clock';
import { ladder } from './support/ladder';
import { scene } from './support/scene';
import { HUNG_UP_BY_THEM } from './support/talking';

/** Minutes pass as the ladder says. */
async function long(play: (alice: Alice, bob: FarEnd) => Promise<void>): Promise<void> {
  const clock = new TurnedClock();
  try {
    await scene(play, { alice: { clock, line: { expiresS: 3_600 } } });
  } finally {
    clock.dispose();
  }
}

/** What was sent before has arrived, however slow the machine. */
const ARRIVED = `
                  <--  INFO
        200 INFO  -->`;
const UPDATES = '[Allow: INVITE, ACK, BYE, CANCEL, UPDATE]';
const THEIRS = '[Require: timer] [Session-Expires: 600;refresher=uac]';

describe('a session lives as long as it is refreshed (RFC 4028), call made by us', () => {
  test('we refresh at half of it by UPDATE, without an offer', () =>
    long(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp [Session-Expires: 1800] [Supported: timer]  -->
                  <--  200 sdp ${THEIRS} ${UPDATES}      established
        ACK       -->
        pass 299s
        quiet
        pass 2s
        UPDATE [Session-Expires: 600;refresher=uac]  -->
                  <--  200 UPDATE ${THEIRS}
        ${ARRIVED}
        pass 301s
        UPDATE [Session-Expires: 600;refresher=uac]  -->
                  <--  200 UPDATE ${THEIRS}
        quiet
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('by re-INVITE where UPDATE is not allowed, and a hold stays a hold', () =>
    long(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  200 sdp ${THEIRS} [Allow: INVITE, ACK, BYE]   established
        ACK       -->
        hold
        INVITE sdp:sendonly [Session-Expires: 600;refresher=uac]  -->
                  <--  200 sdp:recvonly ${THEIRS}        hold ours
        ACK       -->
        pass 301s
        INVITE sdp:sendonly [Session-Expires: 600;refresher=uac]  -->
                  <--  200 sdp:recvonly ${THEIRS}        hold ours
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('an UPDATE that is not known after all is followed by a re-INVITE', () =>
    long(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  200 sdp ${THEIRS} ${UPDATES}      established
        ACK       -->
        pass 301s
        UPDATE    -->
                  <--  405 UPDATE
        INVITE sdp:sendrecv  -->
                  <--  200 INVITE sdp ${THEIRS}          hold none
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('nobody refreshes: hung up before the end, and the BYE says so', () =>
    long(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  200 sdp [Session-Expires: 90;refresher=uas]   established
        ACK       -->
        pass 59s
        quiet
        pass 2s                                          ended timeout
        BYE [Reason: SIP;cause=408]  -->
                  <--  200 BYE`,
      );
    }));

  test('they refresh, by UPDATE and by re-INVITE', () =>
    long(async (alice, bob) => {
      const refresh = '[Supported: timer] [Session-Expires: 90;refresher=uac]';
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  200 sdp [Session-Expires: 90;refresher=uas]   established
        ACK       -->
        pass 45s
                  <--  UPDATE ${refresh}
        200 UPDATE [Session-Expires: 90;refresher=uac] [Require: timer]  -->
        pass 45s
                  <--  INVITE sdp ${refresh}
        200 INVITE sdp [Session-Expires: 90;refresher=uac] [Require: timer]  -->
                  <--  ACK
        ${ARRIVED}
        pass 45s
        quiet
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('a refresh they do not answer for now is tried again', () =>
    long(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  200 sdp ${THEIRS} ${UPDATES}      established
        ACK       -->
        pass 301s
        UPDATE    -->
                  <--  500 UPDATE [Retry-After: 10]
        ${ARRIVED}
        pass 11s
        UPDATE    -->
                  <--  503 UPDATE
        ${ARRIVED}
        pass 140s
        UPDATE    -->
                  <--  491 UPDATE
        UPDATE    -->
                  <--  200 UPDATE ${THEIRS}
        ${ARRIVED}
        pass 290s
        quiet
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test.each([
    ['408', 'timeout'],
    ['481', 'connection-lost'],
  ])('%s to a refresh: the call is no more', (status, why) =>
    long(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  200 sdp ${THEIRS} ${UPDATES}      established
        ACK       -->
        pass 301s
        UPDATE    -->
                  <--  ${status} UPDATE                  ended ${why}
        BYE       -->
                  <--  481 BYE`,
      );
    }),
  );

  test('a refresh that is refused for ever: hung up before the end', () =>
    long(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  200 sdp [Session-Expires: 90;refresher=uac] [Allow: INVITE]   established
        ACK       -->
        pass 46s
        INVITE sdp  -->
                  <--  488
        ACK       -->
        ${ARRIVED}
        pass 8s
        INVITE sdp  -->
                  <--  488
        ACK       -->
        ${ARRIVED}
        pass 7s                                          ended timeout
        BYE [Reason: SIP;cause=408]  -->
                  <--  200 BYE`,
      );
    }));

  test('422: asked again for longer (§7.3), the first time and in the call', () =>
    long(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp [CSeq: 1 INVITE]  -->
                  <--  422 [Min-SE: 2400]
        ACK       -->
        INVITE sdp [CSeq: 2 INVITE] [Session-Expires: 2400] [Min-SE: 2400]  -->
                  <--  200 sdp [Require: timer] [Session-Expires: 2400;refresher=uac] ${UPDATES}   established
        ACK       -->
        pass 1201s
        UPDATE [Session-Expires: 2400;refresher=uac]  -->
                  <--  422 UPDATE [Min-SE: 3000]
        UPDATE [Session-Expires: 3000;refresher=uac] [Min-SE: 3000]  -->
                  <--  200 UPDATE [Require: timer] [Session-Expires: 3000;refresher=uac]
        ${HUNG_UP_BY_THEM}`,
      );
      const ids = bob.seen.filter(({ method, status }) => method === 'INVITE' && status === 0);
      expect(new Set(ids.map((invite) => invite.header('call-id'))).size).toBe(1);
    }));

  test('422 without end: refused', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  422 [Min-SE: 2000]
        ACK       -->
        INVITE sdp  -->
                  <--  422 [Min-SE: 2000]                ended rejected
        ACK       -->`,
      );
    }));

  test('a far end that knows no timers is never asked again', () =>
    long(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  200 sdp                           established
        ACK       -->
        hold
        INVITE sdp:sendonly [Session-Expires:]  -->
                  <--  200 sdp:recvonly                  hold ours
        ACK       -->
        pass 1900s
        quiet
        ${HUNG_UP_BY_THEM}`,
      );
    }));
});

describe('a call to us', () => {
  const FRITZBOX = '[Supported: 100rel, timer] [Session-Expires: 600]';

  test('the caller refreshes where he can', () =>
    long(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp ${FRITZBOX}            incoming
        180       -->
        answer                                           established
        200 sdp [Session-Expires: 600;refresher=uac] [Require: timer]  -->
                  <--  ACK
        ${ARRIVED}
        pass 560s
        quiet
        pass 10s                                         ended timeout
        BYE [Reason: SIP;cause=408]  -->
                  <--  200 BYE`,
      );
    }));

  test('we refresh where he cannot: a proxy asked for the timer', () =>
    long(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp [Session-Expires: 600] ${UPDATES}   incoming
        180       -->
        answer                                           established
        200 sdp [Session-Expires: 600;refresher=uas] [Require:]  -->
                  <--  ACK
        ${ARRIVED}
        pass 301s
        UPDATE [Session-Expires: 600;refresher=uac]  -->
                  <--  200 UPDATE ${THEIRS}
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('too short a session is refused, and may come again', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp [Supported: timer] [Session-Expires: 30]
        422 [Min-SE: 90]  -->
                  <--  ACK
                  <--  INVITE sdp [Supported: timer] [x: 90]   incoming
        180       -->
        answer                                           established
        200 sdp [Session-Expires: 90;refresher=uac]  -->
                  <--  ACK
                  <--  UPDATE [Supported: timer] [Session-Expires: 60]
        422 UPDATE [Min-SE: 90]  -->
                  <--  INVITE sdp [Supported: timer] [Session-Expires: 60]
        422 INVITE [Min-SE: 90]  -->
                  <--  ACK
        ${HUNG_UP_BY_THEM}`,
      );
    }));
});
