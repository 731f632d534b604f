import { cryptoRandom } from '../../../src-main/base/random';
import { systemClock as clock } from '../../../src-main/base/system-clock';
import { localAddressTowards } from '../../../src-main/app/line/local-address';
import { openMedia } from '../../../src-main/media/open-media';
import type { SignallingCommand, SignallingEvent } from '../../../src-main/phone/call/signalling';
import { openSignalling } from '../../../src-main/sip/signalling';
import { FakeWindow } from '../fake-window';
import { FRAME_MS } from '../sound/a-law';
import { babble } from '../sound/signals';
import { Voice } from '../voice';
import { GAP_MS } from './far-end';
import { NETWORK } from './hosts';

/** What it says. */
export const PHONE_SAYS = babble(20, 32);

export type PhoneOrder =
  | SignallingCommand
  /** To tell what is heard from now on, so long. */
  | { readonly kind: 'record'; readonly callId: string; readonly seconds: number };

/** Times are Date.now(): the hosts share one clock. */
export type PhoneReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'event'; readonly event: SignallingEvent; readonly atMs: number }
  /** The first packet heard after at least half a second without. */
  | { readonly kind: 'sound'; readonly gapMs: number; readonly atMs: number }
  /** A-law in base64. */
  | { readonly kind: 'recorded'; readonly heard: string };

function report(message: PhoneReport): void {
  process.send?.(message);
}

/** The inside of the line process, with a media window that talks and listens. */
export function host(): void {
  const window = new FakeWindow();
  const voice = new Voice(window, PHONE_SAYS);
  const log = (level: string, what: string, detail?: unknown): void => {
    if (level !== 'debug') process.stdout.write(`${level} ${what} ${JSON.stringify(detail ?? {})}\n`);
  };
  const media = openMedia({
    ...{ window, clock, random: cryptoRandom, log },
    advertisedAddress: () => localAddressTowards(NETWORK.far),
  });
  const emit = (event: SignallingEvent): void => {
    report({ kind: 'event', event, atMs: Date.now() });
    if (event.kind === 'call/established') void watch(window, event.callId);
  };
  const signalling = openSignalling({ media, clock, random: cryptoRandom, log, emit });
  process.on('message', (order: PhoneOrder) => {
    if (order.kind === 'record') void record(voice, order.callId, order.seconds);
    else signalling.handle(order);
  });
  process.once('disconnect', () => process.exit(0));
  report({ kind: 'ready' });
}

async function record(voice: Voice, callId: string, seconds: number): Promise<void> {
  const heard = await voice.payloadsOfNext(callId, seconds);
  report({ kind: 'recorded', heard: Buffer.concat(heard).toString('base64') });
}

async function watch(window: FakeWindow, callId: string): Promise<void> {
  const leg = await window.legOf(callId);
  let [heard, heardMs] = [0, 0];
  setInterval(() => {
    if (leg.heard.length === heard) return;
    const atMs = Date.now();
    if (atMs - heardMs >= GAP_MS) report({ kind: 'sound', gapMs: atMs - heardMs, atMs });
    [heard, heardMs] = [leg.heard.length, atMs];
  }, FRAME_MS);
}
