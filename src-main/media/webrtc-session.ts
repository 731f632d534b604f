import type { Disposable } from '../base/disposable';
import { messageOf, type Log } from '../base/log';
import { fail, ok, type Result } from '../base/result';
import { Signal } from '../base/signal';
import type { Line } from '../phone/account/line';
import type { Direction, MediaSession, SdpFailure } from '../phone/call/media-session';
import type { NetworkQuality } from '../phone/call/network-quality';
import type { CallId, MediaInfo } from '../phone/call/signalling';
import type { LegId, MediaWindow, WebRtcCall } from './media-window';
import { codecNamed } from './codec';
import { parseSdp } from './sdp/parse';

interface WebRtcParts {
  readonly callId: CallId;
  readonly line: Line;
  readonly legId: string;
  readonly window: () => MediaWindow;
  readonly log: Log;
}

/** A call whose ICE and DTLS-SRTP run between the media window and the far end: descriptions pass through. */
export class WebRtcSession implements MediaSession {
  readonly #parts: WebRtcParts;
  readonly #onClosed: Disposable;
  readonly #info = new Signal<MediaInfo>();
  readonly #dtmf = new Signal<string>();
  /** Never fires: the window has the figures of its own connection. */
  readonly #quality = new Signal<NetworkQuality>();
  #current: MediaInfo = { codec: null, encrypted: false };
  #remoteDirection: Direction = 'sendrecv';
  #hasEvents = false;
  #connected = false;
  #open = true;

  constructor(parts: WebRtcParts, onClosed: Disposable) {
    this.#parts = parts;
    this.#onClosed = onClosed;
  }

  get info(): MediaInfo {
    return this.#current;
  }

  get onInfo(): MediaSession['onInfo'] {
    return this.#info.event;
  }

  get onDtmf(): MediaSession['onDtmf'] {
    return this.#dtmf.event;
  }

  get onQuality(): MediaSession['onQuality'] {
    return this.#quality.event;
  }

  get remoteDirection(): Direction {
    return this.#remoteDirection;
  }

  createOffer(direction: Direction): Promise<Result<string, SdpFailure>> {
    return available(this.#window.offerCall(this.#call(direction)));
  }

  async acceptAnswer(sdp: string): Promise<Result<void, SdpFailure>> {
    const read = this.#read(sdp);
    if (!read.ok) return read;
    return this.#agreed(await available(this.#window.acceptAnswer(this.#parts.legId, sdp)));
  }

  async createAnswer(offer: string, direction: Direction): Promise<Result<string, SdpFailure>> {
    const read = this.#read(offer);
    if (!read.ok) return read;
    return this.#agreed(await available(this.#window.answerCall(this.#call(direction), offer)));
  }

  rollback(): void {
    this.#tell(this.#window.rollbackCall(this.#parts.legId));
  }

  /** ICE would find out by itself, but only half a minute later: the next offer makes a connection afresh. */
  moved(): void {
    if (this.#connected) this.#tell(this.#window.closeLeg(this.#parts.legId));
  }

  connected(): void {
    this.#connected = true;
    this.#tell(this.#window.connectCall(this.#parts.legId));
  }

  async sendDtmf(digits: string): Promise<Result<void, { readonly kind: 'dtmf-unsupported' }>> {
    if (!this.#hasEvents) return fail({ kind: 'dtmf-unsupported' });
    try {
      await this.#window.sendDtmf(this.#parts.legId, digits);
      return ok(undefined);
    } catch (error) {
      this.#parts.log('warn', 'dtmf', { detail: messageOf(error) });
      return fail({ kind: 'dtmf-unsupported' });
    }
  }

  /**
   * The connection died with its window. It takes a new offer of ours (another ICE and DTLS session) to get sound
   * back, and that is signalling's to send: it hears of the loss by the codec going away.
   */
  windowReplaced(): void {
    this.#current = { codec: null, encrypted: false };
    this.#info.fire(this.#current);
  }

  /** ICE or DTLS gave up: as good as a dead window, but for what is left of the old connection. */
  legFailed(legId: LegId): void {
    // Before the answer it may still be joined; afterwards the window watches anew.
    if (legId !== this.#parts.legId || !this.#connected) return;
    this.#tell(this.#window.closeLeg(legId));
    this.windowReplaced();
  }

  dispose(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#tell(this.#window.closeLeg(this.#parts.legId));
    this.#info.dispose();
    this.#dtmf.dispose();
    this.#quality.dispose();
    this.#onClosed.dispose();
  }

  get #window(): MediaWindow {
    return this.#parts.window();
  }

  #call(direction: Direction): WebRtcCall {
    const { legId, callId, line } = this.#parts;
    return { legId, callId, direction, codecs: line.codecs };
  }

  #read(sdp: string): Result<void, SdpFailure> {
    const parsed = parseSdp(sdp);
    if (!parsed.ok) return parsed;
    const audio = parsed.value.sections.find(({ kind, port }) => kind === 'audio' && port !== 0);
    const codecs = (audio?.maps ?? []).flatMap(({ name, clockRate }) => codecNamed(name, clockRate) ?? []);
    if (!audio || codecs[0] === undefined) return fail({ kind: 'no-common-codec' });
    this.#remoteDirection = audio.direction;
    this.#hasEvents = audio.maps.some(({ name }) => name.toLowerCase() === 'telephone-event');
    this.#learn({ codec: codecs[0], encrypted: true, suite: 'DTLS-SRTP' });
    return ok(undefined);
  }

  /** A connection made afresh in mid-call does not know yet that it may speak. */
  #agreed<T>(result: Result<T, SdpFailure>): Result<T, SdpFailure> {
    if (result.ok && this.#connected) this.connected();
    return result;
  }

  #learn(info: MediaInfo): void {
    if (info.codec === this.#current.codec && info.encrypted === this.#current.encrypted) return;
    this.#current = info;
    this.#info.fire(info);
  }

  #tell(doing: Promise<void>): void {
    doing.catch((error: unknown) => {
      this.#parts.log('debug', 'media window', { detail: messageOf(error) });
    });
  }
}

async function available<T>(asking: Promise<T>): Promise<Result<T, SdpFailure>> {
  try {
    return ok(await asking);
  } catch (error) {
    return fail({ kind: 'media-unavailable', detail: messageOf(error) });
  }
}
