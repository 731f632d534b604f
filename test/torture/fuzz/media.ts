import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { seededRandom } from '../../../src-main/base/random';
import { writeBye, writeRtcp } from '../../../src-main/media/rtcp/packet';
import { writeVoipMetrics } from '../../../src-main/media/rtcp/voip-metrics';
import { writeRtp } from '../../../src-main/media/rtp/packet';
import type { GatewayBench, GatewayCall } from '../../support/gateway-bench';
import { BlockWatch } from './block-watch';
import { mutatedBytes } from './bytes';
import { Dice } from './dice';

const BATCH = 40;
/** What strangers say; nobody else does. */
const STRANGE = 0xee;
/** A mutated number may look like a jump of the far end's: its next two packets prove it wrong. */
const PROOF_PACKETS = 5;

export interface MediaFuzzResult {
  readonly packets: number;
  readonly longestBlockMs: number;
}

/** RTP, RTCP and STUN as they are, a packet whose extension reaches past its end among them. */
function templates(ssrc: number, payload: Buffer): readonly Buffer[] {
  const head = { payloadType: 0, marker: false, timestamp: 0x0102_0304, ssrc };
  const reports = [
    {
      ssrc: 7,
      fractionLost: 1,
      cumulativeLost: 2,
      highestSequence: 3,
      jitter: 4,
      lastSr: 5,
      delaySinceLastSr: 6,
    },
  ];
  const sender = { ntpSeconds: 1, ntpFraction: 2, rtpTimestamp: 3, packets: 4, octets: 5 };
  const metrics = {
    lossShare: 0,
    discardShare: 0,
    burstDensity: 0,
    gapDensity: 0,
    burstMs: 0,
    gapMs: 0,
    roundTripMs: 1,
  };
  const report = writeRtcp({ ssrc, sender, reports }, 'someone');
  return [
    ...[0, 100, 32_767, 65_535].map((sequence) => writeRtp({ ...head, sequence, payload })),
    writeRtp({ ...head, payloadType: 101, sequence: 200, payload: Buffer.from([5, 0x80, 0, 160]) }),
    Buffer.from([0x90, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0xbe, 0xde, 0xff, 0xff]),
    report,
    Buffer.concat([report, writeVoipMetrics(ssrc, { ssrc: 7, ...metrics })]),
    writeBye(ssrc, 'someone'),
    // A binding request (RFC 8489) with a USERNAME.
    Buffer.from('000100102112a44200112233445566778899aabb0006000961616161626262620a000000', 'hex'),
  ];
}

/** Sends so many mutated packets into a call, from its far end and from strangers; after each batch its sound still goes. */
export async function fuzzMedia(
  bench: GatewayBench,
  { leg, to }: GatewayCall,
  count: number,
  seed: number,
): Promise<MediaFuzzResult> {
  const { phone } = bench;
  const dice = new Dice(seededRandom(seed));
  const own = templates(phone.ssrc, Buffer.alloc(160, STRANGE - 1));
  const strange = templates(phone.ssrc, Buffer.alloc(160, STRANGE));
  const stranger = createSocket('udp4');
  const elsewhere = createSocket('udp4');
  elsewhere.bind(0, '127.0.0.3');
  await once(elsewhere, 'listening');
  const blocks = new BlockWatch();
  blocks.start();
  try {
    let packets = 0;
    for (let batch = 0; packets < count; batch++) {
      for (let n = 0; n < BATCH; n++, packets++) {
        const port = to + dice.below(2);
        const from = dice.below(4);
        if (from === 0) send(stranger, mutatedBytes(strange, dice), port);
        else if (from === 1)
          send(elsewhere, dice.below(2) === 0 ? dice.pick(strange) : mutatedBytes(strange, dice), port);
        else if (port === to) phone.sendRaw(to, mutatedBytes(own, dice));
        else phone.sendReport(port, mutatedBytes(own, dice));
      }
      await soundGoesOn(bench, leg, to, batch & 0x7f);
    }
    return { packets, longestBlockMs: blocks.longestMs };
  } finally {
    blocks.stop();
    stranger.close();
    elsewhere.close();
  }
}

function send(socket: Socket, bytes: Buffer, port: number): void {
  socket.send(bytes, port, '127.0.0.1');
}

async function soundGoesOn(
  { phone }: GatewayBench,
  leg: GatewayCall['leg'],
  to: number,
  mark: number,
): Promise<void> {
  for (let n = 0; n < PROOF_PACKETS; n++) phone.send(to, 0, Buffer.alloc(160, mark));
  await leg.hears('theirs', ({ payload }) => payload.length === 160 && payload[0] === mark);
  leg.send(Buffer.alloc(160, mark));
  await phone.hears('ours', ({ payload }) => payload.length === 160 && payload[0] === mark);
  const intruders = leg.heard.filter(
    ({ payload }) => payload.length > 0 && payload.every((byte) => byte === STRANGE),
  );
  if (intruders.length > 0) throw new Error('a stranger was heard');
  leg.heard.length = 0;
  phone.heard.length = 0;
  phone.wire.length = 0;
  phone.reports.length = 0;
}
