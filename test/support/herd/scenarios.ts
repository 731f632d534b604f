import { Herd } from './herd';
import type { Server } from './provider';
import type { SimulatedRegistrar } from './registrar';

/** Within which all shall be back; even would be a REGISTER rate that fills just this time. */
export const BACK_WITHIN_MS = 300_000;
const OUTAGE_MS = 600_000;
const RESTART_MS = 30_000;
/** They look whether it is back after one minute, two, four, eight: nobody waits for that. */
const BACK_AT_PREFERRED_MS = 1_500_000;
const LOOK_EVERY_MS = 1_000;
export const MEAN_OVER_S = 30;

const FOUR: readonly Server[] = [{ weight: 40 }, { weight: 30 }, { weight: 20 }, { weight: 10 }];
const THREE_AND_RESERVE: readonly Server[] = [{ weight: 50 }, { weight: 50 }, { weight: 100, priority: 20 }];

/** Of the five minutes in which phones have to come back. */
export interface HerdReport {
  readonly scenario: string;
  readonly phones: number;
  /** REGISTERs that reached a registrar, and the most of them a second. */
  readonly sum: number;
  readonly peak: number;
  /** The most as the mean of some seconds on end: with few phones chance alone makes crests in single seconds. */
  readonly meanPeak: number;
  /** A second's share if all were spread evenly over the five minutes. */
  readonly even: number;
  /** From when registrars could be reached (again) until 99 of 100 were registered; `null`: not in time. Seconds. */
  readonly backS: number | null;
  /** How far the share of a registrar is from its weight in the end, the worst of them. Percentage points. */
  readonly offWeight: number;
}

type Return = Pick<HerdReport, 'sum' | 'peak' | 'meanPeak' | 'backS'>;

/** Waits out the time within which all shall be back. */
async function comeBack(herd: Herd): Promise<Return> {
  const fromMs = herd.nowMs;
  const enough = herd.phones.length * 0.99;
  let backS: number | null = null;
  for (let passedMs = 0; passedMs < BACK_WITHIN_MS; passedMs += LOOK_EVERY_MS) {
    await herd.pass(LOOK_EVERY_MS);
    // Who lost his connection this very moment counts as gone.
    if (herd.reachable < enough) backS = null;
    else backS ??= (passedMs + LOOK_EVERY_MS) / 1_000;
  }
  const { arrived } = herd.provider;
  const range = [fromMs, herd.nowMs] as const;
  return {
    sum: arrived.sum(...range),
    peak: arrived.peak(...range),
    meanPeak: arrived.peak(...range, MEAN_OVER_S),
    backS,
  };
}

function report(scenario: string, herd: Herd, returns: readonly Return[]): HerdReport {
  const worst = returns.reduce((a, b) => (b.peak > a.peak ? b : a));
  const backS = returns.map((one) => one.backS);
  return {
    scenario,
    phones: herd.phones.length,
    sum: worst.sum,
    peak: worst.peak,
    meanPeak: worst.meanPeak,
    even: (worst.sum * 1_000) / BACK_WITHIN_MS,
    backS: backS.includes(null) ? null : Math.max(...backS.map(Number)),
    offWeight: offWeight(herd),
  };
}

/** Among the registrars of the most preferred priority. */
function offWeight({ provider }: Herd): number {
  const best = Math.min(...provider.zone.map(({ srv }) => srv.priority));
  const registrars = provider.zone.filter(({ srv }) => srv.priority === best);
  const sum = (of: (registrar: SimulatedRegistrar) => number): number =>
    registrars.reduce((all, registrar) => all + of(registrar), 0);
  const [weights, phones] = [sum(({ srv }) => srv.weight), sum(({ connections }) => connections)];
  const off = registrars.map(({ srv, connections }) =>
    Math.abs(connections / Math.max(1, phones) - srv.weight / weights),
  );
  return 100 * Math.max(...off);
}

/** All registrars are gone for ten minutes. */
async function outage(size: number, seed: number): Promise<HerdReport> {
  return outageOf(await Herd.registered(size, seed, FOUR), 'ten-minute outage');
}

async function outageOf(herd: Herd, scenario: string): Promise<HerdReport> {
  for (const registrar of herd.provider.zone) registrar.stop();
  await herd.pass(OUTAGE_MS);
  for (const registrar of herd.provider.zone) registrar.start();
  return report(scenario, herd, [await comeBack(herd)]);
}

/** The only one there is, for ten minutes. */
async function lone(size: number, seed: number): Promise<HerdReport> {
  const herd = await Herd.registered(size, seed, [{ weight: 1 }]);
  return outageOf(herd, 'ten-minute outage of a single registrar');
}

/** One after the other is gone for half a minute; the next when all should be back. */
async function rollingRestart(size: number, seed: number): Promise<HerdReport> {
  const herd = await Herd.registered(size, seed, FOUR);
  const returns: Return[] = [];
  for (const registrar of herd.provider.zone) {
    registrar.stop();
    herd.clock.after(RESTART_MS, () => {
      registrar.start();
    });
    returns.push(await comeBack(herd));
  }
  return report('rolling restart', herd, returns);
}

/** The zone names other registrars; ten minutes later the old ones are switched off. */
async function dnsChange(size: number, seed: number): Promise<HerdReport> {
  const herd = await Herd.registered(size, seed, FOUR);
  const old = herd.provider.zone;
  herd.provider.publish(FOUR);
  await herd.pass(OUTAGE_MS);
  for (const registrar of old) registrar.stop();
  return report('DNS change', herd, [await comeBack(herd)]);
}

/** The preferred registrars are gone for ten minutes, a reserve takes their phones and gives them back. */
async function reserve(size: number, seed: number): Promise<HerdReport> {
  const herd = await Herd.registered(size, seed, THREE_AND_RESERVE);
  const preferred = herd.provider.zone.slice(0, 2);
  for (const registrar of preferred) registrar.stop();
  const away = await comeBack(herd);
  await herd.pass(OUTAGE_MS - BACK_WITHIN_MS);
  for (const registrar of preferred) registrar.start();
  const returns = [away];
  for (let passedMs = 0; passedMs < BACK_AT_PREFERRED_MS; passedMs += BACK_WITHIN_MS)
    returns.push(await comeBack(herd));
  return report('reserve and back', herd, returns);
}

export const SCENARIOS = {
  outage,
  lone,
  'rolling-restart': rollingRestart,
  'dns-change': dnsChange,
  reserve,
};

/** One line for a person. */
export function sentence(found: HerdReport): string {
  const { scenario, phones, sum, peak, meanPeak, even, backS, offWeight: off } = found;
  const ratio = (value: number): string => `${value.toFixed(0)}/s = ${(value / even).toFixed(2)} × even`;
  return [
    `${scenario}, ${String(phones)} phones:`,
    `${String(sum)} REGISTERs in 5 min (even: ${even.toFixed(1)}/s),`,
    `peak ${ratio(peak)}, over ${String(MEAN_OVER_S)} s ${ratio(meanPeak)};`,
    `99 % back ${backS === null ? 'NOT IN TIME' : `in ${String(backS)} s`};`,
    `SRV weights met within ${off.toFixed(1)} points`,
  ].join(' ');
}
