import type { Codec } from '../phone/account/line';

/** How a codec is spoken of in SDP (RFC 3551, RFC 7587). */
export interface CodecFacts {
  readonly clockRate: 8000 | 48_000;
  readonly channels: 1 | 2;
  /** Static where RFC 3551 has one, else the dynamic one that our own offers use. */
  readonly payloadType: number;
  readonly fmtp: string | null;
  /** 20 ms of silence: keeps a NAT open when there is no microphone. Never comfort noise (RFC 3389). */
  readonly silence: Buffer;
}

const FRAME_SAMPLES = 160;

/** G.722 samples 16,000 times a second but its RTP clock is 8000 (RFC 3551 §4.5.2). */
export const CODEC_FACTS: Readonly<Record<Codec, CodecFacts>> = {
  opus: {
    clockRate: 48_000,
    channels: 2,
    payloadType: 107,
    fmtp: 'minptime=10;useinbandfec=1',
    silence: Buffer.from([0xf8, 0xff, 0xfe]),
  },
  G722: {
    clockRate: 8000,
    channels: 1,
    payloadType: 9,
    fmtp: null,
    silence: Buffer.alloc(FRAME_SAMPLES, 0xfa),
  },
  PCMA: {
    clockRate: 8000,
    channels: 1,
    payloadType: 8,
    fmtp: null,
    silence: Buffer.alloc(FRAME_SAMPLES, 0xd5),
  },
  PCMU: {
    clockRate: 8000,
    channels: 1,
    payloadType: 0,
    fmtp: null,
    silence: Buffer.alloc(FRAME_SAMPLES, 0xff),
  },
};

const BY_NAME: ReadonlyMap<string, Codec> = new Map(
  (['opus', 'G722', 'PCMA', 'PCMU'] as const).map((codec) => [codec.toLowerCase(), codec]),
);

/** The codec an rtpmap names; encoding names are case-insensitive (RFC 8866 §6.6). */
export function codecNamed(name: string, clockRate: number): Codec | undefined {
  const codec = BY_NAME.get(name.toLowerCase());
  return codec !== undefined && CODEC_FACTS[codec].clockRate === clockRate ? codec : undefined;
}
