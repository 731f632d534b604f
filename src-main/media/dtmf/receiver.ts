import type { RtpPacket } from '../rtp/packet';
import { timestampAhead } from '../rtp/packet';
import { parseEvent } from './event';

/** Tells each pressed key once: all packets of a press share its timestamp (RFC 4733 §2.5.1.2), whichever get lost. */
export class DtmfReceiver {
  #ssrc: number | undefined;
  #timestamp = 0;

  /** The digit when this packet is the first one seen of its press. */
  digit(packet: RtpPacket): string | undefined {
    const event = parseEvent(packet.payload);
    if (event === undefined) return undefined;
    const sameStream = packet.ssrc === this.#ssrc;
    if (sameStream && timestampAhead(this.#timestamp, packet.timestamp) <= 0) return undefined;
    this.#ssrc = packet.ssrc;
    this.#timestamp = packet.timestamp;
    return event.digit;
  }
}
