import type { Codec } from '../../phone/account/line';
import type { Direction } from '../../phone/call/media-session';
import { CODEC_FACTS } from '../codec';
import { common, receives, sends } from '../sdp/description';
import type { RemoteAudio, RemoteEndpoints } from '../sdp/negotiate';
import type { AudioFormats } from '../sdp/write';

/** What the forwarder does with packets, as the last complete offer and answer have it. */
export interface Route {
  readonly endpoints: RemoteEndpoints | null;
  readonly codec: Codec;
  readonly payloadType: number;
  readonly event: { readonly payloadType: number; readonly clockRate: number } | null;
  /** What may arrive under which payload type. */
  readonly incoming: ReadonlyMap<number, Codec>;
  readonly incomingEvents: ReadonlySet<number>;
  /** Packets of any kind may be sent; what the microphone hears only while `speak` as well. */
  readonly maySend: boolean;
  readonly speak: boolean;
  readonly hear: boolean;
}

/** `local` is what our last description named; a far end may send under its numbers or ours (RFC 3264 §5.1). */
export function routeOf(remote: RemoteAudio, local: AudioFormats, wanted: Direction): Route | undefined {
  const first = remote.formats.codecs[0];
  if (first === undefined) return undefined;
  const direction = common(wanted, remote.direction);
  const mayCarry = new Set(remote.formats.codecs.map(({ codec }) => codec));
  const incoming = new Map(
    [...remote.formats.codecs, ...local.codecs.filter(({ codec }) => mayCarry.has(codec))].map((format) => [
      format.payloadType,
      format.codec,
    ]),
  );
  const events = [...remote.formats.telephoneEvents, ...local.telephoneEvents];
  return {
    endpoints: remote.endpoints,
    codec: first.codec,
    payloadType: first.payloadType,
    event: eventFor(first.codec, remote.formats.telephoneEvents),
    incoming,
    incomingEvents: new Set(
      events.map(({ payloadType }) => payloadType).filter((type) => !incoming.has(type)),
    ),
    maySend: sends(direction) && remote.endpoints !== null,
    speak: sends(direction) && wanted === 'sendrecv',
    hear: receives(direction),
  };
}

function eventFor(codec: Codec, events: AudioFormats['telephoneEvents']): Route['event'] {
  const { clockRate } = CODEC_FACTS[codec];
  return events.find((event) => event.clockRate === clockRate) ?? events[0] ?? null;
}
