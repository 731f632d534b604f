import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { calls } from '../../src-preload/contract/calls';
import { history } from '../../src-preload/contract/history';
import { registeredLine, startAppWithLines } from '../support/app-with-lines';
import { dumpPeerLogsOnFailure } from '../support/dump-peer-logs';
import { endAll } from '../support/end-all';
import { startKamailio, type Kamailio } from '../support/kamailio';
import type { OffhookApp } from '../support/offhook-app';
import { peerMissing } from '../support/peer-missing';
import { openScratch, type Scratch } from '../support/scratch';
import { startSipp, type Sipp } from '../support/sipp';
import { babble } from '../support/sound/signals';

describe.skipIf(peerMissing('kamailio', 'sipp'))('a far end that misbehaves: sipp', () => {
  dumpPeerLogsOnFailure();
  let scratch: Scratch;
  let silent: Sipp;
  let ringing: Sipp;
  let kamailio: Kamailio;
  let app: OffhookApp;

  beforeAll(async () => {
    scratch = openScratch('sipp-app');
    silent = await startSipp({ scenario: 'uas-silent', timeoutS: 60 });
    ringing = await startSipp({ scenario: 'uas-rings-until-cancelled', timeoutS: 60 });
    kamailio = await startKamailio({
      domain: 'test.lan',
      users: { ada: 'secret' },
      peers: { silent: silent.uri, ringing: ringing.uri },
    });
    const line = {
      label: 'ada',
      user: 'ada',
      password: 'secret',
      domain: 'test.lan',
      server: { host: '127.0.0.1', port: kamailio.ports.udp },
    };
    app = await startAppWithLines(scratch, [line], babble(5, 1));
  }, 60_000);

  afterEach(async () => {
    await app.hangUpAll();
  });

  afterAll(() =>
    endAll(
      () => app.quit(),
      () => kamailio.stop(),
      () => silent.stop(),
      () => ringing.stop(),
      () => {
        scratch.remove();
      },
    ),
  );

  async function dial(typed: string): Promise<string> {
    const lineId = await registeredLine(app, 'ada');
    const dialled = await app.ask(calls.dial, { typed, lineId });
    if (!dialled.ok) throw new Error(`not dialled: ${dialled.error.kind}`);
    return dialled.value.id;
  }

  test('it never answers: our CANCEL ends the call there too', async () => {
    const id = await dial('ringing');
    await app.call(
      'ringing',
      (call) => call.id === id && call.state === 'calling' && call.progress === 'ringing',
    );
    await app.ask(calls.hangUp, { id });
    expect((await ringing.ended).code).toBe(0);
    expect(ringing.messages()).toContain('CANCEL sip:');
  });

  test('it does not even say 100: hanging up ends the call here, whatever the network does', async () => {
    const id = await dial('silent');
    await app.call('calling', (call) => call.id === id && call.state === 'calling');
    await app.ask(calls.hangUp, { id });
    const ended = await app.call('the end', (call) => call.id === id && call.state === 'ended');
    expect(ended.state === 'ended' && ended.why).toEqual({ kind: 'cancelled' });
  });

  test('it calls and gives up: missed, and in the history', async () => {
    await registeredLine(app, 'ada');
    await using caller = await startSipp({
      scenario: 'uac-cancels',
      to: { user: 'ada', port: kamailio.ports.udp },
    });
    const missed = await app.call(
      'the missed call',
      (call) => call.state === 'ended' && call.direction === 'in',
    );
    expect(missed.state === 'ended' && missed.why).toEqual({ kind: 'missed' });
    expect((await caller.ended).code).toBe(0);
    const page = await app.ask(history.page, { beforeId: Number.MAX_SAFE_INTEGER, limit: 1 });
    expect(page).toMatchObject({
      ok: true,
      value: [{ direction: 'in', why: { kind: 'missed' } }],
    });
  });

  test('it repeats every message: there is one call, and it ends cleanly', async () => {
    await registeredLine(app, 'ada');
    await using caller = await startSipp({
      scenario: 'uac-retransmits',
      to: { user: 'ada', port: kamailio.ports.udp },
    });
    const call = await app.call('the ringing call', ({ state }) => state === 'ringing-in');
    expect((await app.calls()).calls.filter(({ state }) => state === 'ringing-in')).toHaveLength(1);
    await app.ask(calls.answer, { id: call.id });
    const ended = await app.call('the end', ({ id, state }) => id === call.id && state === 'ended');
    expect(ended.state === 'ended' && ended.why).toEqual({ kind: 'hung-up', by: 'them' });
    expect((await caller.ended).code).toBe(0);
  });
});
