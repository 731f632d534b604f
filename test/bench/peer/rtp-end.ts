import { createSocket, type Socket } from 'node:dgram';
import { parseRtp, writeRtp, type RtpPacket } from '../../../src-main/media/rtp/packet';
import { within } from '../../support/deadline';
import { freePortBlock } from '../../support/ports';
import { nowMs } from '../machine/clock';

const PACKET_MS = 20;
/** Long enough for a sound device that slept. */
const FIRST_MS = 10_000;
/** µ-law, 160 samples: a loud square wave of 1 kHz. */
const TONE = Buffer.from(Array.from({ length: 160 }, (_, index) => (index % 8 < 4 ? 0x10 : 0x90)));

/** The exchange's side of a call's sound: silent, a tone, or an echo of every packet as soon as it is read. */
export class RtpEnd {
  readonly #first: Promise<number>;
  /** When the first packet of ours left; NaN before. */
  firstSentMs = NaN;
  received = 0;
  echoes = false;
  #to = 0;
  #sequence = 100;
  #timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly control: Socket,
    readonly port: number,
  ) {
    this.#first = new Promise((resolve) => {
      socket.on('message', (bytes) => {
        const atMs = nowMs();
        const packet = parseRtp(bytes);
        if (!packet) return;
        if (++this.received === 1) resolve(atMs);
        if (this.echoes) this.#send(packet);
      });
    });
  }

  static async open(): Promise<RtpEnd> {
    const port = await freePortBlock(2);
    return new RtpEnd(await bound(port), await bound(port + 1), port);
  }

  /** When the first packet of the phone's was read; fails when none comes. */
  first(): Promise<number> {
    return within(FIRST_MS, 'the first RTP of the phone', this.#first);
  }

  /** Where the phone's description says it listens. */
  sendsTo(description: string): void {
    this.#to = Number(/^m=audio (\d+)/m.exec(description)?.[1] ?? 0);
  }

  /** A tone, paced by the clock and not by the timer's lateness. */
  startTone(): void {
    const startMs = nowMs();
    let sent = 0;
    const due = (): void => {
      while (sent * PACKET_MS <= nowMs() - startMs) {
        const timestamp = 160 * sent++;
        this.#send({ payloadType: 0, marker: sent === 1, timestamp, payload: TONE });
      }
      this.#timer = setTimeout(due, Math.max(1, startMs + sent * PACKET_MS - nowMs()));
    };
    due();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.echoes = false;
    this.socket.close();
    this.control.close();
  }

  #send(packet: Pick<RtpPacket, 'payloadType' | 'marker' | 'timestamp' | 'payload'>): void {
    const { payloadType, marker, timestamp, payload } = packet;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const sequence = this.#sequence;
    if (Number.isNaN(this.firstSentMs)) this.firstSentMs = nowMs();
    this.socket.send(
      writeRtp({ payloadType, marker, sequence, timestamp, ssrc: this.port, payload }),
      this.#to,
      '127.0.0.1',
    );
  }
}

function bound(port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, '127.0.0.1', () => {
      resolve(socket);
    });
  });
}
