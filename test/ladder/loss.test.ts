import { describe, test } from 'vitest';
import { ladder } from './support/ladder';
import { scene } from './support/scene';

/** The flows every phone must finish, whatever the network does to them. */
const FLOWS: Readonly<Record<string, string>> = {
  'a call out, hung up by us (RFC 3665 §3.1)': `
      dial
      INVITE sdp  -->
                  <--  180             ringing
                  <--  200 sdp         established
      ACK         -->
      hang-up                          ended hung-up us
      BYE         -->
                  <--  200 BYE`,
  'a call out, hung up by them': `
      dial
      INVITE sdp  -->
                  <--  200 sdp         established
      ACK         -->
                  <--  BYE             ended hung-up them
      200 BYE     -->`,
  'a call in, hung up by them': `
                  <--  INVITE sdp      incoming
      180         -->
      answer                           established
      200 sdp     -->
                  <--  ACK
                  <--  BYE             ended hung-up them
      200 BYE     -->`,
  'a call in, hung up by us': `
                  <--  INVITE sdp      incoming
      180         -->
      answer                           established
      200 sdp     -->
                  <--  ACK
      hang-up                          ended hung-up us
      BYE         -->
                  <--  200 BYE`,
  'busy (RFC 3665 §3.9)': `
      dial
      INVITE sdp  -->
                  <--  486             ended busy
      ACK         -->`,
  'given up (RFC 3665 §3.8)': `
      dial
      INVITE sdp  -->
                  <--  180
      hang-up                          ended cancelled
      CANCEL      -->
                  <--  200 CANCEL
                  <--  487 INVITE
      ACK         -->`,
  'the caller gives up': `
                  <--  INVITE sdp      incoming
      180         -->
                  <--  CANCEL          ended missed
      200 CANCEL  -->
      487 INVITE  -->
                  <--  ACK`,
  declined: `
                  <--  INVITE sdp      incoming
      180         -->
      decline 486                      ended declined us
      486 INVITE  -->
                  <--  ACK`,
  'hold and resume (RFC 3665 §3.6)': `
      dial
      INVITE sdp  -->
                  <--  200 sdp         established
      ACK         -->
      hold
      INVITE sdp:sendonly  -->
                  <--  200 sdp:recvonly   hold ours
      ACK         -->
      resume
      INVITE sdp:sendrecv  -->
                  <--  200 sdp         hold none
      ACK         -->
      hang-up                          ended hung-up us
      BYE         -->
                  <--  200 BYE`,
  'held by them': `
                  <--  INVITE sdp      incoming
      180         -->
      answer                           established
      200 sdp     -->
                  <--  ACK
                  <--  INVITE sdp:sendonly   hold theirs
      200 sdp:recvonly  -->
                  <--  ACK
                  <--  BYE             ended hung-up them
      200 BYE     -->`,
};

const SEEDS = [1, 2, 3, 4, 5, 6];

describe('a quarter of all datagrams lost each way', () => {
  test.concurrent.each(Object.entries(FLOWS))('%s', async (_name, flow) => {
    await Promise.all(SEEDS.map((seed) => play(flow, seed)));
  });
});

async function play(flow: string, seed: number): Promise<void> {
  try {
    await scene((alice, bob) => ladder(alice, bob, flow, { lossy: true }), { loss: 0.25, seed, t1Ms: 25 });
  } catch (error) {
    throw new Error(`seed ${String(seed)}`, { cause: error });
  }
}
