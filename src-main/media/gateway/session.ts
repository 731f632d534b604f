import { uint32, type Random } from '../../base/random';
import type { Clock } from '../../base/clock';
import { NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import { messageOf, type Log } from '../../base/log';
import { fail, ok, type Result } from '../../base/result';
import { Signal } from '../../base/signal';
import type { Line } from '../../phone/account/line';
import type { Direction, MediaSession, SdpFailure } from '../../phone/call/media-session';
import type { NetworkQuality } from '../../phone/call/network-quality';
import type { CallId, MediaInfo } from '../../phone/call/signalling';
import type { LocalCrypto } from '../srtp/crypto-attribute';
import { isSameSocket, type PortPair, type PortPool } from '../port-pool';
import { common } from '../sdp/description';
import { offeredFormats, remoteAudio, type RemoteAudio } from '../sdp/negotiate';
import { parseSdp } from '../sdp/parse';
import { wishOf, type Wish } from '../sdp/protection';
import { writeSdp, type AudioFormats, type LocalDescription } from '../sdp/write';
import type { WarmLegs } from '../warm-legs';
import { BitrateByLoss, encodingFor, encodingOf } from './encoding';
import { reofferedFormats } from './formats';
import { LegSlot } from './leg-slot';
import { routeOf } from './route';
import { RtpFlow } from './rtp-flow';
import { Sdes, type CryptoAgreement } from './sdes';

export interface SessionParts {
  readonly callId: CallId;
  readonly line: Line;
  readonly legs: WarmLegs;
  readonly ports: PortPool;
  /** Our address as the far end can reach it at this moment. */
  readonly advertisedAddress: () => Promise<string> | string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** What both sides said last, once an offer was answered. */
interface Agreement {
  readonly remote: RemoteAudio;
  readonly local: AudioFormats;
  readonly wanted: Direction;
  /** `null`: plain RTP. */
  readonly crypto: CryptoAgreement | null;
}

interface Offer {
  readonly formats: AudioFormats;
  readonly protocol: string;
  readonly crypto: readonly LocalCrypto[];
  readonly wanted: Direction;
}

type Home = { readonly address: string; readonly pair: PortPair };

/** A plain RTP call: offer and answer as text on one side, a leg to the media window on the other. */
export class GatewaySession implements MediaSession {
  readonly #parts: SessionParts;
  readonly #flow: RtpFlow;
  readonly #slot: LegSlot;
  readonly #info = new Signal<MediaInfo>();
  readonly #dtmf = new Signal<string>();
  readonly #quality = new Signal<NetworkQuality>();
  readonly #sessionId: number;
  readonly #bitrate = new BitrateByLoss();
  readonly #sdes = new Sdes();
  readonly #wish: Wish;
  #version = 0;
  #lastBody = '';
  #home: Promise<Result<Home, SdpFailure>> | undefined;
  #agreed: Agreement | undefined;
  /** Our offer that waits for its answer. It stays after the first answer: a 200 may answer again after a 183. */
  #offer: Offer | undefined;
  #answered = false;
  #current: MediaInfo = { codec: null, encrypted: false };
  #open = true;
  #onClosed: Disposable = NOTHING_TO_DISPOSE;

  constructor(parts: SessionParts, onClosed: Disposable) {
    this.#parts = parts;
    this.#onClosed = onClosed;
    this.#wish = wishOf(parts.line);
    // RFC 8866 §5.2 wants a number; 31 bits are read alike by every PBX.
    this.#sessionId = uint32(parts.random) >>> 1;
    this.#flow = new RtpFlow({
      ...parts,
      onDigit: (digit) => {
        this.#dtmf.fire(digit);
      },
      onQuality: (quality) => {
        this.#quality.fire(quality);
        if (quality.sent && this.#bitrate.heard(quality.sent.lossShare)) this.#encode();
      },
    });
    this.#slot = new LegSlot(
      {
        ...parts,
        lineId: parts.line.id,
        onLeg: (leg) => {
          this.#flow.useLeg(leg);
        },
      },
      encodingOf(parts.line.codecs),
    );
    this.#flow.onLegFailed = () => {
      this.#slot.lost();
    };
    this.#slot.take();
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
    return this.#agreed?.remote.direction ?? 'sendrecv';
  }

  async createOffer(direction: Direction): Promise<Result<string, SdpFailure>> {
    const security = this.#offeredSecurity();
    if (!security.ok) return security;
    const home = await this.#openPorts();
    if (!home.ok) return home;
    const { codecs } = this.#parts.line;
    const formats = this.#agreed ? reofferedFormats(codecs, this.#agreed.local) : offeredFormats(codecs);
    this.#offer = { formats, wanted: direction, ...security.value };
    this.#answered = false;
    // Holding works at once; only speaking has to wait for the answer.
    if (this.#agreed && direction !== 'sendrecv')
      this.#reroute({ ...this.#agreed, wanted: direction }, false);
    this.#slot.attach();
    return ok(this.#describe(home.value, { direction, formats, answering: null, ...security.value }));
  }

  acceptAnswer(sdp: string): Promise<Result<void, SdpFailure>> {
    return Promise.resolve(this.#acceptAnswer(sdp));
  }

  async createAnswer(offer: string, direction: Direction): Promise<Result<string, SdpFailure>> {
    const parsed = parseSdp(offer);
    if (!parsed.ok) return parsed;
    const remote = remoteAudio(parsed.value, this.#parts.line.codecs, 'ours', this.#wish);
    if (!remote.ok) return remote;
    const home = await this.#openPorts();
    if (!home.ok) return home;
    this.#offer = undefined;
    const { formats, section, protocol } = remote.value;
    const crypto = this.#sdes.chosen(remote.value.crypto, this.#agreed?.crypto ?? null);
    this.#agree({ remote: remote.value, local: formats, wanted: direction, crypto });
    this.#slot.attach();
    return ok(
      this.#describe(home.value, {
        direction: common(direction, remote.value.direction),
        formats,
        protocol,
        crypto: crypto ? [crypto.local] : [],
        answering: { sections: parsed.value.sections, chosen: section },
      }),
    );
  }

  rollback(): void {
    if (this.#answered) return;
    this.#offer = undefined;
    if (this.#agreed) this.#reroute(this.#agreed, false);
  }

  /** The sockets are kept where they can be: one on the wildcard address sends from wherever the route leads. */
  moved(): void {
    const before = this.#home;
    if (before) this.#home = this.#moveFrom(before);
  }

  connected(): void {
    this.#flow.connected();
  }

  async sendDtmf(digits: string): Promise<Result<void, { readonly kind: 'dtmf-unsupported' }>> {
    return (await this.#flow.sendDtmf(digits)) ? ok(undefined) : fail({ kind: 'dtmf-unsupported' });
  }

  /** The window that held our leg is gone; another is there. */
  windowReplaced(): void {
    this.#slot.lost();
  }

  dispose(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#slot.dispose();
    this.#flow.dispose();
    this.#info.dispose();
    this.#dtmf.dispose();
    this.#quality.dispose();
    this.#onClosed.dispose();
  }

  #acceptAnswer(sdp: string): Result<void, SdpFailure> {
    const offer = this.#offer;
    if (!offer) return fail({ kind: 'bad-sdp', detail: 'an answer without an offer' });
    const parsed = parseSdp(sdp);
    if (!parsed.ok) return parsed;
    const remote = remoteAudio(parsed.value, this.#parts.line.codecs, 'theirs', this.#wish);
    if (!remote.ok) return remote;
    const crypto = this.#answeredCrypto(offer, remote.value);
    if (!crypto.ok) return crypto;
    this.#answered = true;
    const { formats: local, wanted } = offer;
    this.#agree({ remote: remote.value, local, wanted, crypto: crypto.value });
    return ok(undefined);
  }

  /** What is encrypted stays so in every further offer; a first one is only where the line demands it. */
  #offeredSecurity(): Result<Pick<Offer, 'protocol' | 'crypto'>, SdpFailure> {
    const agreed = this.#agreed?.crypto ? this.#agreed : null;
    if (agreed) {
      const protocol = agreed.remote.protocol;
      return ok({ protocol, crypto: this.#sdes.offered(agreed.crypto) });
    }
    const { encryption, mayNameKeys } = this.#wish;
    if (encryption !== 'required') return ok({ protocol: 'RTP/AVP', crypto: [] });
    return mayNameKeys
      ? ok({ protocol: 'RTP/SAVP', crypto: this.#sdes.offered(null) })
      : fail({ kind: 'not-encrypted' });
  }

  #answeredCrypto(
    offer: Offer,
    { protocol, crypto }: RemoteAudio,
  ): Result<CryptoAgreement | null, SdpFailure> {
    // Who answers an encrypted offer as a plain one has not understood it (RFC 3264 §6: the protocol is the offer's).
    if (crypto.length === 0 && protocol !== offer.protocol && offer.crypto.length > 0)
      return fail({ kind: 'not-encrypted' });
    return this.#sdes.answered(offer.crypto, crypto);
  }

  #agree(agreement: Agreement): void {
    this.#agreed = agreement;
    const { remote, crypto } = agreement;
    this.#flow.useProtection(this.#sdes.protection(crypto, remote.endpoints?.address ?? ''));
    this.#reroute(agreement, true);
    const codec = remote.formats.codecs[0]?.codec ?? null;
    this.#encode();
    const suite = crypto?.local.suite.name;
    this.#learn({ codec, encrypted: crypto !== null, ...(suite && { suite }) });
  }

  #encode(): void {
    if (this.#agreed) this.#slot.useEncoding(encodingFor(this.#agreed.remote, this.#bitrate.bitrate));
  }

  #learn(info: MediaInfo): void {
    if (info.codec === this.#current.codec && info.suite === this.#current.suite) return;
    this.#current = info;
    this.#info.fire(info);
  }

  #reroute({ remote, local, wanted }: Agreement, afresh: boolean): void {
    const route = routeOf(remote, local, wanted);
    if (route) this.#flow.useRoute(route, afresh);
  }

  #openPorts(): Promise<Result<Home, SdpFailure>> {
    this.#home ??= this.#bind();
    return this.#home;
  }

  async #moveFrom(before: Promise<Result<Home, SdpFailure>>): Promise<Result<Home, SdpFailure>> {
    const home = await before;
    if (!home.ok) return this.#bind();
    const address = await Promise.resolve(this.#parts.advertisedAddress()).catch(() => home.value.address);
    if (address === home.value.address) return home;
    return isSameSocket(address, home.value.address)
      ? ok({ address, pair: home.value.pair })
      : this.#bind(address);
  }

  async #bind(known?: string): Promise<Result<Home, SdpFailure>> {
    const home = await this.#findHome(known);
    if (!home.ok) this.#home = undefined;
    else if (this.#open) this.#flow.usePorts(home.value.pair);
    else home.value.pair.dispose();
    return home;
  }

  async #findHome(known?: string): Promise<Result<Home, SdpFailure>> {
    let address: string;
    try {
      address = known ?? (await this.#parts.advertisedAddress());
    } catch (error) {
      return fail({ kind: 'media-unavailable', detail: messageOf(error) });
    }
    const pair = await this.#parts.ports.open(address, this.#flow.receivers);
    return pair.ok ? ok({ address, pair: pair.value }) : pair;
  }

  #describe(
    { address, pair }: Home,
    what: Pick<LocalDescription, 'direction' | 'formats' | 'protocol' | 'crypto' | 'answering'>,
  ): string {
    const { rtpPort, rtcpPort } = pair;
    const write = (version: number): string =>
      writeSdp({ ...what, address, rtpPort, rtcpPort, sessionId: this.#sessionId, version });
    // RFC 3264 §8: the version rises with every change and stays when nothing changed.
    const body = write(0);
    if (body !== this.#lastBody) this.#version++;
    this.#lastBody = body;
    return write(this.#version);
  }
}
