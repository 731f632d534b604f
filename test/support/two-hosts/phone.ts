import { cryptoRandom } from '../../../src-main/base/random';
import { systemClock as clock } from '../../../src-main/base/system-clock';
import { localAddressTowards } from '../../../src-main/app/line/local-address';
import { openMedia } from '../../../src-main/media/open-media';
import type { SignallingCommand, SignallingEvent } from '../../../src-main/phone/call/signalling';
import { openSignalling } from '../../../src-main/sip/signalling';
import { FakeWindow } from '../fake-window';
import { GAP_MS } from './far-end';
import { NETWORK } from './hosts';

const PACKET_MS = 20;

export type PhoneOrder = SignallingCommand;

/** Times are Date.now(): the hosts share one clock. */
export type PhoneReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'event'; readonly event: SignallingEvent; readonly atMs: number }
  /** The first packet heard after at least half a second without. */
  | { readonly kind: 'sound'; readonly gapMs: number; readonly atMs: number };

function report(message: PhoneReport): void {
  process.send?.(message);
}

/** The inside of the line process, with a media window that says and hears numbered packets. */
export function host(): void {
  const window = new FakeWindow();
  const log = (level: string, what: string, detail?: unknown): void => {
    if (level !== 'debug') process.stdout.write(`${level} ${what} ${JSON.stringify(detail ?? {})}\n`);
  };
  const media = openMedia({
    ...{ window, clock, random: cryptoRandom, log },
    advertisedAddress: () => localAddressTowards(NETWORK.far),
  });
  const emit = (event: SignallingEvent): void => {
    report({ kind: 'event', event, atMs: Date.now() });
    if (event.kind === 'call/established') void talk(window, event.callId);
  };
  const signalling = openSignalling({ media, clock, random: cryptoRandom, log, emit });
  process.on('message', (order: SignallingCommand) => {
    signalling.handle(order);
  });
  process.once('disconnect', () => process.exit(0));
  report({ kind: 'ready' });
}

async function talk(window: FakeWindow, callId: string): Promise<void> {
  const leg = await window.legOf(callId);
  let [count, heard, heardMs] = [0, 0, 0];
  setInterval(() => {
    leg.send(Buffer.alloc(160, ++count & 0xff));
    if (leg.heard.length === heard) return;
    const atMs = Date.now();
    if (atMs - heardMs >= GAP_MS) report({ kind: 'sound', gapMs: atMs - heardMs, atMs });
    [heard, heardMs] = [leg.heard.length, atMs];
  }, PACKET_MS);
}
