import * as v from 'valibot';
import { messageOf, type Log } from '../../base/log';
import type { Disposable } from '../../base/disposable';
import { cryptoRandom } from '../../base/random';
import { Signal } from '../../base/signal';
import { systemClock as clock } from '../../base/system-clock';
import { openMedia } from '../../media/open-media';
import { fullText } from '../../sip/trace/ladder-text';
import { pcap } from '../../sip/trace/pcap';
import { openSignalling } from '../../sip/signalling';
import { compactHeap } from '../runtime';
import { absentWindow } from './absent-window';
import { localAddressTowards } from './local-address';
import type { Parent, PortLike } from './parent';
import { ToLine } from './protocol';
import { linkWindow, type WindowLink } from './window-link';

/**
 * With calls a hang must be noticed soon: the line is registered again within 3 s. Without, every wake-up counts on a
 * laptop, and a beat costs ten in both processes; whoever then wants something of the line asks for one.
 */
const BEAT_MS = { calls: 1000, idle: 10_000 } as const;

/** By then the lines are registered and have their first warm leg. */
const STARTED_MS = 3000;

/** The line process: everything that parses bytes from the network. It says `ready`, then obeys. */
export function hostLine(parent: Parent): void {
  const log: Log = (level, what, detail) => {
    if (level !== 'debug') parent.post({ kind: 'log', level, what, detail });
  };
  const beats = new Signal<void>();
  let beating: { readonly everyMs: number; readonly timer: Disposable } | null = null;
  const media = openMedia({
    window: absentWindow,
    clock,
    random: cryptoRandom,
    log,
    advertisedAddress: (line) => localAddressTowards(line.server?.host ?? line.domain),
  });
  const signalling = openSignalling({
    media,
    clock,
    random: cryptoRandom,
    log,
    // No window shows them yet.
    takesMessages: false,
    // No wake-up of its own for that.
    looks: beats.event,
    emit: (event) => {
      parent.post({ kind: 'event', event });
      quicken();
    },
  });
  // Nothing a packet contains may end the calls: what slipped through every other net is reported and survived.
  const survive = (error: unknown): void => {
    log('error', 'uncaught', {
      error: messageOf(error),
      stack: (error instanceof Error && error.stack) || '',
    });
  };
  process.on('uncaughtException', survive);
  process.on('unhandledRejection', survive);

  async function close(): Promise<void> {
    await signalling.close();
    media.dispose();
    parent.post({ kind: 'closed' });
  }
  let window: WindowLink | null = null;
  function replaceWindow(port: PortLike): void {
    const before = window;
    const link = linkWindow(port, { clock, log });
    window = link;
    media.windowReplaced(link);
    before?.dispose();
  }
  function giveTrace({ asked, lineId, form }: ToLine & { kind: 'trace' }): void {
    const messages = signalling.trace(lineId)?.messages;
    const file = messages && (form === 'pcap' ? pcap(messages) : fullText(messages));
    const content = file === undefined ? null : Buffer.from(file).toString('base64');
    parent.post({ kind: 'trace', asked, content });
  }
  function obey(message: unknown, ports: readonly PortLike[]): void {
    const parsed = v.safeParse(ToLine, message);
    if (!parsed.success) {
      log('error', 'malformed order', { issue: parsed.issues[0].message });
      return;
    }
    switch (parsed.output.kind) {
      case 'command':
        signalling.handle(parsed.output.command);
        quicken();
        return;
      case 'ping':
        beat();
        return;
      case 'media-window':
        if (ports[0]) replaceWindow(ports[0]);
        return;
      case 'trace':
        giveTrace(parsed.output);
        return;
      case 'close':
        void close();
    }
  }
  parent.onMessage(obey);
  function beat(): void {
    const everyMs = signalling.open.calls > 0 ? BEAT_MS.calls : BEAT_MS.idle;
    beating?.timer.dispose();
    beating = { everyMs, timer: clock.after(everyMs, beat) };
    parent.post({ kind: 'beat', nextMs: everyMs });
    beats.fire();
  }
  /** From the first call on main must not wait for as long as it was promised before. */
  function quicken(): void {
    if (beating && beating.everyMs > BEAT_MS.calls && signalling.open.calls > 0) beat();
  }
  parent.post({ kind: 'ready' });
  beat();
  clock.after(STARTED_MS, () => {
    if (signalling.open.calls === 0) compactHeap();
  });
}
