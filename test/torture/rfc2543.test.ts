import { expect, test } from 'vitest';
import { Alice } from '../ladder/support/alice';
import { sdp } from '../ladder/support/sip-text';
import { until } from '../ladder/support/waiting';
import { FuzzPeer } from './fuzz/peer';
import { write } from './support/draft';

/** Short: should the ACK not be recognised, the call ends within 64·T1. */
const T1_MS = 5;

test('a whole call of an RFC 2543 caller: without branch, tag and Contact', async () => {
  const peer = await FuzzPeer.open();
  const alice = new Alice({ port: peer.port, t1Ms: T1_MS });
  try {
    await alice.registered();
    const via = `SIP/2.0/UDP gateway.test:${String(peer.port)}`;
    const from = '<sip:+4930555@gateway.test>';
    const send = (method: string, cseq: number, to: string, body = ''): void => {
      const headers = { Via: via, From: from, To: to, CSeq: `${String(cseq)} ${method}`, Contact: null };
      peer.send(write({ port: peer.port, marker: 'old' }, { method, headers, body }));
    };
    const ringing = await peer.next('180 INVITE', () => {
      send('INVITE', 1, '<sip:alice@example.test>', sdp());
    });
    expect(ringing.header('via')).not.toContain('branch');
    expect(ringing.header('from')).toBe(from);
    const answer = await peer.next('200 INVITE', () => {
      alice.signalling.handle({ kind: 'call/answer', callId: alice.callId });
    });
    send('ACK', 1, answer.header('to') ?? '');
    await peer.flush();
    // Longer than an answer is repeated for: without its ACK the call would have ended.
    await new Promise((resolve) => setTimeout(resolve, 64 * T1_MS + 100));
    expect(alice.signalling.open.calls).toBe(1);
    await peer.next('200 BYE', () => {
      send('BYE', 2, answer.header('to') ?? '');
    });
    await until(() => alice.signalling.open.calls === 0, 'the call ended');
  } finally {
    await alice.signalling.close();
    peer.close();
  }
});
