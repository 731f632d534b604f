import { fail, ok } from '../../../src-main/base/result';
import { Signal } from '../../../src-main/base/signal';
import type {
  Direction,
  MediaPort,
  MediaSession,
  SdpFailure,
} from '../../../src-main/phone/call/media-session';
import type { NetworkQuality } from '../../../src-main/phone/call/network-quality';
import type { MediaInfo } from '../../../src-main/phone/call/signalling';
import { sdp } from './sip-text';

/** The media side without sound: keeps the offer/answer books and can be told to fail. */
export class FakeMedia implements MediaPort {
  /** Sessions neither disposed: a leak when the calls are over. */
  readonly sessions = new Set<FakeSession>();
  readonly warmed = new Set<string>();
  /** Fails the next `createAnswer` or `acceptAnswer`. */
  nextFailure: SdpFailure | null = null;
  /** Awaited before each description is ready: to let things happen in between. */
  delay: () => Promise<void> = () => Promise.resolve();
  /** Makes our descriptions large. */
  padding = 0;

  get last(): FakeSession {
    const session = [...this.sessions].at(-1);
    if (!session) throw new Error('no media session is open');
    return session;
  }

  open(_callId: string, _line: unknown, here: () => string | null = () => null): MediaSession {
    const session = new FakeSession(this, here);
    this.sessions.add(session);
    return session;
  }

  warm(line: { readonly id: string }): void {
    this.warmed.add(line.id);
  }

  cool(lineId: string): void {
    this.warmed.delete(lineId);
  }

  takeFailure(): SdpFailure | null {
    const failure = this.nextFailure;
    this.nextFailure = null;
    return failure;
  }
}

export class FakeSession implements MediaSession {
  readonly info: MediaInfo = { codec: 'PCMA', encrypted: false };
  readonly infoSignal = new Signal<MediaInfo>();
  readonly dtmfSignal = new Signal<string>();
  readonly qualitySignal = new Signal<NetworkQuality>();
  readonly onInfo = this.infoSignal.event;
  readonly onQuality = this.qualitySignal.event;
  readonly onDtmf = this.dtmfSignal.event;
  readonly answers: string[] = [];
  remoteDirection: Direction = 'sendrecv';
  isConnected = false;
  rolledBack = 0;
  supportsDtmf = true;
  sentDtmf = '';

  /** How often we were told that our address is another. */
  movedTimes = 0;

  constructor(
    private readonly media: FakeMedia,
    readonly here: () => string | null,
  ) {}

  async createOffer(direction: Direction) {
    await this.media.delay();
    return ok(this.#describe(direction));
  }

  async acceptAnswer(answer: string) {
    await this.media.delay();
    const failure = this.media.takeFailure();
    if (failure) return fail(failure);
    this.answers.push(answer);
    return ok(undefined);
  }

  async createAnswer(offer: string, direction: Direction) {
    await this.media.delay();
    const failure = this.media.takeFailure();
    if (failure) return fail(failure);
    this.answers.push(offer);
    return ok(this.#describe(direction));
  }

  moved(): void {
    this.movedTimes++;
  }

  rollback(): void {
    this.rolledBack++;
  }

  connected(): void {
    this.isConnected = true;
  }

  sendDtmf(digits: string) {
    if (!this.supportsDtmf) return Promise.resolve(fail({ kind: 'dtmf-unsupported' as const }));
    this.sentDtmf += digits;
    return Promise.resolve(ok(undefined));
  }

  dispose(): void {
    this.media.sessions.delete(this);
  }

  #describe(direction: Direction): string {
    return sdp(direction) + `a=x-padding:${'x'.repeat(this.media.padding)}\r\n`;
  }
}
