import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { seededRandom } from '../../../src-main/base/random';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import type { Flow } from '../../../src-main/sip/transport/flow';
import { KeepAliveHabits } from '../../../src-main/sip/transport/keepalive';
import { openStream } from '../../../src-main/sip/transport/stream';
import { bindingRequest, isStun, mappedAddress } from '../../../src-main/sip/transport/stun';
import { openUdp } from '../../../src-main/sip/transport/udp';
import { openWebSocket } from '../../../src-main/sip/transport/websocket';
import { until } from '../../ladder/support/waiting';

const NOTICED_MS = 30_000;
const PROMISE = { answers: true, patienceMs: null };

let clock: VirtualClock;
let lost: string[];
let probes: number;
const events = {
  onMessage: () => undefined,
  onLost: (error: Error) => lost.push(error.message),
  onProbe: () => {
    probes++;
  },
};

beforeEach(() => {
  clock = new VirtualClock();
  lost = [];
  probes = 0;
});

/** In steps, so that what was sent on the way is answered on the way. */
async function pass(ms: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += 500) {
    clock.advance(500);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

describe('a connection whose other end is gone though nobody closed it (RFC 5626 §4.4.1)', () => {
  let server: Server;
  let heard = '';
  /** What the server does with what it hears. */
  let answer: (socket: Socket, text: string) => void;
  const sockets = new Set<Socket>();
  const habits = new KeepAliveHabits();

  beforeEach(async () => {
    heard = '';
    answer = () => undefined;
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        heard += data.toString();
        answer(socket, data.toString());
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  async function open(): Promise<Flow> {
    const { port } = server.address() as AddressInfo;
    const remote = { address: '127.0.0.1', port };
    const opened = await openStream({ remote, tls: null, connectTimeoutMs: 1_000, habits }, events, clock);
    if (!opened.ok) throw new Error(opened.error.kind);
    return opened.value;
  }

  test('is noticed within 30 s where pings were answered', async () => {
    answer = (socket) => socket.write('\r\n');
    const flow = await open();
    await pass(120_000);
    expect(heard).toMatch(/^(?:\r\n\r\n){6,8}$/);
    expect(lost).toEqual([]);
    answer = () => undefined;
    await pass(NOTICED_MS);
    await until(() => lost.length > 0, 'noticed');
    expect(probes).toBe(0);
    flow.dispose();
  });

  test('is noticed where only requests are answered, by asking with requests', async () => {
    events.onProbe = () => {
      probes++;
      for (const socket of sockets) if (!silent) socket.write('SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n');
    };
    let silent = false;
    const flow = await open();
    await pass(120_000);
    expect(lost).toEqual([]);
    expect(probes).toBeGreaterThan(3);
    silent = true;
    await pass(NOTICED_MS);
    await until(() => lost.length > 0, 'noticed');
    flow.dispose();
    events.onProbe = () => {
      probes++;
    };
  });

  test('a server that never answered anything is not given up for being silent', async () => {
    const flow = await open();
    await pass(120_000);
    expect(lost).toEqual([]);
    expect(probes).toBeGreaterThan(0);
    flow.dispose();
  });

  test('… unless it promised to (RFC 5626 §4.4, RFC 6223), and it is asked as often as it wants', async () => {
    answer = (socket) => socket.write('\r\n');
    const flow = await open();
    flow.promised({ answers: true, patienceMs: 10_000 });
    await pass(60_000);
    expect(heard.length / 4).toBeGreaterThanOrEqual(5);
    answer = () => undefined;
    await pass(NOTICED_MS);
    await until(() => lost.length > 0, 'noticed');
    flow.dispose();
  });
});

test('a WebSocket that does not answer pings is given up within 30 s', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong: false });
  await until(() => server.address() !== null, 'listening');
  const { port } = server.address() as AddressInfo;
  const opened = await openWebSocket(
    {
      ...{ remote: { address: '127.0.0.1', port }, host: '127.0.0.1', path: '/ws', tls: null },
      ...{ connectTimeoutMs: 1_000, token: 'abc' },
    },
    events,
    clock,
  );
  expect(opened.ok).toBe(true);
  await pass(NOTICED_MS);
  await until(() => lost.length > 0, 'noticed');
  for (const client of server.clients) client.terminate();
  server.close();
});

describe('STUN keep-alive over UDP (RFC 5626 §3.5.2)', () => {
  let server: UdpSocket;
  let asked: { bytes: Buffer; port: number }[] = [];
  let mappedPort: number | null;

  beforeEach(async () => {
    asked = [];
    mappedPort = 4_000;
    server = createSocket('udp4');
    server.on('message', (bytes, { port }) => {
      asked.push({ bytes, port });
      if (mappedPort !== null && isStun(bytes)) server.send(success(bytes, mappedPort), port, '127.0.0.1');
    });
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  });

  afterEach(() => server.close());

  async function open(): Promise<Flow> {
    const remote = { address: '127.0.0.1', port: server.address().port };
    const opened = await openUdp(remote, events, clock, seededRandom(5));
    if (!opened.ok) throw new Error(opened.error.kind);
    return opened.value;
  }

  test('empty lines where nothing was promised, Binding requests where it was', async () => {
    const flow = await open();
    await pass(26_000);
    await until(() => asked.length === 1, 'kept open');
    expect(asked[0]?.bytes.toString()).toBe('\r\n\r\n');
    flow.promised(PROMISE);
    flow.promised(PROMISE);
    await pass(60_000);
    expect(asked.slice(1).every(({ bytes }) => isStun(bytes))).toBe(true);
    expect(asked.length).toBeGreaterThanOrEqual(4);
    expect(asked.length).toBeLessThanOrEqual(6);
    expect(lost).toEqual([]);
    flow.dispose();
  });

  test.each([
    ['silence', null],
    ['another address of ours', 4_001],
  ])('%s: the flow is lost within 30 s', async (_what, next) => {
    const flow = await open();
    flow.promised(PROMISE);
    await pass(30_000);
    expect(lost).toEqual([]);
    mappedPort = next;
    await pass(NOTICED_MS);
    expect(lost).toHaveLength(1);
    flow.dispose();
  });

  test('a stranger cannot answer', async () => {
    const flow = await open();
    mappedPort = null;
    flow.promised(PROMISE);
    await until(() => asked.length > 0, 'asked');
    const stranger = createSocket('udp4');
    const { bytes, port } = asked[0] ?? { bytes: Buffer.alloc(20), port: 0 };
    stranger.send(success(bytes, 1), port, '127.0.0.1');
    server.send(success(Buffer.alloc(20), 1), port, '127.0.0.1');
    await pass(12_000);
    expect(lost).toHaveLength(1);
    stranger.close();
    flow.dispose();
  });

  test('rubbish is no answer and does no harm', () => {
    const id = new Uint8Array(12).fill(7);
    const good = success(bindingRequest(id), 80);
    expect(mappedAddress(good, id)).not.toBeNull();
    for (let cut = 0; cut < good.length; cut++) mappedAddress(good.subarray(0, cut), id);
    const longer = Buffer.from(good);
    longer.writeUInt16BE(0xffff, 2);
    longer.writeUInt16BE(0xffff, 22);
    expect(mappedAddress(longer, id)).toBe('');
    expect(mappedAddress(good, new Uint8Array(12))).toBeNull();
  });
});

/** A success response with an XOR-MAPPED-ADDRESS of that port. */
function success(request: Buffer, port: number): Buffer {
  const answer = Buffer.alloc(32);
  answer.writeUInt16BE(0x0101, 0);
  answer.writeUInt16BE(12, 2);
  request.copy(answer, 4, 4, 20);
  answer.writeUInt16BE(0x0020, 20);
  answer.writeUInt16BE(8, 22);
  answer[25] = 1;
  answer.writeUInt16BE(port, 26);
  answer.writeUInt32BE(0x7f000001, 28);
  return answer;
}
