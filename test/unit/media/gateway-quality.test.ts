import { expect, test, vi } from 'vitest';
import { writeRtcp } from '../../../src-main/media/rtcp/packet';
import { writeVoipMetrics } from '../../../src-main/media/rtcp/voip-metrics';
import type { NetworkQuality } from '../../../src-main/phone/call/network-quality';
import { GatewayBench } from '../../support/gateway-bench';

test('what the network does is told: our count of theirs, their report of ours, and theirs besides', async () => {
  await using bench = await GatewayBench.open();
  const { phone } = bench;
  const { session, leg, to } = await bench.call();
  const told: NetworkQuality[] = [];
  session.onQuality((quality) => told.push(quality));
  leg.send(Buffer.alloc(160, 1));
  const { ssrc } = await phone.hears('speech', () => true);
  for (let n = 0; n < 10; n++) {
    if (n === 4) phone.sequence++;
    phone.send(to, 0, Buffer.alloc(160, n));
  }
  await leg.hears('theirs', ({ payload }) => payload[0] === 9);
  const about = { ssrc, fractionLost: 128, cumulativeLost: 1, highestSequence: 9, jitter: 16 };
  const report = { ssrc: phone.ssrc, sender: null, reports: [{ ...about, lastSr: 0, delaySinceLastSr: 0 }] };
  const metrics = { lossShare: 0.25, discardShare: 0.5, burstDensity: 0.75, gapDensity: 0 };
  const more = writeVoipMetrics(phone.ssrc, { ...metrics, ssrc, burstMs: 0, gapMs: 0, roundTripMs: null });
  phone.sendReport(to + 1, Buffer.concat([writeRtcp(report, 'phone'), more]));
  await vi.waitFor(() => {
    expect(told.at(-1)).toMatchObject({
      heard: { packets: 11, lost: 1 },
      sent: { lost: 1, lossShare: 0.5, jitterMs: 2 },
      roundTripMs: null,
      theirs: metrics,
    });
  }, 6000);
});
