import * as v from 'valibot';
import { messageOf, type Log } from '../../base/log';
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
import { Heartbeat } from './heartbeat';
import type { Parent, PortLike } from './parent';
import { ToLine } from './protocol';
import { linkWindow, type WindowLink } from './window-link';

/** By then the lines are registered and have their first warm leg. */
const STARTED_MS = 3000;

/** The line process: everything that parses bytes from the network. It says `ready`, then obeys. */
export function hostLine(parent: Parent): void {
  const log: Log = (level, what, detail) => {
    if (level !== 'debug') parent.post({ kind: 'log', level, what, detail });
  };
  const beats = new Signal<void>();
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
      heartbeat.called();
    },
    onReading: () => {
      heartbeat.reading();
    },
  });
  const heartbeat = new Heartbeat({
    clock,
    calls: () => signalling.open.calls,
    beat: (nextMs) => {
      parent.post({ kind: 'beat', nextMs });
      beats.fire();
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
        heartbeat.called();
        return;
      case 'ping':
        heartbeat.beat();
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
  parent.post({ kind: 'ready' });
  heartbeat.beat();
  clock.after(STARTED_MS, () => {
    if (signalling.open.calls === 0) compactHeap();
  });
}
