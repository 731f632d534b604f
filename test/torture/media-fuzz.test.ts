import { expect, test } from 'vitest';
import { freshKey, readCrypto, writeCrypto } from '../../src-main/media/srtp/crypto-attribute';
import { SrtpReceiver } from '../../src-main/media/srtp/receiver';
import { SrtpSender } from '../../src-main/media/srtp/sender';
import { SUITES } from '../../src-main/media/srtp/suite';
import { GatewayBench, portOf, value, type GatewayCall } from '../support/gateway-bench';
import { fuzzMedia } from './fuzz/media';

/** `npm run fuzz` asks for many more. */
const LARGE = process.env['OFFHOOK_FUZZ_MESSAGES'];
const PACKETS = Number(LARGE ?? 4000) / 2;
const SEED = Number(process.env['OFFHOOK_FUZZ_SEED'] ?? 20_270_302);
/** Other tests run beside the small one: only the large one may be held to the aim. */
const LONGEST_BLOCK_MS = LARGE === undefined ? 1000 : 50;

async function encryptedCall(bench: GatewayBench): Promise<GatewayCall> {
  const suite = SUITES.AES_CM_128_HMAC_SHA1_80;
  const master = freshKey(suite);
  const session = bench.session({ transport: 'tls' });
  const line = `a=${writeCrypto({ tag: 1, name: suite.name, suite, master })}`;
  const answer = value(
    await session.createAnswer(bench.phone.sdp('0 101', [line], '127.0.0.1', 'RTP/SAVP'), 'sendrecv'),
  );
  const [theirs] = readCrypto([/^a=crypto:(.*)\r$/m.exec(answer)?.[1] ?? '']) ?? [];
  bench.phone.protection = {
    send: new SrtpSender(suite, master),
    receive: new SrtpReceiver(suite, theirs?.keys ?? []),
  };
  session.connected();
  const leg = await bench.window.legOf('call-1');
  await leg.sends(0);
  return { session, leg, to: portOf(answer) };
}

test.each([
  ['plain', (bench: GatewayBench) => bench.call()],
  ['encrypted', encryptedCall],
] as const)(
  `RTP, RTCP and STUN into a call that is %s, seed ${String(SEED)}: its sound goes on, strangers are never heard`,
  async (what, call) => {
    await using bench = await GatewayBench.open();
    const { packets, longestBlockMs } = await fuzzMedia(bench, await call(bench), PACKETS, SEED);
    process.stdout.write(
      `fuzz media ${what.padEnd(11)} ${String(packets)} packets, longest block ${longestBlockMs.toFixed(0)} ms\n`,
    );
    expect(longestBlockMs).toBeLessThan(LONGEST_BLOCK_MS);
  },
  30_000 + PACKETS * 20,
);
