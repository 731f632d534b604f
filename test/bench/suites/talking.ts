import { openScratch } from '../../support/scratch';
import { babble } from '../../support/sound/signals';
import type { Bench } from '../bench';
import type { Others } from '../figures';
import { pass } from '../machine/clock';
import { forwarded } from '../machine/forwarded';
import { loadOver, type Load } from '../machine/load';
import { sniff } from '../machine/sniffer';
import { quantile } from '../machine/statistics';
import type { BenchCall, BenchCodec } from '../peer/exchange';
import { BARE_ELECTRON, startElectron } from '../phones/electron';
import { startOffhook } from '../phones/offhook';
import { withOthers } from '../phones/others';
import type { Phone } from '../phones/phone';
import { recordProcesses } from '../processes';

const CODECS: readonly BenchCodec[] = ['PCMU', 'opus'];
/** Jitter buffers and encoders have found their rhythm. */
const SETTLE_MS = 2000;
const WHILE_MS = 6000;
const GATEWAY_WHILE_MS = 6000;
const BETWEEN_MS = 4200;
const SAID_S = 60;

/** A call in which every packet comes back, while `during` looks. */
async function talk<T>(phone: Phone, codec: BenchCodec, during: (call: BenchCall) => Promise<T>): Promise<T> {
  phone.exchange.codec = codec;
  const taken = phone.exchange.takeCall(0, pass);
  await phone.dial();
  const call = await taken;
  call.rtp.echoes = true;
  await call.rtp.first();
  await pass(SETTLE_MS);
  const result = await during(call);
  const ended = phone.exchange.ended(call);
  await phone.hangUp();
  await ended;
  return result;
}

const loadOf = (phone: Phone) => (): Promise<Load> => loadOver(phone.pid, WHILE_MS);

async function bareTalk(bench: Bench): Promise<Load> {
  const scratch = openScratch('bench-bare');
  const electron = await startElectron(BARE_ELECTRON, {
    userData: scratch.path('data'),
    sound: bench.sound,
    arguments: ['--talk'],
  });
  try {
    await pass(BETWEEN_MS);
    return await loadOver(electron.program.pid, WHILE_MS);
  } finally {
    await electron.stop();
    scratch.remove();
  }
}

async function gateway(bench: Bench, call: BenchCall): Promise<void> {
  const sniffing = await sniff();
  if (!sniffing) {
    bench.say('  tcpdump as root is missing: the gateway’s delay is left out');
    return;
  }
  await pass(GATEWAY_WHILE_MS);
  const delays = forwarded(await sniffing.stop(), call.rtp.port);
  for (const direction of ['in', 'out'] as const) {
    bench.record(`gateway.${direction}.packets`, delays[direction].length, '');
    bench.record(`gateway.${direction}.p50`, quantile(delays[direction], 0.5), 'ms');
    bench.record(`gateway.${direction}.p99`, quantile(delays[direction], 0.99), 'ms', {}, { atMost: 3 });
  }
}

type Loads = Partial<Record<BenchCodec, Load>>;

async function ownTalk(bench: Bench): Promise<Loads> {
  const phone = await startOffhook({ sound: bench.sound });
  const loads: Loads = {};
  try {
    await phone.exchange.registered(10_000);
    await pass(BETWEEN_MS);
    for (const codec of CODECS) {
      await phone.attach();
      loads[codec] = await talk(phone, codec, async (call) => {
        phone.detach();
        const load = await loadOver(phone.pid, WHILE_MS);
        if (codec === 'PCMU') await gateway(bench, call);
        await phone.attach();
        return load;
      });
      phone.detach();
      await pass(BETWEEN_MS);
    }
  } finally {
    await phone.stop();
  }
  return loads;
}

/** What a call costs, and how long the gateway keeps a packet. */
export async function talking(bench: Bench): Promise<void> {
  const stopSaying = bench.devices?.say(babble(SAID_S, 5)) ?? (() => undefined);
  const others: Partial<Record<keyof Others, Loads>> = {};
  await withOthers(bench, async (phone, name) => {
    others[name] = {};
    for (const codec of CODECS) others[name][codec] = await talk(phone, codec, loadOf(phone));
  });
  const bare = await bareTalk(bench);
  stopSaying();
  const stopSayingAgain = bench.devices?.say(babble(SAID_S, 6)) ?? (() => undefined);
  const own = await ownTalk(bench);
  stopSayingAgain();
  for (const codec of CODECS) {
    const load = own[codec];
    if (!load) continue;
    const beside = (of: (load: Load) => number): Others =>
      Object.fromEntries([
        ...(codec === 'PCMU' ? [['bare', of(bare)]] : []),
        ...Object.entries(others).flatMap(([name, theirs]) => {
          const there = theirs[codec];
          return there ? [[name, of(there)]] : [];
        }),
      ]) as Others;
    const name = `call.${codec.toLowerCase()}`;
    // linphone-desktop's own, measured on the same kind of machine.
    const aim = { atMost: codec === 'PCMU' ? 22 : 28 };
    bench.record(
      `${name}.cpu`,
      load.cpuPercent,
      '%',
      beside((there) => there.cpuPercent),
      aim,
    );
    bench.record(
      `${name}.pss`,
      load.pssMb,
      'MB',
      beside((there) => there.pssMb),
    );
    bench.record(
      `${name}.wake-ups`,
      load.wakeUpsPerS,
      '/s',
      beside((there) => there.wakeUpsPerS),
    );
    recordProcesses(bench, name, load, codec === 'PCMU' ? bare : undefined);
  }
}
