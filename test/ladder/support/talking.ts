import type { Alice } from './alice';
import type { FarEnd } from './far-end';
import { ladder } from './ladder';

/** A call that stands, made by us or by them. */
export async function talking(alice: Alice, bob: FarEnd, who: 'us' | 'them' = 'us'): Promise<void> {
  if (who === 'us') {
    await ladder(
      alice,
      bob,
      `
      dial
      INVITE sdp  -->
                  <--  200 sdp         established
      ACK         -->`,
    );
  } else {
    await ladder(
      alice,
      bob,
      `
                  <--  INVITE sdp      incoming
      180         -->
      answer                           established
      200 sdp     -->
                  <--  ACK`,
    );
  }
}

export const HUNG_UP_BY_THEM = `
                  <--  BYE             ended hung-up them
      200 BYE     -->`;
