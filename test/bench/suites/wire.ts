import { systemClock } from '../../../src-main/base/system-clock';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import { sdp } from '../../ladder/support/sip-text';
import { write } from '../../torture/support/draft';
import type { Bench } from '../bench';
import { pass } from '../machine/clock';
import { median, quantile } from '../machine/statistics';
import { InMemory } from '../peer/in-memory';
import { openStockSipJs } from '../peer/stock-sip-js';

const ROUNDS = 400;
const FIRST_ROUNDS = 100;
const NOTIFIES_A_SECOND = 200;
const LINES = 20;
const HOUR_S = 3_600;
const BURST = 200;
const BURST_EVERY_MS = 20;

const text = (marker: string, method: string, headers = {}, body = ''): string =>
  write({ port: 5060, marker }, { method, headers, body });

const notify = (marker: string): string =>
  text(marker, 'NOTIFY', { Event: 'message-summary', 'Subscription-State': 'active' });

/** A call that is given up while it rings, an OPTIONS and a NOTIFY. */
function round(marker: string): string[] {
  return [
    text(marker, 'INVITE', {}, sdp()),
    text(`${marker}o`, 'OPTIONS'),
    notify(`${marker}n`),
    text(marker, 'CANCEL', { 'Content-Type': null }),
    text(marker, 'ACK', { 'Content-Type': null }),
  ];
}

/** Messages in and out a second, of computing time. */
async function throughput(receive: (message: string) => void, sent: () => number): Promise<number> {
  const play = async (rounds: number, marker: string): Promise<number> => {
    let received = 0;
    for (let index = 0; index < rounds; index++)
      for (const message of round(`${marker}${String(index)}`)) {
        receive(message);
        received++;
        await new Promise(setImmediate);
      }
    return received;
  };
  await play(FIRST_ROUNDS, 'first');
  const before = { sent: sent(), cpu: process.cpuUsage() };
  const received = await play(ROUNDS, 'then');
  const { user, system } = process.cpuUsage(before.cpu);
  // 180, 200 to CANCEL, 487, 200 to OPTIONS and NOTIFY; 100 may be there.
  if (sent() - before.sent < 5 * ROUNDS) throw new Error(`only ${String(sent() - before.sent)} answers came`);
  return ((received + sent() - before.sent) * 1e6) / (user + system);
}

async function messagesASecond(bench: Bench): Promise<void> {
  // Before ours: what ours makes faster in sip.js, it makes faster for all of this process.
  const stock = await openStockSipJs();
  const theirs = await throughput(stock.receive, stock.sent);
  const phone = await registered(1);
  const ours = await throughput(
    (message) => {
      phone.receive(Buffer.from(message));
    },
    () => phone.sent.length,
  );
  bench.record('wire.messages-a-second', ours, '/s', { 'sip.js': theirs }, { atLeast: 1_000 });
  await phone.signalling.close();
}

/** Presence of many people: what a flood of NOTIFY costs. */
async function notifies(bench: Bench): Promise<void> {
  const seconds = bench.long ? 60 : 10;
  const phone = await registered(1);
  const sentBefore = phone.sent.length;
  const startedMs = performance.now();
  const cpu = process.cpuUsage();
  let count = 0;
  while (performance.now() - startedMs < seconds * 1_000) {
    const due = ((performance.now() - startedMs) / 1_000) * NOTIFIES_A_SECOND;
    for (; count < due; count++) phone.receive(Buffer.from(notify(`notify${String(count)}`)));
    await pass(1_000 / NOTIFIES_A_SECOND);
  }
  const { user, system } = process.cpuUsage(cpu);
  const share = (user + system) / 10 / (performance.now() - startedMs);
  bench.record(`wire.notify-200-a-second.cpu-${String(seconds)}s`, share, '%');
  bench.record('wire.notify-200-a-second.answered', ((phone.sent.length - sentBefore) / count) * 100, '%');
  await phone.signalling.close();
}

/** Twenty lines for an hour of simulated time. */
async function anHour(bench: Bench): Promise<void> {
  const clock = new VirtualClock();
  const phone = new InMemory(LINES, clock);
  const cpu = process.cpuUsage();
  let unregisteredS = 0;
  for (let second = 0; second < HOUR_S; second++) {
    clock.advance(1_000);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    if (second > LINES) unregisteredS += LINES - phone.registered;
  }
  const { user, system } = process.cpuUsage(cpu);
  bench.record('wire.20-lines-an-hour.registers', phone.registers, '');
  bench.record('wire.20-lines-an-hour.unregistered', unregisteredS, 's', {}, { atMost: 0 });
  bench.record('wire.20-lines-an-hour.cpu', (user + system) / 1_000, 'ms');
  void phone.signalling.close();
  clock.advance(5_000);
}

/** Fifty INVITEs a second: eight ring, the others hear busy at once. */
async function burst(bench: Bench): Promise<void> {
  const phone = await registered(1);
  const times: number[] = [];
  for (let count = 0; count < BURST; count++) {
    const startedMs = performance.now();
    phone.receive(Buffer.from(text(`burst${String(count)}`, 'INVITE', {}, sdp())));
    times.push(performance.now() - startedMs);
    await pass(BURST_EVERY_MS);
  }
  const shown = phone.events.filter(({ kind }) => kind === 'call/incoming').length;
  // Repeated until its ACK: counted once each.
  const busy =
    BURST -
    shown -
    (BURST - Math.min(BURST, phone.sent.filter((start) => start.includes(' 486 ')).length + shown));
  bench.record('wire.burst-50-a-second.shown', shown, '', {}, { atMost: 8 });
  bench.record('wire.burst-50-a-second.busy', busy, '', {}, { atLeast: BURST - 8 });
  bench.record('wire.burst-50-a-second.answer', median(times), 'ms');
  bench.record('wire.burst-50-a-second.answer.p95', quantile(times, 0.95), 'ms');
  await phone.signalling.close();
}

async function registered(lines: number): Promise<InMemory> {
  const phone = new InMemory(lines, systemClock);
  while (phone.registered < lines) await pass(10);
  return phone;
}

/** What the signalling costs by itself: in the bench's own process, without sockets and without windows. */
export async function wire(bench: Bench): Promise<void> {
  await messagesASecond(bench);
  await notifies(bench);
  await anHour(bench);
  await burst(bench);
}
