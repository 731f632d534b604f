import type { Report } from './packet';

/** How one side's numbers become the other's. */
export interface Translation {
  /** The sender's SSRC as the other side knows it. */
  readonly ssrc: number;
  readonly timestampOffset: number;
  /** What was really sent on, when the forwarder dropped or added packets. */
  readonly counts: { readonly packets: number; readonly octets: number } | null;
  /** The stream that is reported on: its SSRC on both sides, and what to add to its sequence numbers. */
  readonly about: { readonly from: number; readonly to: number; readonly sequenceOffset: number } | null;
}

/** A report as the other side can understand it: reports on streams it does not know are left out. */
export function translated(report: Report, how: Translation): Report {
  const { sender } = report;
  return {
    ssrc: how.ssrc,
    sender: sender && {
      ...sender,
      rtpTimestamp: (sender.rtpTimestamp + how.timestampOffset) >>> 0,
      ...(how.counts ?? {}),
    },
    reports: report.reports.flatMap((about) => {
      if (how.about?.from !== about.ssrc) return [];
      const highestSequence = (about.highestSequence + how.about.sequenceOffset) >>> 0;
      return [{ ...about, ssrc: how.about.to, highestSequence }];
    }),
  };
}
