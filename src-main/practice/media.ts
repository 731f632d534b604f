import type { Clock } from '../base/clock';
import { DisposableStore, disposable, type Disposable } from '../base/disposable';
import type { Log } from '../base/log';
import { messageOf } from '../base/log';
import { token, type Random } from '../base/random';
import { ok, type Result } from '../base/result';
import { Signal } from '../base/signal';
import { DIGITS, parseEvent } from './dtmf';
import { decode, encode } from './g711';
import { paced } from './pacer';
import { bindPortPair, type PortPair } from './port-pair';
import { Reception } from './reception';
import { parseReport, serialiseReport, type LastSenderReport } from './rtcp';
import { parseRtp, type RtpPacket } from './rtp';
import { RtpSender } from './rtp-sender';
import type { Agreed } from './sdp';
import { FRAME_MS, FRAME_SAMPLES, type Source } from './source';
import { sendLoopback, type BindError } from './udp';
import type { Endpoint } from './via';

export interface MediaPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** The other side of the sound, as the last offer and answer left it. */
export interface FarEnd {
  readonly rtp: Endpoint;
  readonly rtcp: Endpoint;
  readonly agreed: Agreed;
  /** False while it holds us. */
  readonly wantsSound: boolean;
}

/** Decoded sound as it arrived. */
export interface HeardSound {
  /** Of the far end's stream, in samples. */
  readonly timestamp: number;
  readonly samples: Int16Array;
}

type Sending =
  | { readonly state: 'silent' }
  | { readonly state: 'playing'; readonly source: Source; readonly whenDone: () => void }
  | { readonly state: 'echoing' };

const RTCP_PERIOD_MS = 5000;
/** A far end from which neither RTP nor RTCP came for so long has died without a BYE. */
const LOST_AFTER_MS = 300_000;
const SILENT_FRAME = new Int16Array(FRAME_SAMPLES);

/** The sound of one call: RTP and RTCP on a pair of ports, symmetric (RFC 4961). */
export class Media implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #heard = this.#owned.add(new Signal<HeardSound>());
  readonly #digits = this.#owned.add(new Signal<string>());
  readonly #lost = this.#owned.add(new Signal<undefined>());
  readonly #sender: RtpSender;
  readonly #cname: string;
  #sending: Sending = { state: 'silent' };
  #farEnd: FarEnd | undefined;
  /** Where RTP really comes from; that is where ours goes, whatever was written. */
  #latched: Endpoint | undefined;
  #reception: Reception | undefined;
  #lastReport: LastSenderReport | undefined;
  #lastEventTimestamp: number | undefined;
  #lastHeardAtMs: number;

  /** The RTP port; RTCP has the next one. */
  readonly port: number;
  /** Sound that arrives, packet by packet. */
  readonly heard = this.#heard.event;
  /** Each digit once, at the first packet of its event. */
  readonly digits = this.#digits.event;
  /** Nothing has come for five minutes. */
  readonly lost = this.#lost.event;

  static async open(ports: MediaPorts): Promise<Result<Media, BindError>> {
    const pair = await bindPortPair();
    return pair.ok ? ok(new Media(pair.value, ports)) : pair;
  }

  private constructor(
    private readonly pair: PortPair,
    private readonly ports: MediaPorts,
  ) {
    this.port = pair.rtp.address().port;
    this.#sender = new RtpSender(ports.random);
    this.#cname = token(ports.random);
    this.#lastHeardAtMs = ports.clock.monotonicMs();
    this.#listen(pair.rtp, (bytes, source) => {
      this.#rtp(bytes, source);
    });
    this.#listen(pair.rtcp, (bytes) => {
      this.#rtcp(bytes);
    });
    this.#owned.add(
      paced(ports.clock, FRAME_MS, (periods) => {
        this.#step(periods);
      }),
    );
    this.#owned.add(
      ports.clock.every(RTCP_PERIOD_MS, () => {
        this.#report(false);
      }),
    );
  }

  /** After each offer and answer. The source of the sound is learnt anew. */
  connect(farEnd: FarEnd): void {
    this.#farEnd = farEnd;
    this.#latched = undefined;
  }

  /** Plays instead of whatever was playing; afterwards silence is sent, unless `whenDone` starts something. */
  play(source: Source, whenDone: () => void = () => undefined): void {
    this.#sending = { state: 'playing', source, whenDone };
  }

  /** From now on every packet goes back at once. */
  echo(): void {
    this.#sending = { state: 'echoing' };
  }

  dispose(): void {
    if (!this.#owned.isDisposed) this.#report(true);
    this.#owned.dispose();
  }

  #listen(socket: PortPair['rtp'], receive: (bytes: Uint8Array, source: Endpoint) => void): void {
    socket.on('error', (error) => {
      this.ports.log('warn', 'media socket', { why: messageOf(error) });
    });
    socket.on('message', (bytes, { address, port }) => {
      try {
        receive(bytes, { host: address, port });
      } catch (error) {
        this.ports.log('error', 'a media packet was too much', { why: messageOf(error) });
      }
    });
    this.#owned.add(disposable(() => socket.close()));
  }

  #step(periods: number): void {
    this.#sender.advance(periods);
    const farEnd = this.#farEnd;
    if (!farEnd) return;
    // While we are held nothing is sent and a prompt stands still; the media clock runs on.
    if (!farEnd.wantsSound) this.#sender.pause();
    else if (this.#sending.state !== 'echoing') this.#sendFrame(farEnd);
  }

  #sendFrame({ agreed }: FarEnd): void {
    const frame = this.#nextFrame();
    // What followed the last frame may have been the echo, or the end of the call.
    if (this.#sending.state === 'echoing' || this.#owned.isDisposed) return;
    if (frame?.kind === 'event') {
      if (agreed.eventPayloadType !== undefined)
        this.#sendRtp(this.#sender.event(agreed.eventPayloadType, frame));
      return;
    }
    const payload = encode(agreed.codec, frame?.samples ?? SILENT_FRAME);
    this.#sendRtp(this.#sender.sound(agreed.payloadType, payload));
  }

  #nextFrame(): ReturnType<Source> {
    while (this.#sending.state === 'playing') {
      const { source, whenDone } = this.#sending;
      const frame = source();
      if (frame) return frame;
      this.#sending = { state: 'silent' };
      whenDone();
    }
    return undefined;
  }

  #sendRtp(bytes: Uint8Array): void {
    const to = this.#latched ?? this.#farEnd?.rtp;
    if (to) sendLoopback(this.pair.rtp, bytes, to);
  }

  #rtp(bytes: Uint8Array, source: Endpoint): void {
    const farEnd = this.#farEnd;
    const packet = parseRtp(bytes);
    if (!farEnd || !packet) return;
    const { payloadType, eventPayloadType } = farEnd.agreed;
    if (packet.payloadType !== payloadType && packet.payloadType !== eventPayloadType) return;
    this.#latched ??= source;
    if (this.#latched.host !== source.host || this.#latched.port !== source.port) return;
    this.#count(packet);
    if (this.#sending.state === 'echoing' && farEnd.wantsSound) {
      const bounced = this.#sender.bounced(packet);
      if (bounced) this.#sendRtp(bounced);
    }
    if (packet.payloadType === eventPayloadType) this.#event(packet);
    else
      this.#heard.fire({ timestamp: packet.timestamp, samples: decode(farEnd.agreed.codec, packet.payload) });
  }

  #count(packet: RtpPacket): void {
    const nowMs = this.ports.clock.monotonicMs();
    this.#lastHeardAtMs = nowMs;
    if (this.#reception?.ssrc !== packet.ssrc) this.#reception = new Reception(packet.ssrc, packet.sequence);
    this.#reception.count(packet, nowMs);
  }

  /** All packets of one event bear the same timestamp, so one that is lost costs nothing (RFC 4733 §2.5.1). */
  #event(packet: RtpPacket): void {
    if (packet.timestamp === this.#lastEventTimestamp) return;
    const digit = DIGITS[parseEvent(packet.payload)?.code ?? -1];
    if (digit === undefined) return;
    this.#lastEventTimestamp = packet.timestamp;
    this.#digits.fire(digit);
  }

  #rtcp(bytes: Uint8Array): void {
    const report = parseReport(bytes);
    if (!report) return;
    const nowMs = this.ports.clock.monotonicMs();
    this.#lastHeardAtMs = nowMs;
    if (report.middleNtp !== undefined)
      this.#lastReport = { middleNtp: report.middleNtp, receivedAtMs: nowMs };
  }

  #report(isGoodbye: boolean): void {
    const { clock } = this.ports;
    const monotonicMs = clock.monotonicMs();
    if (monotonicMs - this.#lastHeardAtMs > LOST_AFTER_MS) this.#lost.fire(undefined);
    if (!this.#farEnd) return;
    const { ssrc, packetCount, octetCount, timestamp } = this.#sender;
    const sent = { nowMs: clock.nowMs(), timestamp, packets: packetCount, octets: octetCount };
    const report = serialiseReport({
      ssrc,
      cname: this.#cname,
      sent: packetCount > 0 ? sent : undefined,
      about: this.#reception?.report(),
      last: this.#lastReport,
      monotonicMs,
      isGoodbye,
    });
    sendLoopback(this.pair.rtcp, report, this.#farEnd.rtcp);
  }
}
