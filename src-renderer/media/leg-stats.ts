import type { LegStats } from '../../src-preload/contract/media';

type Entry = Readonly<Record<string, unknown>>;

/** The figures of the one audio stream of a peer connection (W3C webrtc-stats). */
export async function legStats(peer: RTCPeerConnection): Promise<LegStats> {
  const entries: Entry[] = [];
  (await peer.getStats()).forEach((entry: Entry) => entries.push(entry));
  const inbound = entries.find(({ type }) => type === 'inbound-rtp') ?? {};
  const outbound = entries.find(({ type }) => type === 'outbound-rtp') ?? {};
  const emitted = count(inbound, 'jitterBufferEmittedCount');
  return {
    packetsReceived: count(inbound, 'packetsReceived'),
    packetsLost: count(inbound, 'packetsLost'),
    packetsSent: count(outbound, 'packetsSent'),
    concealedSamples: count(inbound, 'concealedSamples'),
    totalSamples: count(inbound, 'totalSamplesReceived'),
    jitterMs: 1000 * count(inbound, 'jitter'),
    jitterBufferMs: emitted === 0 ? 0 : (1000 * count(inbound, 'jitterBufferDelay')) / emitted,
    audioEnergy: count(inbound, 'totalAudioEnergy'),
  };
}

function count(entry: Entry, name: string): number {
  const value = entry[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
