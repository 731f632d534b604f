import { describe, expect, test } from 'vitest';
import { ladder } from './support/ladder';
import { scene } from './support/scene';
import { HUNG_UP_BY_THEM, talking } from './support/talking';

const LOST = { codec: null, encrypted: false };

describe('the media window died under a WebRTC call', () => {
  test('the sound is agreed afresh', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      alice.media.last.infoSignal.fire(LOST);
      expect(await alice.reports.next(1_000)).toBe('media none');
      await ladder(
        alice,
        bob,
        `
        INVITE sdp:sendrecv  -->
                  <--  200 sdp:sendrecv          hold none
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('a held call stays held when its sound is agreed afresh', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        hold
        INVITE sdp:sendonly  -->
                  <--  200 sdp:recvonly          hold ours
        ACK       -->`,
      );
      alice.media.last.infoSignal.fire(LOST);
      expect(await alice.reports.next(1_000)).toBe('media none');
      await ladder(
        alice,
        bob,
        `
        INVITE sdp:sendonly  -->
                  <--  200 sdp:recvonly          hold ours
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('without its sound back the call ends with a reason', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      alice.media.last.infoSignal.fire(LOST);
      expect(await alice.reports.next(1_000)).toBe('media none');
      await ladder(
        alice,
        bob,
        `
        INVITE sdp:sendrecv  -->
                  <--  488                       ended internal
        ACK       -->
        BYE       -->
                  <--  200 BYE`,
      );
    }));

  test('sound lost while a hold is on its way: the hold first, then the sound', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        hold
        INVITE sdp:sendonly  -->`,
      );
      alice.media.last.infoSignal.fire(LOST);
      expect(await alice.reports.next(1_000)).toBe('media none');
      alice.media.nextFailure = { kind: 'media-unavailable', detail: 'gone' };
      await ladder(
        alice,
        bob,
        `
                  <--  200 sdp:recvonly          hold ours
        ACK       -->
        INVITE sdp:sendonly  -->
                  <--  200 sdp:recvonly          hold ours
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('sound that breaks off again at once ends the call instead of being offered for ever', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      alice.media.last.infoSignal.fire(LOST);
      expect(await alice.reports.next(1_000)).toBe('media none');
      await ladder(
        alice,
        bob,
        `
        INVITE sdp:sendrecv  -->
                  <--  200 sdp:sendrecv          hold none
        ACK       -->`,
      );
      alice.media.last.infoSignal.fire(LOST);
      expect(await alice.reports.next(1_000)).toBe('media none');
      expect(await alice.reports.next(1_000)).toBe('ended internal');
      await ladder(
        alice,
        bob,
        `
        BYE       -->
                  <--  200 BYE`,
      );
    }));
});
