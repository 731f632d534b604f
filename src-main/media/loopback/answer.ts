import type { Codec } from '../../phone/account/line';
import { CODEC_FACTS } from '../codec';
import type { Encoding } from './leg';
import type { WindowOffer } from './window-offer';

/** Our end of the loopback transport. */
export interface LoopbackTransport {
  readonly iceUfrag: string;
  readonly icePwd: string;
  readonly fingerprints: readonly { readonly algorithm: string; readonly value: string }[];
  readonly candidates: readonly {
    readonly priority: number;
    readonly address: string;
    readonly port: number;
  }[];
}

export interface WindowAnswer extends Encoding {
  readonly active: boolean;
  readonly ssrc: number;
  readonly version: number;
}

/**
 * Our own answer to the window, so that we and not a library decide what the browser sends. It never names comfort
 * noise: the browser's encoder dies when that appears in mid-stream. Nor telephone-event: the gateway makes its own.
 */
export function windowAnswer(offer: WindowOffer, transport: LoopbackTransport, answer: WindowAnswer): string {
  const formats = answer.codecs.map((codec) => ({ codec, payloadType: offer.payloadTypes.get(codec) ?? 0 }));
  return [
    'v=0',
    `o=- 1 ${String(answer.version)} IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    'a=ice-lite',
    `a=group:BUNDLE ${offer.mid}`,
    'a=msid-semantic: WMS *',
    `m=audio 9 UDP/TLS/RTP/SAVPF ${formats.map((format) => String(format.payloadType)).join(' ')}`,
    'c=IN IP4 127.0.0.1',
    `a=mid:${offer.mid}`,
    `a=${answer.active ? 'sendrecv' : 'inactive'}`,
    'a=rtcp-mux',
    `a=ptime:${String(answer.ptimeMs)}`,
    ...formats.flatMap(({ codec, payloadType }) => formatLines(codec, payloadType, answer.opus)),
    ...(answer.active ? [`a=ssrc:${String(answer.ssrc)} cname:gateway`, `a=msid:gateway gateway`] : []),
    ...transportLines(transport),
    '',
  ].join('\r\n');
}

function formatLines(codec: Codec, payloadType: number, opus: string): string[] {
  const { clockRate, channels } = CODEC_FACTS[codec];
  const fmtp = codec === 'opus' ? opus : CODEC_FACTS[codec].fmtp;
  const map = `a=rtpmap:${String(payloadType)} ${codec}/${String(clockRate)}${channels === 2 ? '/2' : ''}`;
  return fmtp === null ? [map] : [map, `a=fmtp:${String(payloadType)} ${fmtp}`];
}

function transportLines(transport: LoopbackTransport): string[] {
  return [
    `a=ice-ufrag:${transport.iceUfrag}`,
    `a=ice-pwd:${transport.icePwd}`,
    ...transport.fingerprints.map(({ algorithm, value }) => `a=fingerprint:${algorithm} ${value}`),
    // The browser is the DTLS client: the library's own client would first wait 100 ms.
    'a=setup:passive',
    ...transport.candidates.map(
      ({ priority, address, port }) =>
        `a=candidate:1 1 udp ${String(priority)} ${address} ${String(port)} typ host`,
    ),
    'a=end-of-candidates',
  ];
}
