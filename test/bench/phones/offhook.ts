import { mkdirSync, writeFileSync } from 'node:fs';
import { calls } from '../../../src-preload/contract/calls';
import { lines } from '../../../src-preload/contract/lines';
import { settings } from '../../../src-preload/contract/settings';
import { eventually } from '../../support/deadline';
import { openScratch } from '../../support/scratch';
import { Exchange } from '../peer/exchange';
import { OFFHOOK, startElectron, type Electron } from './electron';
import type { DebuggedPage } from './page';
import type { Phone, PhoneSetting } from './phone';

export interface OffhookPhone extends Phone {
  readonly electron: Electron;
  /** Attaches to the windows; `dial` and `answer` need it. */
  attach(): Promise<void>;
  /** Lets go of the windows, so that nobody but the phone works. */
  detach(): void;
  /** The window with the sound. */
  media(): Promise<DebuggedPage>;
  /** Switches the practice line on and waits for it. */
  practise(): Promise<void>;
  dialNumber(number: string): Promise<number>;
  untilNoCall(): Promise<void>;
  /** Sound as it is, so that it can be compared. */
  withoutProcessing(): Promise<void>;
}

/** Keeps the last snapshots where {@link said} finds them. */
const WATCH = `
  globalThis.benchSeen = {};
  for (const channel of ${JSON.stringify([calls.changed.channel, lines.changed.channel])})
    window.offhook.subscribe(channel, (value) => { globalThis.benchSeen[channel] = value; });`;

const invoke = (channel: string, request: unknown): string =>
  `globalThis.benchReply = window.offhook.invoke(${JSON.stringify(channel)}, ${JSON.stringify(request)})`;

const theCall = (...states: readonly string[]): string =>
  `globalThis.benchSeen[${JSON.stringify(calls.changed.channel)}]?.calls.find(
    (call) => ${JSON.stringify(states)}.includes(call.state))?.id`;

const LIVE = ['calling', 'ringing-in', 'answering', 'established'] as const;

interface Options extends PhoneSetting {
  readonly debugging?: boolean;
}

function lineFile(path: string, exchange: Exchange): void {
  const server = { host: '127.0.0.1', port: exchange.port };
  const line = { label: 'bench', user: 'offhook', domain: 'bench.test', password: 'secret', server };
  writeFileSync(path, JSON.stringify({ lines: [{ ...line, codecs: ['PCMU', 'opus'] }] }));
}

/** Offhook with one line, given to it as an administrator would; registering when this resolves. */
export async function startOffhook({ sound, debugging = true }: Options): Promise<OffhookPhone> {
  const scratch = openScratch('bench');
  const exchange = await Exchange.open();
  mkdirSync(scratch.path('data'));
  lineFile(scratch.path('lines.json'), exchange);
  const electron = await startElectron(OFFHOOK, {
    userData: scratch.path('data'),
    sound,
    debugging,
    arguments: ['--import', scratch.path('lines.json')],
  });
  let phone: DebuggedPage | undefined;
  const window = (): DebuggedPage => {
    if (!phone) throw new Error('not attached');
    return phone;
  };
  const until = (what: string, expression: string): Promise<unknown> =>
    eventually(10_000, what, async () => (await window().evaluate(expression)) || undefined);
  const replied = async (atMs: number): Promise<number> => {
    const reply = (await window().evaluate('globalThis.benchReply')) as { ok: boolean };
    if (!reply.ok) throw new Error(`refused: ${JSON.stringify(reply)}`);
    return atMs;
  };
  const say = async (channel: string, request: unknown): Promise<number> =>
    replied(await window().run(invoke(channel, request)));
  const dialNumber = (typed: string): Promise<number> => say(calls.dial.channel, { typed, lineId: null });

  return {
    name: 'offhook',
    pid: electron.program.pid,
    exchange,
    electron,
    startedMs: electron.startedMs,
    attach: async () => {
      phone = await electron.page('/phone/');
      await phone.evaluate(WATCH);
    },
    detach: () => {
      phone?.close();
      phone = undefined;
    },
    media: () => electron.page('/media/'),
    practise: async () => {
      await say(lines.practice.channel, { on: true });
      const seen = `globalThis.benchSeen[${JSON.stringify(lines.changed.channel)}]`;
      await until(
        'the practice line',
        `${seen}?.some((line) => line.practice && line.registration.state === 'registered')`,
      );
      const id = await window().evaluate(`${seen}.find((line) => line.practice).id`);
      await say(settings.change.channel, { defaultLineId: id });
    },
    dialNumber,
    dial: () => dialNumber('echo'),
    answer: async () => {
      const id = await until('a ringing call', theCall('ringing-in'));
      return say(calls.answer.channel, { id });
    },
    hangUp: async () => {
      const id = await until('a call', theCall(...LIVE));
      await say(calls.hangUp.channel, { id });
    },
    untilNoCall: async () => {
      await until('no call', `!(${theCall(...LIVE)})`);
    },
    withoutProcessing: async () => {
      const processing = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
      await say(settings.change.channel, processing);
    },
    stop: async () => {
      phone?.close();
      await electron.stop();
      exchange.close();
      scratch.remove();
    },
  };
}
