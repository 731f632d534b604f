import { createServer, type AddressInfo } from 'node:net';
import { createSocket } from 'node:dgram';
import { describe, expect, test } from 'vitest';
import { Alice } from './support/alice';
import { FarEnd } from './support/far-end';
import { ladder } from './support/ladder';
import { MirrorProxy } from './support/mirror-proxy';
import { scene } from './support/scene';
import { branchOf, readMessage, type Received } from './support/sip-text';
import { Inbox, until } from './support/waiting';

const HANG_UP = `
      hang-up                          ended hung-up us
      BYE         -->
                  <--  200 BYE`;

describe('the network', () => {
  test('a call to ourselves through our proxy', async () => {
    const proxy = await MirrorProxy.open();
    const alice = await new Alice({ port: proxy.port }).registered();
    alice.dial('sip:alice@example.test');
    const outgoing = alice.callId;
    await until(() => alice.callId !== outgoing, 'rings');
    const incoming = alice.callId;
    alice.signalling.handle({ kind: 'call/answer', callId: incoming });
    const established = (): number => alice.events.filter(({ kind }) => kind === 'call/established').length;
    await until(() => established() === 2, 'both established');
    alice.signalling.handle({ kind: 'call/hang-up', callId: outgoing });
    await until(() => alice.signalling.open.calls === 0, 'both ended');
    const ends = alice.events
      .filter((event) => event.kind === 'call/ended')
      .map(({ callId, why }) => [callId, why]);
    expect(ends).toEqual([
      [outgoing, { kind: 'hung-up', by: 'us' }],
      [incoming, { kind: 'hung-up', by: 'them' }],
    ]);
    await alice.signalling.close();
    proxy.close();
  });

  test('a request too large for UDP goes over TCP where the server takes it (RFC 3261 §18.1.1)', () =>
    scene(async (alice, bob) => {
      const overTcp = new Inbox<Received>();
      const server = createServer((socket) =>
        socket.on('data', (data) => {
          overTcp.put(readMessage(data.toString('utf8')));
        }),
      );
      await new Promise<void>((resolve) => server.listen(bob.port, '127.0.0.1', resolve));
      expect((server.address() as AddressInfo).port).toBe(bob.port);
      alice.media.padding = 1_500;
      alice.dial();
      const invite = await overTcp.next(2_000);
      expect(invite?.header('via')).toContain('SIP/2.0/TCP');
      alice.signalling.handle({ kind: 'call/hang-up', callId: alice.callId });
      await alice.signalling.close();
      server.close();
      expect(bob.inbox.size).toBe(0);
      alice.reports.clear();
    }));

  test('… and over UDP where it does not', () =>
    scene(async (alice, bob) => {
      alice.media.padding = 1_500;
      await ladder(
        alice,
        bob,
        `
      dial
      INVITE sdp [Via: SIP/2.0/UDP] -->
                  <--  200 sdp         established
      ACK         -->
      ${HANG_UP}`,
      );
    }));

  test('a far end that speaks from its own address, without Record-Route', () =>
    scene(async (alice, bob) => {
      const peer = createSocket('udp4');
      await new Promise<void>((resolve) => peer.bind(0, '127.0.0.2', resolve));
      const heard = new Inbox<Received>();
      peer.on('message', (bytes) => {
        heard.put(readMessage(bytes.toString('utf8')));
      });
      await ladder(
        alice,
        bob,
        `
      dial
      INVITE sdp  -->
                  <--  200 sdp [Contact: <sip:bob@127.0.0.2:${String(peer.address().port)}>]   established`,
      );
      const ack = await heard.next(1_000);
      expect(ack?.method).toBe('ACK');
      const [, port = ''] = /127\.0\.0\.1:(\d+)/.exec(ack?.header('via') ?? '') ?? [];
      const fields = (method: string, branch: string): string =>
        [
          `${method} sip:alice@127.0.0.1:${port} SIP/2.0`,
          `Via: SIP/2.0/UDP 127.0.0.2:${String(peer.address().port)};branch=${branch};rport`,
          `From: ${ack?.header('to') ?? ''}`,
          `To: ${ack?.header('from') ?? ''}`,
          `Call-ID: ${ack?.header('call-id') ?? ''}`,
          `CSeq: 1 ${method}`,
          'Content-Length: 0',
          '',
          '',
        ].join('\r\n');
      peer.send(fields('BYE', 'z9hG4bKdirect'), Number(port), '127.0.0.1');
      expect(await alice.reports.next(2_000)).toBe('ended hung-up them');
      // The ACK may come again meanwhile: the 200 is repeated, since no ACK reaches the proxy.
      expect(await heard.nextThat(({ status }) => status === 200, 1_000)).toBeDefined();
      peer.close();
    }));

  test('a stranger is met with silence (and so is his INVITE)', () =>
    scene(async (alice, bob) => {
      const { port } = await aliceAddress(alice, bob);
      const scanner = createSocket('udp4');
      await new Promise<void>((resolve) => scanner.bind(0, '127.0.0.3', resolve));
      let answers = 0;
      scanner.on('message', () => answers++);
      for (const method of ['OPTIONS', 'INVITE', 'REGISTER', 'BYE']) {
        const lines = [
          `${method} sip:100@127.0.0.1 SIP/2.0`,
          `Via: SIP/2.0/UDP 127.0.0.3:${String(scanner.address().port)};branch=z9hG4bK${method};rport`,
          'From: <sip:100@1.1.1.1>;tag=s',
          'To: <sip:100@1.1.1.1>',
          `Call-ID: ${method}`,
          `CSeq: 1 ${method}`,
          'Contact: <sip:100@127.0.0.3>',
          'Content-Length: 0',
        ];
        scanner.send(`${lines.join('\r\n')}\r\n\r\n`, port, '127.0.0.1');
      }
      await ladder(alice, bob, 'quiet');
      expect(answers).toBe(0);
      // Not seen by the person, but counted.
      await until(
        () => alice.events.some((event) => event.kind === 'line/strangers' && event.strangers.count > 0),
        'counted',
      );
      scanner.close();
    }));

  test('hostile datagrams from the server itself: no answer, no crash, calls go on', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
      dial
      INVITE sdp  -->
                  <--  200 sdp         established
      ACK         -->`,
      );
      const invite = bob.seen.find(({ method }) => method === 'INVITE')?.text ?? '';
      const branch = branchOf(readMessage(invite));
      const mean = [
        Buffer.alloc(65_000, 'a\r\n'),
        Buffer.from(Array.from({ length: 300 }, (_, index) => index % 256)),
        `SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP x;branch=${branch}\r\nFrom: <>\r\nTo: "\r\nCall-ID: %\r\nCSeq: 1 INVITE\r\n\r\n`,
        `PRACK sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKp\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: p\r\nCSeq: 1 PRACK\r\n\r\n`,
        `INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKq\r\nFrom: <sip:%zz@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: q\r\nCSeq: 1 INVITE\r\nContact: <sip:%ff@b>\r\nReplaces: x\r\n\r\n`,
        invite.replace(/^INVITE/, 'BYE').replace('CSeq: 1 INVITE', 'CSeq: 99999999999 BYE'),
      ];
      for (const text of mean) bob.sendRaw(text);
      await until(() => alice.signalling.open.calls <= 2, 'handled');
      for (const { kind, ...event } of alice.events) {
        if (kind === 'call/incoming' && 'callId' in event)
          alice.signalling.handle({ kind: 'call/decline', callId: event.callId, status: 486 });
      }
      alice.callId = 'call-1';
      alice.signalling.handle({ kind: 'call/hang-up', callId: 'call-1' });
      await until(() => bob.seen.some(({ method }) => method === 'BYE'), 'BYE');
      bob.reply(200, 'BYE', '');
      await until(() => alice.signalling.open.calls === 0, 'all calls over');
      alice.reports.clear();
    }));

  test('closing hangs up what stands and what rings', async () => {
    const bob = await FarEnd.open();
    const alice = await new Alice({ port: bob.port }).registered();
    await ladder(
      alice,
      bob,
      `
      dial
      INVITE sdp  -->
                  <--  200 sdp         established
      ACK         -->
      new-call
                  <--  INVITE sdp      incoming
      180         -->`,
    );
    const closing = alice.signalling.close();
    await ladder(
      alice,
      bob,
      `
      480 INVITE  -->                  ended hung-up us, ended declined us
                  <--  ACK
      BYE         -->
                  <--  200 BYE`,
    );
    await closing;
    expect(alice.signalling.open).toEqual({ lines: 0, calls: 0, transactions: 0, dialogs: 0 });
    expect(
      bob.seen.some((message) => message.method === 'REGISTER' && message.header('expires') === '0'),
    ).toBe(true);
    bob.close();
  });

  test('fifty calls leave nothing behind', () =>
    scene(
      async (alice, bob) => {
        for (let round = 0; round < 50; round++) {
          bob.forgetDialogs();
          await ladder(
            alice,
            bob,
            `
      dial
      INVITE sdp  -->
                  <--  200 sdp         established
      ACK         -->
      ${HANG_UP}`,
          );
        }
        await until(() => alice.signalling.open.transactions === 0, 'no transaction left', 4_000);
      },
      { t1Ms: 20 },
    ));
});

/** Where Alice listens. */
async function aliceAddress(alice: Alice, bob: FarEnd): Promise<{ port: number }> {
  await alice.registered();
  const via = bob.seen.find(({ method }) => method === 'REGISTER')?.header('via') ?? '';
  return { port: Number(/127\.0\.0\.1:(\d+)/.exec(via)?.[1] ?? 0) };
}
