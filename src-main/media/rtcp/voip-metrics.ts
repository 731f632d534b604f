/** RFC 3611 §4.7. Shares are 0…1. */
export interface VoipMetrics {
  /** The stream that is spoken of. */
  readonly ssrc: number;
  readonly lossShare: number;
  readonly discardShare: number;
  readonly burstDensity: number;
  readonly gapDensity: number;
  readonly burstMs: number;
  readonly gapMs: number;
  /** `null`: not known. */
  readonly roundTripMs: number | null;
}

const EXTENDED_REPORT = 207;
const VOIP_METRICS = 7;
const BLOCK_WORDS = 8;
const BLOCK_BYTES = 36;
const UNKNOWN = 127;
const G_MIN = 16;

/** An extended report with the one block; to stand behind a report and its SDES. */
export function writeVoipMetrics(from: number, metrics: VoipMetrics): Buffer {
  const bytes = Buffer.alloc(8 + BLOCK_BYTES);
  bytes.set([0x80, EXTENDED_REPORT]);
  bytes.writeUInt16BE(bytes.length / 4 - 1, 2);
  bytes.writeUInt32BE(from, 4);
  const block = bytes.subarray(8);
  block[0] = VOIP_METRICS;
  block.writeUInt16BE(BLOCK_WORDS, 2);
  block.writeUInt32BE(metrics.ssrc, 4);
  const { lossShare, discardShare, burstDensity, gapDensity } = metrics;
  [lossShare, discardShare, burstDensity, gapDensity].forEach((share, index) => {
    block[8 + index] = Math.min(255, Math.floor(256 * share));
  });
  // The delay of our own jitter buffer is the browser's secret: 0, as for what is not known (§4.7.3).
  [metrics.burstMs, metrics.gapMs, metrics.roundTripMs ?? 0, 0].forEach((ms, index) => {
    block.writeUInt16BE(Math.min(0xffff, Math.round(ms)), 12 + 2 * index);
  });
  // Levels, R factors and MOS are not measured here (§4.7.4, §4.7.5).
  block.set([UNKNOWN, UNKNOWN, UNKNOWN, G_MIN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN], 20);
  return bytes;
}

/** The VoIP metrics in a compound packet that was found sound (`parseRtcp`). */
export function readVoipMetrics(compound: Buffer): readonly VoipMetrics[] {
  const found: VoipMetrics[] = [];
  for (let at = 0; at + 4 <= compound.length;) {
    const end = at + 4 + 4 * compound.readUInt16BE(at + 2);
    if (compound.readUInt8(at + 1) === EXTENDED_REPORT) found.push(...readBlocks(compound.subarray(at, end)));
    at = end;
  }
  return found;
}

/** None when the report holds other blocks only, or they lie about their lengths. */
function readBlocks(bytes: Buffer): readonly VoipMetrics[] {
  const found: VoipMetrics[] = [];
  for (let at = 8; at + 4 <= bytes.length;) {
    const end = at + 4 + 4 * bytes.readUInt16BE(at + 2);
    if (end > bytes.length) return [];
    if (bytes.readUInt8(at) === VOIP_METRICS && end - at === BLOCK_BYTES)
      found.push(readBlock(bytes.subarray(at, end)));
    at = end;
  }
  return found;
}

function readBlock(block: Buffer): VoipMetrics {
  const share = (index: number): number => block.readUInt8(8 + index) / 256;
  const roundTripMs = block.readUInt16BE(16);
  return {
    ssrc: block.readUInt32BE(4),
    ...{ lossShare: share(0), discardShare: share(1), burstDensity: share(2), gapDensity: share(3) },
    ...{ burstMs: block.readUInt16BE(12), gapMs: block.readUInt16BE(14) },
    roundTripMs: roundTripMs === 0 ? null : roundTripMs,
  };
}
