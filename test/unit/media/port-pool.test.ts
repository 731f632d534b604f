import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { silentLog } from '../../../src-main/base/log';
import { seededRandom } from '../../../src-main/base/random';
import { PortPool, type PortPair } from '../../../src-main/media/port-pool';
import { freePortBlock } from '../../support/ports';
import { within } from '../../support/deadline';

const quiet = { rtp: () => undefined, rtcp: () => undefined };
const pool = (first: number, last: number): PortPool =>
  new PortPool({ range: { first, last }, random: seededRandom(1), log: silentLog });

function value(result: Awaited<ReturnType<PortPool['open']>>): PortPair {
  if (!result.ok) throw new Error(result.error.detail);
  return result.value;
}

test('an even RTP port with RTCP above it; what arrives is handed on', async () => {
  const first = await freePortBlock(2);
  let heard: (bytes: Buffer) => void = () => undefined;
  const arrived = new Promise<Buffer>((resolve) => {
    heard = resolve;
  });
  const pair = value(
    await pool(first, first + 1).open('127.0.0.1', {
      ...quiet,
      rtcp: (bytes) => {
        heard(bytes);
      },
    }),
  );
  expect([pair.rtpPort, pair.rtcpPort]).toEqual([first, first + 1]);
  const other = value(await pool(await freePortBlock(2), 32_000).open('127.0.0.1', quiet));
  other.sendRtp(Buffer.from('hello'), { address: '127.0.0.1', port: pair.rtcpPort });
  expect(String(await within(2000, 'a packet', arrived))).toBe('hello');
  pair.dispose();
  pair.dispose();
  other.dispose();
});

test('taken ports are stepped over, and no port left is a failure', async () => {
  const first = await freePortBlock(4);
  const taken = createSocket('udp4');
  await new Promise<void>((resolve) => taken.bind(first + 1, '127.0.0.1', resolve));
  const pair = value(await pool(first, first + 3).open('127.0.0.1', quiet));
  expect(pair.rtpPort).toBe(first + 2);
  const none = await pool(first, first + 3).open('127.0.0.1', quiet);
  expect(none.ok || none.error.kind).toBe('media-unavailable');
  pair.dispose();
  taken.close();
});

const hasIpv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
);
test.skipIf(!hasIpv6)('IPv6', async () => {
  const pair = value(await pool(20_000, 30_000).open('::1', quiet));
  pair.sendRtp(Buffer.from('x'), { address: '::1', port: pair.rtpPort });
  pair.dispose();
});
