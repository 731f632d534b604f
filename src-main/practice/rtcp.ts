import type { ReceptionReport } from './reception';

const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const SOURCE_DESCRIPTION = 202;
const GOODBYE = 203;
/** Seconds between 1900 (NTP) and 1970. */
const NTP_OFFSET_S = 2_208_988_800;

/** When the far end's last sender report came: for the round trip it computes (RFC 3550 §6.4.1). */
export interface LastSenderReport {
  /** The middle 32 bits of its NTP time. */
  readonly middleNtp: number;
  readonly receivedAtMs: number;
}

export interface OwnReport {
  readonly ssrc: number;
  readonly cname: string;
  /** Absent when nothing was sent: then it is a receiver report. */
  readonly sent:
    | {
        readonly nowMs: number;
        readonly timestamp: number;
        readonly packets: number;
        readonly octets: number;
      }
    | undefined;
  readonly about: ReceptionReport | undefined;
  readonly last: LastSenderReport | undefined;
  readonly monotonicMs: number;
  readonly isGoodbye: boolean;
}

/** A compound packet: SR or RR, SDES with the CNAME, and BYE at the end (RFC 3550 §6.1). */
export function serialiseReport(report: OwnReport): Uint8Array {
  const sender = report.sent ? senderInfo(report.sent) : [];
  const blocks = report.about ? reportBlock(report.about, report.last, report.monotonicMs) : [];
  const type = report.sent ? SENDER_REPORT : RECEIVER_REPORT;
  const parts = [
    section(type, report.about ? 1 : 0, [report.ssrc, ...sender, ...blocks]),
    section(SOURCE_DESCRIPTION, 1, [report.ssrc, ...cnameWords(report.cname)]),
    ...(report.isGoodbye ? [section(GOODBYE, 1, [report.ssrc])] : []),
  ];
  return Buffer.concat(parts);
}

function section(type: number, count: number, words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 + words.length * 4);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x80 | count);
  view.setUint8(1, type);
  view.setUint16(2, words.length);
  words.forEach((word, index) => {
    view.setUint32(4 + index * 4, word);
  });
  return bytes;
}

function senderInfo(sent: NonNullable<OwnReport['sent']>): number[] {
  const seconds = Math.floor(sent.nowMs / 1000);
  const fractionOfSecond = Math.floor(((sent.nowMs - seconds * 1000) / 1000) * 2 ** 32);
  return [seconds + NTP_OFFSET_S, fractionOfSecond, sent.timestamp, sent.packets, sent.octets];
}

function reportBlock(
  about: ReceptionReport,
  last: LastSenderReport | undefined,
  monotonicMs: number,
): number[] {
  const delay = last ? Math.round(((monotonicMs - last.receivedAtMs) * 65_536) / 1000) : 0;
  return [
    about.ssrc,
    about.fractionLost * 2 ** 24 + about.lost,
    about.highestSequence,
    about.jitter,
    last?.middleNtp ?? 0,
    delay,
  ];
}

/** One CNAME item, ended and filled to whole words by zeros. */
function cnameWords(cname: string): number[] {
  const text = Buffer.from(cname, 'ascii').subarray(0, 255);
  const item = Buffer.alloc(Math.ceil((text.length + 3) / 4) * 4);
  item.set([1, text.length, ...text]);
  return Array.from({ length: item.length / 4 }, (_, index) => item.readUInt32BE(index * 4));
}

/** What a received compound packet says to us; `undefined` when it is no RTCP. */
export function parseReport(bytes: Uint8Array): { readonly middleNtp: number | undefined } | undefined {
  if (bytes.length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = view.getUint8(1);
  if (view.getUint8(0) >> 6 !== 2 || type < SENDER_REPORT || type > 207) return undefined;
  return { middleNtp: type === SENDER_REPORT && bytes.length >= 28 ? view.getUint32(10) : undefined };
}
