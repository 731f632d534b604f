import type { Datagram } from './sniffer';

/** A packet is forwarded within this time, or it was another one. */
const LONGEST_MS = 100;

const isRtp = ({ bytes }: Datagram): boolean => {
  const second = (bytes[1] ?? 0) & 0x7f;
  // RTCP's types 200…204 look like payload types 72…76 (RFC 5761 §4).
  return bytes.length >= 12 && (bytes[0] ?? 0) >> 6 === 2 && (second < 72 || second > 76);
};

const sequence = ({ bytes }: Datagram): number => bytes.readUInt16BE(2);

/** The offset between sequence numbers that fits most often. */
function offset(incoming: readonly Datagram[], outgoing: readonly Datagram[]): number {
  const votes = new Map<number, number>();
  let next = 0;
  for (const out of outgoing) {
    while ((incoming[next + 1]?.atMs ?? Infinity) <= out.atMs) next++;
    const before = incoming[next];
    if (!before || before.atMs > out.atMs) continue;
    const difference = (sequence(out) - sequence(before)) & 0xffff;
    votes.set(difference, (votes.get(difference) ?? 0) + 1);
  }
  return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
}

function delays(incoming: readonly Datagram[], outgoing: readonly Datagram[]): readonly number[] {
  const difference = offset(incoming, outgoing);
  const arrived = new Map(incoming.map((packet) => [(sequence(packet) + difference) & 0xffff, packet.atMs]));
  return outgoing
    .map((packet) => packet.atMs - (arrived.get(sequence(packet)) ?? NaN))
    .filter((delayMs) => delayMs >= 0 && delayMs < LONGEST_MS);
}

export interface Forwarding {
  /** Network → media window, ms per packet. */
  readonly in: readonly number[];
  /** Media window → network. */
  readonly out: readonly number[];
}

/**
 * The gateway's delays in a call with `farEnd`, from the kernel's time stamps: each packet is seen twice, as RTP
 * between far end and gateway and as SRTP, with the same numbers but for an offset, between gateway and media window.
 */
export function forwarded(captured: readonly Datagram[], farEnd: number): Forwarding {
  const rtp = captured.filter(isRtp);
  const inward = rtp.filter(({ from }) => from === farEnd);
  const outward = rtp.filter(({ to }) => to === farEnd);
  const outside = new Set(inward.map(({ to }) => to));
  const rest = rtp.filter(({ from, to }) => from !== farEnd && to !== farEnd && !outside.has(from));
  const flows = new Map<string, Datagram[]>();
  for (const packet of rest) {
    const key = `${packet.from}>${packet.to}`;
    flows.set(key, [...(flows.get(key) ?? []), packet]);
  }
  const candidates = [...flows.values()].filter((flow) => flow.length > inward.length / 2);
  const best = (measure: (flow: readonly Datagram[]) => readonly number[]): readonly number[] =>
    candidates.map(measure).sort((a, b) => b.length - a.length || sum(a) - sum(b))[0] ?? [];
  return { in: best((flow) => delays(inward, flow)), out: best((flow) => delays(flow, outward)) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
