import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { seededRandom } from '../../../src-main/base/random';
import { Alice } from '../../ladder/support/alice';
import { until } from '../../ladder/support/waiting';
import { BlockWatch } from './block-watch';
import { Dice } from './dice';
import { mutated } from './mutate';
import { FuzzPeer } from './peer';
import type { Scenario } from './scenarios';

export interface FuzzResult {
  readonly messages: number;
  /** Thrown by the stack and caught at its border: each loses one message. */
  readonly caught: ReadonlyMap<string, number>;
  /** Longest time the process computed without listening, ms. */
  readonly longestBlockMs: number;
  /** Of the heap after collection, between the first tenth and the end. Bytes. */
  readonly growth: number;
  readonly tookMs: number;
}

/** So many messages between two looks at the state; few enough for the socket's buffer. */
const BATCH = 40;
/** Transactions end in 64·T1: the state they leave must not pile up over the run. */
const T1_MS = 5;

/** Sends `count` mutated messages into one state of a line, brought back after every batch. */
export async function fuzz({ bring, clock }: Scenario, count: number, seed: number): Promise<FuzzResult> {
  const caught = new Map<string, number>();
  const peer = await FuzzPeer.open();
  const alice = new Alice({
    port: peer.port,
    t1Ms: T1_MS,
    clock,
    log: (_level, text, details) => {
      const what = `${text}: ${JSON.stringify(details)}`;
      caught.set(what, (caught.get(what) ?? 0) + 1);
    },
  });
  const startedMs = performance.now();
  const blocks = new BlockWatch();
  try {
    await alice.registered();
    const dice = new Dice(seededRandom(seed));
    let before = usedHeap();
    blocks.start();
    let sent = 0;
    for (let batch = 0; sent < count; batch++) {
      await playBatch(alice, peer, bring, dice, `f${String(seed)}b${String(batch)}`);
      const tenth = sent < count / 10;
      sent += BATCH;
      if (tenth && sent >= count / 10) {
        blocks.stop();
        before = usedHeap();
        blocks.start();
      }
    }
    blocks.stop();
    await settled(alice);
    const growth = usedHeap() - before;
    const tookMs = performance.now() - startedMs;
    return { messages: sent, caught, longestBlockMs: blocks.longestMs, growth, tookMs };
  } finally {
    blocks.stop();
    peer.registers = true;
    await alice.signalling.close();
    peer.close();
  }
}

async function playBatch(
  alice: Alice,
  peer: FuzzPeer,
  bring: Scenario['bring'],
  dice: Dice,
  marker: string,
): Promise<void> {
  const templates = await bring(alice, peer, marker);
  for (let index = 0; index < BATCH; index++) peer.send(mutated(templates, dice));
  await peer.flush();
  peer.registers = true;
  hangUpAll(alice);
  await until(() => alice.signalling.open.calls === 0, 'no call is left');
}

/** Every call that began and did not end. */
function hangUpAll(alice: Alice): void {
  const open = new Set([alice.callId]);
  for (const event of alice.events) if (event.kind === 'call/incoming') open.add(event.callId);
  for (const callId of open) alice.signalling.handle({ kind: 'call/hang-up', callId });
  alice.events.length = 0;
  alice.reports.clear();
}

async function settled(alice: Alice): Promise<void> {
  hangUpAll(alice);
  const { signalling } = alice;
  await until(
    () => signalling.open.dialogs + signalling.open.transactions === 0,
    'nothing is left',
    64 * T1_MS + 4_000,
  );
}

function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}
