import { performance } from 'node:perf_hooks';
import { setInterval } from 'node:timers';
import { silentLog } from '../../src-main/base/log';
import { cryptoRandom } from '../../src-main/base/random';
import { systemClock as clock } from '../../src-main/base/system-clock';
import { openMedia, type Media } from '../../src-main/media/open-media';
import type { Line } from '../../src-main/phone/account/line';
import { defaultsFor } from '../../src-main/phone/account/line-draft';
import type { MediaPort } from '../../src-main/phone/call/media-session';
import type { SignallingCommand, SignallingEvent } from '../../src-main/phone/call/signalling';
import { openSignalling, type Signalling } from '../../src-main/sip/signalling';
import { eventually } from './deadline';
import { FakeWindow, type FakeLeg } from './fake-window';
import { framesOf, soundOf } from './sound/a-law';
import { babble } from './sound/signals';
import { durationS, type Sound } from './sound/sound';

const FRAME_MS = 20;
const PCMA = 8;

export interface HeadlessPhoneOptions {
  readonly line: Partial<Line> & Pick<Line, 'user' | 'transport' | 'server'>;
  readonly password: string;
  readonly microphone?: Sound;
  /** Stands between signalling and media: to leave something out of descriptions. */
  readonly media?: (media: MediaPort) => MediaPort;
}

/**
 * The inside of the line process with real signalling and a real gateway, and a media window that says and hears PCMA
 * without a browser: seconds cheaper than the application where its windows do not matter.
 */
export class HeadlessPhone implements AsyncDisposable {
  readonly microphone: Sound;
  readonly events: SignallingEvent[] = [];
  readonly #window = new FakeWindow();
  readonly #media: Media;
  readonly #signalling: Signalling;
  readonly #line: Line;
  readonly #frames: readonly Buffer[];
  #talking: NodeJS.Timeout | undefined;
  #leg: FakeLeg | undefined;
  #calls = 0;

  private constructor({ line, password, microphone, media }: HeadlessPhoneOptions) {
    this.microphone = microphone ?? babble(10, 1);
    this.#frames = framesOf(this.microphone);
    const common = { clock, random: cryptoRandom, log: silentLog };
    this.#media = openMedia({ ...common, window: this.#window, advertisedAddress: () => '127.0.0.1' });
    this.#line = {
      ...{ ...defaultsFor(line.transport), media: 'rtp', codecs: ['PCMA'] },
      ...{ id: 'line-1', label: line.user, domain: 'test.lan', ...line },
    };
    this.#signalling = openSignalling({
      ...{ ...common, media: media?.(this.#media) ?? this.#media, takesMessages: false },
      emit: (event) => {
        this.events.push(event);
        if (event.kind === 'call/established') void this.#talk(event.callId);
      },
    });
    this.#signalling.handle({ kind: 'line/set', line: this.#line, password });
  }

  static async register(options: HeadlessPhoneOptions): Promise<HeadlessPhone> {
    const phone = new HeadlessPhone(options);
    try {
      await phone.event('registered', (event) => isRegistered(event) && event);
    } catch (error) {
      await phone[Symbol.asyncDispose]();
      throw error;
    }
    return phone;
  }

  handle(command: SignallingCommand): void {
    this.#signalling.handle(command);
  }

  dial(target: string): string {
    const callId = `call-${String(++this.#calls)}`;
    this.handle({ kind: 'call/dial', callId, lineId: this.#line.id, target });
    return callId;
  }

  /** The first event, past or to come, that `wanted` makes something of. */
  async event<T>(what: string, wanted: (event: SignallingEvent) => T | false, ms = 10_000): Promise<T> {
    const find = (): T | undefined => {
      for (const event of this.events) {
        const found = wanted(event);
        if (found !== false) return found;
      }
      return undefined;
    };
    return eventually(ms, what, () => Promise.resolve(find()));
  }

  /** What is heard from now on, so long. */
  async hears(seconds: number): Promise<Sound> {
    const leg = await eventually(5000, 'a leg', () => Promise.resolve(this.#leg));
    const from = leg.heard.length;
    return eventually(seconds * 1000 + 5000, `${String(seconds)} s heard`, () => {
      const heard = soundOf(leg.heard.slice(from).map(({ payload }) => payload));
      return Promise.resolve(durationS(heard) >= seconds ? heard : undefined);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#talking);
    await this.#signalling.close();
    this.#media.dispose();
    await this.#window.die();
  }

  async #talk(callId: string): Promise<void> {
    const leg = await this.#window.legOf(callId);
    this.#leg = leg;
    await leg.sends(PCMA);
    clearInterval(this.#talking);
    const startMs = performance.now();
    let sent = 0;
    this.#talking = setInterval(() => {
      // A busy machine wakes up late: what is due goes out together.
      for (const due = (performance.now() - startMs) / FRAME_MS; sent < due; sent++) {
        const frame = this.#frames[sent % this.#frames.length];
        if (frame) leg.send(frame);
      }
    }, FRAME_MS);
  }
}

function isRegistered(event: SignallingEvent): boolean {
  return event.kind === 'line/registration' && event.registration.state === 'registered';
}
