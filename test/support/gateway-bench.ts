import type { Clock } from '../../src-main/base/clock';
import type { Log } from '../../src-main/base/log';
import { cryptoRandom } from '../../src-main/base/random';
import { systemClock } from '../../src-main/base/system-clock';
import { openMedia, type Media } from '../../src-main/media/open-media';
import type { Line } from '../../src-main/phone/account/line';
import { defaultsFor } from '../../src-main/phone/account/line-draft';
import type { MediaSession } from '../../src-main/phone/call/media-session';
import { FakeWindow, type FakeLeg } from './fake-window';
import { UdpPhone } from './udp-phone';

export const EVENT = 'a=rtpmap:101 telephone-event/8000';

export function value<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** The port an offer or answer names for audio. */
export function portOf(sdp: string): number {
  return Number(/^m=audio (\d+)/m.exec(sdp)?.[1]);
}

export interface GatewayCall {
  readonly session: MediaSession;
  readonly leg: FakeLeg;
  /** Where our RTP is. */
  readonly to: number;
}

/** A gateway between a window and a plain RTP telephone, without signalling. An error logged fails the test. */
export class GatewayBench implements AsyncDisposable {
  readonly window = new FakeWindow();
  readonly media: Media;

  private constructor(
    readonly phone: UdpPhone,
    clock: Clock,
  ) {
    const log: Log = (level, what, detail) => {
      if (level === 'error') throw new Error(`${what} ${JSON.stringify(detail)}`);
    };
    const parts = { window: this.window, clock, random: cryptoRandom, log };
    this.media = openMedia({ ...parts, advertisedAddress: () => '127.0.0.1' });
  }

  static async open(clock: Clock = systemClock): Promise<GatewayBench> {
    return new GatewayBench(await UdpPhone.open(), clock);
  }

  session(line: Partial<Line> = {}): MediaSession {
    const draft = { ...defaultsFor('udp'), label: 'Office', user: 'alice', domain: 'example.org' };
    return this.media.open('call-1', { ...draft, id: 'line-1', ...line });
  }

  /** A call of ours that the phone answered. */
  async call(formats = '0 101', lines = [EVENT], line: Partial<Line> = {}): Promise<GatewayCall> {
    const session = this.session(line);
    const to = portOf(value(await session.createOffer('sendrecv')));
    value(await session.acceptAnswer(this.phone.sdp(formats, lines)));
    session.connected();
    const leg = await this.window.legOf('call-1');
    await leg.sends(Number(formats.split(' ')[0]));
    return { session, leg, to };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.media.dispose();
    this.phone.close();
    await this.window.die();
  }
}
