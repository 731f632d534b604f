import { cryptoRandom } from '../../src-main/base/random';
import { silentLog } from '../../src-main/base/log';
import { systemClock } from '../../src-main/base/system-clock';
import { openMedia } from '../../src-main/media/open-media';
import type { CallId, SignallingCommand } from '../../src-main/phone/call/signalling';
import { Alice, type AliceOptions } from '../ladder/support/alice';
import { FakeWindow } from './fake-window';
import { proveHeard } from './sound/assert-heard';
import type { Sound } from './sound/sound';
import { Voice } from './voice';

const SECONDS = 3.5;

export interface LinePhoneOptions extends Omit<AliceOptions, 'sound'> {
  readonly microphone: Sound;
}

/** All of the line process in this one: signalling and sound, with a media window that says and hears A-law. */
export class LinePhone implements AsyncDisposable {
  readonly alice: Alice;
  readonly microphone: Sound;
  readonly #media: ReturnType<typeof openMedia>;
  readonly #voice: Voice;

  constructor({ microphone, line, ...options }: LinePhoneOptions) {
    const window = new FakeWindow();
    const common = { clock: systemClock, random: cryptoRandom, log: silentLog };
    this.#media = openMedia({ ...common, window, advertisedAddress: () => '127.0.0.1' });
    this.#voice = new Voice(window, microphone);
    this.microphone = microphone;
    const sounding = { domain: 'test.lan', codecs: ['PCMA'] as const, ...line };
    this.alice = new Alice({ t1Ms: 500, ...options, sound: this.#media, line: sounding });
  }

  get callId(): CallId {
    return this.alice.callId;
  }

  handle(command: SignallingCommand): void {
    this.alice.signalling.handle(command);
  }

  /** The next report that is so; reports before it stay. */
  async reported(report: string, deadlineMs = 15_000): Promise<void> {
    const found = await this.alice.reports.nextThat((one) => one === report, deadlineMs);
    if (found === undefined) throw new Error(`not reported within ${String(deadlineMs)} ms: ${report}`);
  }

  async answers(): Promise<void> {
    await this.reported('incoming');
    this.handle({ kind: 'call/answer', callId: this.callId });
    await this.reported('established');
  }

  async hears(callId: CallId, said: Sound, seconds = SECONDS): Promise<void> {
    await proveHeard(() => this.#voice.hearsNext(callId, seconds), said);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.alice.signalling.close();
    this.#voice[Symbol.dispose]();
    this.#media.dispose();
  }
}

/** Each hears what the other says. */
export async function talkTogether(
  one: readonly [LinePhone, CallId],
  other: readonly [LinePhone, CallId],
): Promise<void> {
  await Promise.all([one[0].hears(one[1], other[0].microphone), other[0].hears(other[1], one[0].microphone)]);
}
