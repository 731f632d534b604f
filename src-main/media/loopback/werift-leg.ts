import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import { uint32, type Random } from '../../base/random';
import { CODECS, type Codec } from '../../phone/account/line';
import { CODEC_FACTS } from '../codec';
import type { LegId, LegStats, MediaWindow } from '../media-window';
import { parseRtcp, writeRtcp, type Report } from '../rtcp/packet';
import { Continuity } from '../rtp/continuity';
import type { RtpPacket } from '../rtp/packet';
import { windowAnswer } from './answer';
import type { Encoding, Leg, LegFrame, LegReceiver } from './leg';
import { SecureTransport } from './secure-transport';
import { answeredCodecs, parseWindowOffer, type WindowOffer } from './window-offer';

const CONNECT_MS = 10_000;

export interface LegSetting {
  readonly id: LegId;
  readonly window: MediaWindow;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/**
 * Connects a leg, rejecting when the window does not answer or ICE does not come up. It is left without sound in
 * either direction, so that a warm leg costs nothing but its ICE checks.
 */
export async function openWeriftLeg(setting: LegSetting): Promise<Leg> {
  const { id, window, clock, random, log } = setting;
  const [sdp, inbox] = [await window.offerLeg(id), new Inbox(log)];
  let transport: SecureTransport | undefined;
  let leg: WeriftLeg | undefined;
  try {
    transport = await SecureTransport.open(inbox, log);
    const offer = parseWindowOffer(sdp);
    if (!offer.ok) throw new Error(offer.error.detail);
    leg = new WeriftLeg({ id, window, offer: offer.value, transport, inbox, ssrc: uint32(random) });
    await leg.answerFirst();
    await inTime(clock, transport.connect(offer.value));
    return leg;
  } catch (error) {
    transport?.dispose();
    if (leg) leg.dispose();
    else window.closeLeg(id).catch(() => undefined);
    throw error;
  }
}

async function inTime(clock: Clock, connecting: Promise<void>): Promise<void> {
  let stop = (): void => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const timer = clock.after(CONNECT_MS, () => {
      reject(new Error('the leg to the media window did not connect'));
    });
    stop = () => {
      timer.dispose();
    };
  });
  try {
    await Promise.race([connecting, late]);
  } finally {
    stop();
  }
}

/** Stands between transport and leg, because the transport is there first. */
class Inbox {
  leg: WeriftLeg | undefined;
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  rtp(packet: RtpPacket): void {
    this.leg?.received(packet);
  }

  rtcp(bytes: Buffer): void {
    const reports = parseRtcp(bytes);
    if (reports) this.leg?.reported(reports);
    else this.#log('debug', 'unreadable report from the window');
  }

  closed(): void {
    this.leg?.closed();
  }
}

interface Parts {
  readonly id: LegId;
  readonly window: MediaWindow;
  readonly offer: WindowOffer;
  readonly transport: SecureTransport;
  readonly inbox: Inbox;
  readonly ssrc: number;
}

class WeriftLeg implements Leg {
  readonly id: LegId;
  readonly ssrc: number;
  readonly continuity = new Continuity();
  receiver: LegReceiver | null = null;
  readonly #parts: Parts;
  readonly #codecs: ReadonlyMap<number, Codec>;
  #windowSsrc: number | undefined;
  #encoding: Encoding = { codecs: CODECS, ptimeMs: 20, opus: CODEC_FACTS.opus.fmtp ?? '' };
  #active = false;
  #version = 0;
  #open = true;
  /** ICE-lite asks nothing: only the window notices that the path is dead. */
  readonly #watching: Disposable;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.id = parts.id;
    this.ssrc = parts.ssrc;
    this.#windowSsrc = parts.offer.ssrc;
    this.#codecs = new Map([...parts.offer.payloadTypes].map(([codec, payloadType]) => [payloadType, codec]));
    parts.inbox.leg = this;
    this.#watching = parts.window.onLegFailed((legId) => {
      if (legId === this.id) this.closed();
    });
  }

  get windowSsrc(): number | undefined {
    return this.#windowSsrc;
  }

  answerFirst(): Promise<void> {
    return this.#parts.window.answerLeg(this.id, this.#answer());
  }

  async useEncoding(encoding: Encoding): Promise<void> {
    const before = this.#encoding;
    this.#encoding = encoding;
    if (this.#active && !isSame(before, encoding)) await this.#reanswer();
  }

  async attach(callId: string): Promise<void> {
    if (!this.#active) {
      this.#active = true;
      await this.#reanswer();
    }
    await this.#parts.window.attachLeg(this.id, callId);
  }

  send(frame: LegFrame): void {
    const payloadType = this.#parts.offer.payloadTypes.get(frame.codec);
    if (!this.#open || payloadType === undefined) return;
    const { marker, sequence, timestamp, payload } = frame;
    this.#parts.transport.sendRtp({ payloadType, marker, sequence, timestamp, payload, ssrc: this.ssrc });
  }

  sendReport(report: Report): void {
    if (this.#open) this.#parts.transport.sendRtcp(writeRtcp(report, 'gateway'));
  }

  stats(): Promise<LegStats> {
    return this.#parts.window.stats(this.id);
  }

  received(packet: RtpPacket): void {
    const codec = this.#codecs.get(packet.payloadType);
    this.#windowSsrc = packet.ssrc;
    if (codec !== undefined) this.receiver?.frame({ ...packet, codec });
  }

  reported(reports: readonly Report[]): void {
    for (const report of reports) this.receiver?.report(report);
  }

  closed(): void {
    if (!this.#open) return;
    this.dispose();
    this.receiver?.failed();
  }

  dispose(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#watching.dispose();
    this.#parts.transport.dispose();
    // A window that is gone has closed the leg already.
    this.#parts.window.closeLeg(this.id).catch(() => undefined);
  }

  #reanswer(): Promise<void> {
    return this.#parts.window.reanswerLeg(this.id, this.#answer());
  }

  #answer(): string {
    const { offer, transport } = this.#parts;
    this.#version++;
    return windowAnswer(offer, transport.local, {
      ...this.#encoding,
      codecs: answeredCodecs(offer, this.#encoding.codecs),
      active: this.#active,
      ssrc: this.ssrc,
      version: this.#version,
    });
  }
}

/** Nothing the window would do otherwise: of the codecs only the first is sent. */
function isSame(one: Encoding, other: Encoding): boolean {
  const sameOpus = one.codecs[0] !== 'opus' || one.opus === other.opus;
  return one.codecs[0] === other.codecs[0] && one.ptimeMs === other.ptimeMs && sameOpus;
}
