import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { eventually } from '../../support/deadline';
import {
  type Direction,
  fateOf,
  type LossyRelay,
  startLossyRelay,
  type Weather,
} from '../../support/lossy-relay';

const fates = (weather: Weather, count = 4000, direction: Direction = 'forth') =>
  Array.from({ length: count }, (_, index) => fateOf(weather, direction, index));

test('the same seed gives the same weather, another seed another', () => {
  const weather: Weather = { seed: 5, loss: 0.25, duplicate: 0.1, jitterMs: 20 };
  expect(fates(weather)).toEqual(fates(weather));
  expect(fates(weather)).not.toEqual(fates({ ...weather, seed: 6 }));
  expect(fates(weather)).not.toEqual(fates(weather, 4000, 'back'));
});

test('the rates are the ones asked for', () => {
  const all = fates({ seed: 1, loss: 0.25, duplicate: 0.1, reorder: 0.2, reorderMs: 30 });
  expect(all.filter((fate) => fate.length === 0).length / all.length).toBeCloseTo(0.25, 1);
  const arrived = all.filter((fate) => fate.length > 0);
  expect(arrived.filter((fate) => fate.length === 2).length / arrived.length).toBeCloseTo(0.1, 1);
  expect(arrived.filter((fate) => fate[0] === 30).length / arrived.length).toBeCloseTo(0.2, 1);
});

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function echoServer(): Promise<number> {
  const socket = createSocket('udp4');
  socket.on('message', (packet, from) => {
    socket.send(packet, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  open.push(socket);
  return socket.address().port;
}

/** Sends `count` packets through the relay and gives what came back once both directions have seen everything. */
async function throughRelay(relay: LossyRelay, count: number): Promise<readonly number[]> {
  const socket = createSocket('udp4');
  const got: number[] = [];
  socket.on('message', (packet) => got.push(packet.readUInt16BE(0)));
  open.push(socket);
  for (let index = 0; index < count; index++) {
    const packet = Buffer.alloc(2);
    packet.writeUInt16BE(index);
    socket.send(packet, relay.port, '127.0.0.1');
  }
  await eventually(3000, 'all packets have met their fate', () => {
    const [forth, back] = [relay.tally('forth'), relay.tally('back')];
    const expected = forth.packets - forth.lost + forth.doubled;
    const home = back.packets - back.lost + back.doubled;
    return Promise.resolve(
      forth.packets === count && back.packets === expected && got.length === home ? true : undefined,
    );
  });
  return got;
}

test('packets are lost, doubled and overtaken on a real socket', async () => {
  const relay = await startLossyRelay(await echoServer(), {
    seed: 3,
    loss: 0.25,
    duplicate: 0.1,
    reorder: 0.2,
    reorderMs: 20,
  });
  open.push({ close: () => relay.stop() });
  const got = await throughRelay(relay, 200);
  expect(relay.tally('forth').lost).toBe(
    Array.from({ length: 200 }, (_, index) => fateOf({ seed: 3, loss: 0.25 }, 'forth', index)).filter(
      (fate) => fate.length === 0,
    ).length,
  );
  expect(got).not.toEqual([...got].sort((a, b) => a - b));
  expect(new Set(got).size).toBeLessThan(got.length);
});

test('in fair weather everything arrives once, in order', async () => {
  const relay = await startLossyRelay(await echoServer(), { seed: 3 });
  open.push({ close: () => relay.stop() });
  expect(await throughRelay(relay, 100)).toEqual(Array.from({ length: 100 }, (_, index) => index));
});
