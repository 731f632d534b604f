import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calls } from '../../src-preload/contract/calls';
import { history } from '../../src-preload/contract/history';
import { registeredLine, startAppWithLines } from '../support/app-with-lines';
import { startBaresip, type Baresip } from '../support/baresip';
import { dumpPeerLogsOnFailure } from '../support/dump-peer-logs';
import { endAll } from '../support/end-all';
import { startKamailio, type Kamailio } from '../support/kamailio';
import type { OffhookApp } from '../support/offhook-app';
import { peerMissing } from '../support/peer-missing';
import { Scanner, sipvicious } from '../support/scanner';
import { openScratch, type Scratch } from '../support/scratch';
import { babble } from '../support/sound/signals';

/** Not where the scanners are: it may speak to us. */
const EXCHANGE = '127.0.0.8';
const REQUESTS = 10_000;
const PER_SECOND = 200;
/** What a person would call stuck; a busy machine is granted it now and then. Milliseconds. */
const STUCK_MS = 2_000;

describe.skipIf(peerMissing('kamailio', 'baresip', 'sipvicious'))('scanners at a real line', () => {
  dumpPeerLogsOnFailure();
  let scratch: Scratch;
  let kamailio: Kamailio;
  let bob: Baresip;
  let app: OffhookApp;
  /** Where the line listens. */
  let port: number;

  beforeAll(async () => {
    scratch = openScratch('scanner');
    kamailio = await startKamailio({ host: EXCHANGE, users: { ada: 'secret' } });
    bob = await startBaresip({ user: 'bob' });
    const server = { host: EXCHANGE, port: kamailio.ports.udp };
    const line = { label: 'ada', user: 'ada', password: 'secret', domain: 'test.lan', server };
    app = await startAppWithLines(scratch, [line], babble(5, 1));
    await registeredLine(app, 'ada');
    const registered = await kamailio.log.line(/-> REGISTER .* from udp:127\.0\.0\.1:\d+/);
    port = Number(/:(\d+)$/.exec(registered.trim())?.[1]);
  }, 60_000);
  afterAll(() =>
    endAll(
      () => app.quit(),
      () => bob.stop(),
      () => kamailio.stop(),
      () => {
        scratch.remove();
      },
    ),
  );

  /** The round trip of a command through window, main process and back, again and again until told to stop. */
  async function watchWindow(): Promise<() => Promise<number[]>> {
    await app.phone.evaluate((channel) => {
      const watch = { tripsMs: [] as number[], on: true };
      Object.assign(window, { watch });
      const ask = async (): Promise<void> => {
        const askedMs = performance.now();
        await window.offhook.invoke(channel, { typed: '12', lineId: null });
        watch.tripsMs.push(performance.now() - askedMs);
        if (watch.on) setTimeout(() => void ask(), 100);
      };
      void ask();
    }, calls.preview.channel);
    return () =>
      app.phone.evaluate(() => {
        const { watch } = window as unknown as { watch: { tripsMs: number[]; on: boolean } };
        watch.on = false;
        return watch.tripsMs.sort((a, b) => a - b);
      });
  }

  test('the tools find a proxy that is there: they work', async () => {
    expect(await sipvicious('svmap', kamailio.target('udp'))).toContain('kamailio');
  });

  test('10,000 requests at 200/s, and SIPVicious: no ring, no answer, the window alive, a call comes through', async () => {
    using scanner = await Scanner.open();
    const stop = await watchWindow();
    const scanned = scanner.scan(port, REQUESTS, PER_SECOND);
    expect(await sipvicious('svmap', { port })).toContain('found nothing');
    expect(await sipvicious('svwar', { port }, '-m', 'INVITE', '-e', '100-400')).toContain('found nothing');
    expect(await sipvicious('svcrack', { port }, '-u', 'ada', '-r', '1000-1300')).toMatch(
      /found nothing|no server response/,
    );
    await bob.dial(`sip:ada@${EXCHANGE}:${String(kamailio.ports.udp)}`);
    const ringing = await app.call('the one call that is meant', ({ state }) => state === 'ringing-in');
    expect(ringing.remote.number).toContain('bob');
    await app.ask(calls.decline, { id: ringing.id });
    await scanned;
    const tripsMs = await stop();
    const [median = 0, worst = 0] = [tripsMs[tripsMs.length >> 1], tripsMs.at(-1)];
    process.stdout.write(
      `\n${String(scanner.sent)} requests; ${String(tripsMs.length)} round trips of the window: median ${median.toFixed(1)} ms, worst ${worst.toFixed(0)} ms\n`,
    );
    expect(scanner.sent).toBe(REQUESTS);
    expect(scanner.answers).toEqual([]);
    expect(worst).toBeLessThan(STUCK_MS);
    const page = await app.ask(history.page, { beforeId: Number.MAX_SAFE_INTEGER, limit: 10 });
    expect(page.ok && page.value.length).toBe(1);
    await registeredLine(app, 'ada');
  }, 120_000);
});
