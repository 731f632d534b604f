/** RFC 3550 §6.4.1. */
export interface ReceptionReport {
  readonly ssrc: number;
  readonly fractionLost: number;
  readonly cumulativeLost: number;
  readonly highestSequence: number;
  readonly jitter: number;
  readonly lastSr: number;
  readonly delaySinceLastSr: number;
}

export interface SenderInfo {
  readonly ntpSeconds: number;
  readonly ntpFraction: number;
  readonly rtpTimestamp: number;
  readonly packets: number;
  readonly octets: number;
}

/** A sender report, or with `sender: null` a receiver report. */
export interface Report {
  readonly ssrc: number;
  readonly sender: SenderInfo | null;
  readonly reports: readonly ReceptionReport[];
}

export const MAX_RTCP_BYTES = 2048;
const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const SOURCE_DESCRIPTION = 202;
const BYE = 203;
const REPORT_BYTES = 24;
const SENDER_INFO_BYTES = 20;

/** `null` stands for what is well formed but needs no passing on (SDES, BYE, APP, XR). */
type Parsed = Report | null;

/**
 * The reports of a compound packet, or `undefined` when it is not one: every packet must be version 2 and end inside
 * it, and the first must be a report (RFC 3550 A.2).
 */
export function parseRtcp(bytes: Buffer): readonly Report[] | undefined {
  if (bytes.length < 8 || bytes.length > MAX_RTCP_BYTES) return undefined;
  const reports: Report[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + 4 * bytes.readUInt16BE(at + 2);
    if (bytes.readUInt8(at) >> 6 !== 2 || end > bytes.length) return undefined;
    const type = bytes.readUInt8(at + 1);
    if (at === 0 && type !== SENDER_REPORT && type !== RECEIVER_REPORT) return undefined;
    const parsed = parseOne(type, bytes.subarray(at, end));
    if (parsed === undefined) return undefined;
    if (parsed !== null) reports.push(parsed);
    at = end;
  }
  return reports;
}

function parseOne(type: number, bytes: Buffer): Parsed | undefined {
  const count = bytes.readUInt8(0) & 0x1f;
  if (type === BYE) return bytes.length >= 4 + 4 * count ? null : undefined;
  if (type !== SENDER_REPORT && type !== RECEIVER_REPORT) return null;
  const start = 8 + (type === SENDER_REPORT ? SENDER_INFO_BYTES : 0);
  if (bytes.length < start + count * REPORT_BYTES) return undefined;
  const reports = Array.from({ length: count }, (_, index) =>
    receptionReport(bytes, start + index * REPORT_BYTES),
  );
  return { ssrc: bytes.readUInt32BE(4), sender: type === SENDER_REPORT ? senderInfo(bytes) : null, reports };
}

function senderInfo(bytes: Buffer): SenderInfo {
  return {
    ntpSeconds: bytes.readUInt32BE(8),
    ntpFraction: bytes.readUInt32BE(12),
    rtpTimestamp: bytes.readUInt32BE(16),
    packets: bytes.readUInt32BE(20),
    octets: bytes.readUInt32BE(24),
  };
}

function receptionReport(bytes: Buffer, at: number): ReceptionReport {
  return {
    ssrc: bytes.readUInt32BE(at),
    fractionLost: bytes.readUInt8(at + 4),
    cumulativeLost: bytes.readIntBE(at + 5, 3),
    highestSequence: bytes.readUInt32BE(at + 8),
    jitter: bytes.readUInt32BE(at + 12),
    lastSr: bytes.readUInt32BE(at + 16),
    delaySinceLastSr: bytes.readUInt32BE(at + 20),
  };
}

/** A report, followed by the SDES CNAME that every compound packet must hold (RFC 3550 §6.1). */
export function writeRtcp(report: Report, cname: string): Buffer {
  return Buffer.concat([writeReport(report), writeCname(report.ssrc, cname)]);
}

/** Says that our stream ends (RFC 3550 §6.6), after an empty receiver report. */
export function writeBye(ssrc: number, cname: string): Buffer {
  const bye = Buffer.alloc(8);
  writeHeader(bye, 1, BYE);
  bye.writeUInt32BE(ssrc, 4);
  return Buffer.concat([writeRtcp({ ssrc, sender: null, reports: [] }, cname), bye]);
}

function writeReport({ ssrc, sender, reports }: Report): Buffer {
  const start = 8 + (sender === null ? 0 : SENDER_INFO_BYTES);
  const bytes = Buffer.alloc(start + reports.length * REPORT_BYTES);
  writeHeader(bytes, reports.length, sender === null ? RECEIVER_REPORT : SENDER_REPORT);
  bytes.writeUInt32BE(ssrc, 4);
  if (sender !== null)
    [sender.ntpSeconds, sender.ntpFraction, sender.rtpTimestamp, sender.packets, sender.octets].forEach(
      (value, index) => bytes.writeUInt32BE(value, 8 + 4 * index),
    );
  reports.forEach((report, index) => {
    writeReceptionReport(bytes, start + index * REPORT_BYTES, report);
  });
  return bytes;
}

function writeReceptionReport(bytes: Buffer, at: number, report: ReceptionReport): void {
  bytes.writeUInt32BE(report.ssrc, at);
  bytes.writeUInt8(report.fractionLost, at + 4);
  bytes.writeIntBE(report.cumulativeLost, at + 5, 3);
  bytes.writeUInt32BE(report.highestSequence, at + 8);
  bytes.writeUInt32BE(report.jitter, at + 12);
  bytes.writeUInt32BE(report.lastSr, at + 16);
  bytes.writeUInt32BE(report.delaySinceLastSr, at + 20);
}

function writeCname(ssrc: number, cname: string): Buffer {
  const text = Buffer.from(cname, 'ascii').subarray(0, 255);
  // Chunk: SSRC, item type and length, text, and one to four zero octets up to the next word.
  const bytes = Buffer.alloc(4 + 4 * Math.ceil((4 + 2 + text.length + 1) / 4));
  writeHeader(bytes, 1, SOURCE_DESCRIPTION);
  bytes.writeUInt32BE(ssrc, 4);
  bytes.set([1, text.length, ...text], 8);
  return bytes;
}

function writeHeader(bytes: Buffer, count: number, type: number): void {
  bytes[0] = 0x80 | count;
  bytes[1] = type;
  bytes.writeUInt16BE(bytes.length / 4 - 1, 2);
}
