import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { silentLog } from '../../src-main/base/log';
import { systemClock } from '../../src-main/base/system-clock';
import type { Endpoint, Flow } from '../../src-main/sip/transport/flow';
import { LargeRequests } from '../../src-main/sip/transport/large-requests';
import { Trace } from '../../src-main/sip/trace/trace';
import { RFC_TIMERS } from '../../src-main/sip/retransmission/timers';
import { Wire } from '../../src-main/sip/transport/wire';
import { Alice } from '../ladder/support/alice';
import { sdp } from '../ladder/support/sip-text';
import { FuzzPeer } from './fuzz/peer';
import { write } from './support/draft';

/** What scanners send, the way the common tools write it. */
function scan(index: number, port: number): string {
  const method = ['OPTIONS', 'REGISTER', 'INVITE'][index % 3] ?? 'OPTIONS';
  const extension = String(100 + (index % 900));
  return write(
    { port, marker: `scan${String(index)}` },
    {
      method,
      start: `${method} sip:${extension}@127.0.0.1 SIP/2.0`,
      headers: {
        From: `"${extension}" <sip:${extension}@1.1.1.1>;tag=6632633839633030`,
        To: `"${extension}" <sip:${extension}@1.1.1.1>`,
        'User-Agent': 'friendly-scanner',
      },
      body: method === 'INVITE' ? sdp() : '',
    },
  );
}

const SCANS = 10_000;

async function withLine(play: (alice: Alice, peer: FuzzPeer) => Promise<void>): Promise<void> {
  const peer = await FuzzPeer.open();
  const alice = new Alice({ port: peer.port });
  try {
    await alice.registered();
    await play(alice, peer);
  } finally {
    await alice.signalling.close();
    peer.close();
  }
}

async function stranger(): Promise<Socket> {
  const socket = createSocket('udp4').bind(0, '127.0.0.2');
  await once(socket, 'listening');
  return socket;
}

describe('strangers and giants', () => {
  // Only Linux answers for the whole of 127.0.0.0/8 without being asked to.
  test.skipIf(process.platform !== 'linux')('10,000 requests of a scanner: no ring, no answer', () =>
    withLine(async (alice, peer) => {
      const socket = await stranger();
      let answers = 0;
      socket.on('message', () => answers++);
      for (let index = 0; index < SCANS; index++) {
        socket.send(scan(index, socket.address().port), peer.alicePort, '127.0.0.1');
        // The proxy is served meanwhile, and the socket's buffer never runs over.
        if (index % 100 === 99) await peer.flush();
      }
      await peer.flush();
      socket.close();
      expect(answers).toBe(0);
      expect(alice.reports.size).toBe(0);
      expect(alice.signalling.open).toMatchObject({ calls: 0, dialogs: 0 });
    }),
  );

  test('each of them is counted', () => {
    const sent: string[] = [];
    const wire = wireOf(sent);
    for (let index = 0; index < SCANS; index++)
      wire.receive(Buffer.from(scan(index, 5060)), { address: '203.0.113.9', port: 5060 }, flowTo(sent));
    expect(wire.dropped.get('stranger')).toBe(SCANS);
    expect(wire.admission.strangers).toBe(SCANS);
    // Not even a malformed request of theirs learns that somebody is here.
    wire.receive(
      Buffer.from('DANCE x SIP/2.0\r\n\r\n'),
      { address: '203.0.113.9', port: 5060 },
      flowTo(sent),
    );
    expect(sent).toEqual([]);
    wire.dispose();
  });

  test('datagrams of 64 kB', () =>
    withLine(async (alice, peer) => {
      const start = 'INVITE sip:alice@example.test SIP/2.0\r\n';
      const giants = [
        'x'.repeat(65_507),
        '\r\n'.repeat(32_000),
        start + 'aaa\r\n'.repeat(13_000),
        start + 'a:\r\n'.repeat(16_000),
        `${start}From: ${'<'.repeat(65_000)}\r\n\r\n`,
        `${start}Via: ${' ;'.repeat(32_000)}\r\n\r\n`,
        write({ port: peer.port, marker: 'giant' }, { method: 'INVITE', body: 'v'.repeat(64_000) }),
      ];
      for (const giant of giants) {
        const startedMs = performance.now();
        peer.send(giant.slice(0, 65_507));
        // Within the limit of a datagram we read: the most expensive a single one can be.
        peer.send(giant.slice(0, 16_384));
        await peer.flush();
        expect(performance.now() - startedMs).toBeLessThan(1_000);
      }
      expect(alice.reports.size).toBe(0);
      expect(alice.signalling.open).toMatchObject({ calls: 0, dialogs: 0 });
    }));
});

function flowTo(sent: string[]): Flow {
  const local: Endpoint = { address: '192.0.2.1', port: 5060 };
  const send = (text: string): void => void sent.push(text);
  return {
    protocol: 'UDP',
    local,
    remote: local,
    send,
    promised: () => undefined,
    dispose: () => undefined,
  };
}

function wireOf(sent: string[]): Wire {
  const wire = new Wire({
    clock: systemClock,
    timers: RFC_TIMERS,
    log: silentLog,
    trustsIdentity: true,
    ownUri: 'sip:alice@example.test',
    ownNames: ['example.test'],
    branchSuffix: '.x',
    protocol: 'UDP',
    largeRequests: new LargeRequests(
      () => Promise.resolve(null),
      () => 0,
    ),
    trace: new Trace(),
    addressOf: () => Promise.resolve(null),
    deliver: (text) => {
      sent.push(text);
      return true;
    },
  });
  wire.admission.setServers(['192.0.2.9']);
  return wire;
}
