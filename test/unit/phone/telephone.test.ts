import * as v from 'valibot';
import { beforeEach, describe, expect, test } from 'vitest';
import { KEYCHAIN_PATIENCE_MS } from '../../../src-main/phone/account/passwords';
import { PRESETS } from '../../../src-main/phone/account/presets';
import { LINE_TEST_MS } from '../../../src-main/phone/account/line-test';
import { CallsView, DialPreview } from '../../../src-preload/contract/calls';
import { history as historyContract } from '../../../src-preload/contract/history';
import { LineView, PresetView } from '../../../src-preload/contract/lines';
import { Bench, DRAFT, REGISTERED, settled } from './fakes';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
  bench.telephone.start();
});

describe('lines', () => {
  test('a new line is told to the line process, its password goes to the keychain', async () => {
    const id = await bench.line();
    expect(bench.process.sent).toEqual([{ kind: 'line/set', line: { ...DRAFT, id }, password: 'secret' }]);
    expect(bench.keychain.secrets.get(id)).toBe('secret');
    expect(bench.telephone.lines.value[0]).toMatchObject({ password: 'keychain', registration: REGISTERED });
  });

  test('it is back after a restart, password and all', async () => {
    const id = await bench.line();
    bench.restart();
    expect(bench.telephone.lines.value[0]?.registration).toEqual({ state: 'registering' });
    await settled();
    expect(bench.process.sent).toEqual([{ kind: 'line/set', line: { ...DRAFT, id }, password: 'secret' }]);
  });

  test('without a keychain the password lives until quit and is then asked for', async () => {
    bench.keychain.works = false;
    const id = await bench.line();
    expect(bench.telephone.lines.value[0]?.password).toBe('session');
    bench.restart();
    await settled();
    expect(bench.telephone.keychain.value).toBe(false);
    expect(bench.telephone.lines.value[0]).toMatchObject({
      password: 'missing',
      registration: { state: 'password-needed' },
    });
    bench.telephone.enterPassword(id, 'again');
    expect(bench.process.sent).toEqual([{ kind: 'line/set', line: { ...DRAFT, id }, password: 'again' }]);
  });

  test('a keyring that hangs does not hold up the start; its late answer is welcome', async () => {
    await bench.line();
    let answer = (): void => undefined;
    bench.keychain.hang = new Promise((resolve) => (answer = resolve));
    bench.restart();
    bench.clock.advance(KEYCHAIN_PATIENCE_MS);
    expect(bench.telephone.lines.value[0]?.registration).toEqual({ state: 'password-needed' });
    answer();
    await settled();
    expect(bench.process.sent).toMatchObject([{ kind: 'line/set', password: 'secret' }]);
  });

  test('a password typed meanwhile is not overwritten by the late one', async () => {
    const id = await bench.line();
    let answer = (): void => undefined;
    bench.keychain.hang = new Promise((resolve) => (answer = resolve));
    bench.restart();
    bench.telephone.enterPassword(id, 'typed');
    answer();
    await settled();
    expect(bench.process.sent).toMatchObject([{ kind: 'line/set', password: 'typed' }]);
  });

  test('an empty password means that none is needed', () => {
    bench.telephone.addLine(DRAFT, '');
    expect(bench.process.sent).toMatchObject([{ kind: 'line/set', password: '' }]);
  });

  test('a bad draft names its fields and changes nothing', () => {
    const added = bench.telephone.addLine({ ...DRAFT, domain: 'a b', expiresS: 5 }, 'x');
    expect(added).toMatchObject({
      ok: false,
      error: { kind: 'invalid', detail: 'domain: bad-host; expiresS: out-of-range' },
    });
    expect([bench.telephone.lines.value, bench.process.sent]).toEqual([[], []]);
  });

  test('a full disk adds nothing and says so, until it is well again', async () => {
    bench.disk.full = true;
    expect(bench.telephone.addLine(DRAFT, 'x')).toMatchObject({ ok: false, error: { kind: 'storage' } });
    expect(bench.telephone.problem.value).toEqual({ kind: 'storage', detail: 'full' });
    bench.disk.full = false;
    await bench.line();
    expect(bench.telephone.problem.value).toBeNull();
  });

  test('a change keeps the password unless a new one is given', async () => {
    const id = await bench.line();
    bench.telephone.changeLine(id, { ...DRAFT, expiresS: 300 }, null);
    expect(bench.process.sent.at(-1)).toMatchObject({ password: 'secret', line: { expiresS: 300 } });
    bench.telephone.changeLine(id, DRAFT, 'new');
    expect(bench.process.sent.at(-1)).toMatchObject({ password: 'new' });
    expect(bench.telephone.changeLine('nobody', DRAFT, null)).toMatchObject({
      error: { kind: 'unknown-line' },
    });
  });

  test('a new name disturbs neither registration nor calls', async () => {
    const id = await bench.line();
    bench.process.sent.length = 0;
    bench.telephone.changeLine(id, { ...DRAFT, label: 'Desk' }, null);
    expect(bench.telephone.lines.value).toMatchObject([{ label: 'Desk', registration: REGISTERED }]);
    expect(bench.process.sent).toEqual([]);
  });

  test('a removed line takes its password along; one in a call stays', async () => {
    const id = await bench.line();
    const call = bench.talk();
    expect(bench.telephone.removeLine(id)).toEqual({ ok: false, error: { kind: 'in-call' } });
    bench.telephone.hangUp(call);
    expect(bench.telephone.removeLine(id).ok).toBe(true);
    await settled();
    expect([bench.keychain.secrets.size, bench.disk.lines.size]).toEqual([0, 0]);
    expect(bench.process.sent.at(-1)).toEqual({ kind: 'line/remove', lineId: id });
  });

  test('a line in a call is not set anew, for that would end the call', async () => {
    const id = await bench.line();
    const call = bench.talk();
    bench.process.sent.length = 0;
    const inCall = { ok: false, error: { kind: 'in-call' } };
    expect(bench.telephone.changeLine(id, { ...DRAFT, expiresS: 300 }, null)).toMatchObject(inCall);
    expect(bench.telephone.enterPassword(id, 'other')).toMatchObject(inCall);
    const file = (password: string) => JSON.stringify({ lines: [{ ...DRAFT, label: 'New', password }] });
    expect(bench.telephone.importLines(file('other'))).toMatchObject(inCall);
    expect(bench.telephone.lines.value).toMatchObject([DRAFT]);
    expect(bench.telephone.importLines(file('secret'))).toMatchObject({ ok: true });
    expect(bench.telephone.lines.value).toMatchObject([{ label: 'New' }]);
    expect(bench.process.sent).toEqual([]);
    expect(bench.telephone.calls.value.activeId).toBe(call);
  });

  test('the same password typed again is tried again', async () => {
    const id = await bench.line();
    const why = { kind: 'wrong-password', status: 403, phrase: 'Forbidden' } as const;
    bench.process.register(id, { state: 'failed', why, retryAtMs: null });
    bench.telephone.enterPassword(id, 'secret');
    expect(bench.process.sent.at(-1)).toEqual({ kind: 'line/refresh', lineId: id });
  });

  test('the line process comes back and hears of every line again', async () => {
    const id = await bench.line();
    const call = bench.talk();
    bench.process.die();
    expect(bench.telephone.calls.value.calls).toMatchObject([{ id: call, why: { kind: 'line-restarted' } }]);
    expect(bench.telephone.dial('600', null)).toEqual({ ok: false, error: { kind: 'not-registered' } });
    bench.process.rise();
    expect(bench.process.sent).toEqual([{ kind: 'line/set', line: { ...DRAFT, id }, password: 'secret' }]);
    bench.process.register(id);
    expect(bench.telephone.dial('600', null).ok).toBe(true);
  });

  test('quitting hangs up and unregisters', async () => {
    const id = await bench.line();
    const callId = bench.talk();
    bench.telephone.close();
    expect(bench.process.sent.slice(-2)).toEqual([
      { kind: 'call/hang-up', callId },
      { kind: 'line/remove', lineId: id },
    ]);
    expect(bench.telephone.history.value.entries).toMatchObject([{ why: { kind: 'hung-up', by: 'us' } }]);
  });

  test('importing the same address again changes the line instead of doubling it', () => {
    const file = (label: string) =>
      JSON.stringify({
        lines: [
          { label, user: '1', domain: 'pbx.example' },
          { user: '2', domain: 'pbx.example' },
        ],
      });
    expect(bench.telephone.importLines(file('One'))).toEqual({ ok: true, value: { added: 2, changed: 0 } });
    expect(bench.telephone.importLines(file('Uno'))).toEqual({ ok: true, value: { added: 0, changed: 2 } });
    expect(bench.telephone.lines.value.map(({ label }) => label)).toEqual(['Uno', '2@pbx.example']);
    expect(bench.telephone.lines.value[0]?.registration).toEqual({ state: 'password-needed' });
    expect(bench.telephone.importLines('{')).toMatchObject({ ok: false, error: { kind: 'bad-file' } });
    expect(bench.telephone.lines.value.length).toBe(2);
  });
});

describe('practice', () => {
  const practice = { line: { ...DRAFT, id: 'practice', label: 'Practice' }, password: 'p' };

  test('is a line like any other, but for being stored', () => {
    bench.telephone.setPractice(practice);
    expect(bench.process.sent).toEqual([{ kind: 'line/set', line: practice.line, password: 'p' }]);
    expect(bench.telephone.lines.value).toMatchObject([{ practice: true, password: 'session' }]);
    expect([bench.disk.lines.size, bench.keychain.secrets.size]).toEqual([0, 0]);
    expect(bench.telephone.removeLine('practice')).toMatchObject({ error: { kind: 'unknown-line' } });
  });

  test('ends its calls when it goes', () => {
    bench.telephone.setPractice(practice);
    bench.process.register('practice');
    const callId = bench.talk();
    bench.telephone.setPractice(null);
    expect(bench.process.sent.slice(-2)).toEqual([
      { kind: 'call/hang-up', callId },
      { kind: 'line/remove', lineId: 'practice' },
    ]);
    expect(bench.telephone.lines.value).toEqual([]);
    expect(bench.telephone.history.value.entries).toMatchObject([{ lineLabel: 'Practice' }]);
  });
});

describe('testing a line', () => {
  test('registers once on a line of its own and takes it away again', async () => {
    const answer = bench.telephone.testLine(DRAFT, 'x', null);
    const sent = bench.process.sent[0];
    const lineId = sent?.kind === 'line/set' ? sent.line.id : '';
    expect(await bench.telephone.testLine(DRAFT, 'x', null)).toEqual({ ok: false, error: { kind: 'busy' } });
    bench.process.register(lineId, { state: 'registering' });
    bench.process.register(lineId);
    expect(await answer).toEqual({ ok: true, value: REGISTERED });
    expect(bench.process.sent.at(-1)).toEqual({ kind: 'line/remove', lineId });
    expect([bench.telephone.lines.value, bench.clock.pending]).toEqual([[], 0]);
  });

  test('finds nothing in 12 s', async () => {
    const answer = bench.telephone.testLine(DRAFT, null, null);
    bench.clock.advance(LINE_TEST_MS);
    const why = { kind: 'timeout', host: 'pbx.example' };
    expect(await answer).toMatchObject({ value: { state: 'failed', why } });
    expect(bench.process.sent.at(-1)?.kind).toBe('line/remove');
  });

  test('uses the known password of the line that is being changed, and of no other', async () => {
    const id = await bench.line();
    void bench.telephone.testLine({ ...DRAFT, user: '4712' }, null, id);
    expect(bench.process.sent.at(-1)).toMatchObject({ kind: 'line/set', password: 'secret' });
    bench.clock.advance(LINE_TEST_MS);
    await settled();
    void bench.telephone.testLine(DRAFT, null, null);
    expect(bench.process.sent.at(-1)).toMatchObject({ kind: 'line/set', password: null });
  });

  test('ends when the line process does', async () => {
    const answer = bench.telephone.testLine(DRAFT, null, null);
    bench.process.die();
    expect(await answer).toMatchObject({ value: { state: 'failed', why: { kind: 'internal' } } });
  });
});

describe('dialling', () => {
  test('needs a line, registered, and something dialable', async () => {
    expect(bench.telephone.dial('600', null)).toEqual({ ok: false, error: { kind: 'no-line' } });
    const id = await bench.line();
    expect(bench.telephone.dial('two words', null)).toEqual({ ok: false, error: { kind: 'not-dialable' } });
    bench.process.register(id, { state: 'registering' });
    expect(bench.telephone.dial('600', null)).toEqual({ ok: false, error: { kind: 'not-registered' } });
    expect(bench.telephone.preview('600', 'nobody')).toEqual({ ok: false, error: { kind: 'unknown-line' } });
  });

  test('goes out on the default line, and never silently on another', async () => {
    await bench.line();
    const second = await bench.line({ ...DRAFT, user: '2', domain: 'other.example' });
    bench.telephone.changeSettings({ defaultLineId: second });
    expect(bench.telephone.preview('600', null)).toMatchObject({ value: { uri: 'sip:600@other.example' } });
    bench.process.register(second, { state: 'registering' });
    expect(bench.telephone.dial('600', null)).toEqual({ ok: false, error: { kind: 'not-registered' } });
  });

  test('the practice exchange is the last to be asked, and never in an emergency', async () => {
    const line = { ...DRAFT, id: 'practice', domain: 'practice.invalid' };
    bench.telephone.setPractice({ line, password: 'p' });
    bench.process.register('practice');
    expect(bench.telephone.preview('600', null)).toMatchObject({ value: { lineId: 'practice' } });
    const real = await bench.line();
    expect(bench.telephone.preview('600', null)).toMatchObject({ value: { lineId: real } });
    bench.process.register(real, { state: 'registering' });
    bench.telephone.changeSettings({ defaultLineId: 'practice' });
    bench.dial('112');
    expect(bench.process.sent.at(-1)).toMatchObject({ kind: 'call/dial', lineId: real });
  });

  test('an emergency takes any line that works', async () => {
    const first = await bench.line();
    await bench.line({ ...DRAFT, user: '2', domain: 'other.example' });
    bench.telephone.changeSettings({ defaultLineId: first });
    bench.process.register(first, { state: 'registering' });
    bench.dial('112');
    expect(bench.process.sent.at(-1)).toMatchObject({ kind: 'call/dial', target: 'sip:112@other.example' });
  });
});

describe('history', () => {
  test('an ended call is there, seen from the newest', async () => {
    await bench.line();
    const call = bench.talk();
    expect(bench.telephone.history.value.total).toBe(0);
    bench.clock.advance(3_000);
    bench.telephone.hangUp(call);
    const [entry] = bench.telephone.history.value.entries;
    expect(entry).toMatchObject({ direction: 'out', lineLabel: 'Office', remote: { name: 'Echo' } });
    expect((entry?.endedAtMs ?? 0) - (entry?.answeredAtMs ?? 0)).toBe(3_000);
  });

  test('missed calls are counted until they are looked at', async () => {
    const lineId = await bench.line();
    const from = { uri: 'sip:bob@x.example', name: 'Bob', number: 'bob@x.example' };
    bench.process.report({ kind: 'call/incoming', callId: 'in', lineId, from });
    bench.process.report({ kind: 'call/ended', callId: 'in', why: { kind: 'missed' } });
    expect(bench.telephone.history.value.unseenMissed).toBe(1);
    bench.telephone.markHistorySeen();
    expect(bench.telephone.history.value).toMatchObject({ unseenMissed: 0, total: 1 });
  });

  test('calls cut off by a crash are closed at the next start', async () => {
    const lineId = await bench.line();
    bench.talk();
    const from = { uri: 'sip:bob@x.example', name: null, number: 'bob' };
    bench.process.report({ kind: 'call/incoming', callId: 'in', lineId, from });
    bench.restart();
    expect(bench.telephone.history.value.entries).toMatchObject([
      { direction: 'in', why: { kind: 'missed' }, unseen: true },
      { direction: 'out', why: { kind: 'internal', detail: 'interrupted' }, unseen: false },
    ]);
  });

  test('a listener that declines at once leaves one entry', async () => {
    const lineId = await bench.line();
    bench.telephone.calls.changed(({ calls }) => {
      for (const { id, state } of calls) if (state === 'ringing-in') bench.telephone.decline(id);
    });
    const from = { uri: 'sip:bob@x.example', name: null, number: 'bob' };
    bench.process.report({ kind: 'call/incoming', callId: 'in', lineId, from });
    bench.restart();
    expect(bench.telephone.history.value.entries).toMatchObject([{ why: { kind: 'declined' } }]);
  });

  test('what the disk refuses is written with a later call', async () => {
    await bench.line();
    bench.store.database.exec('ALTER TABLE history RENAME TO elsewhere');
    bench.telephone.hangUp(bench.talk());
    expect(bench.telephone.problem.value?.kind).toBe('storage');
    bench.store.database.exec('ALTER TABLE elsewhere RENAME TO history');
    bench.telephone.hangUp(bench.talk());
    expect(bench.telephone.problem.value).toBeNull();
    expect(bench.telephone.history.value.total).toBe(2);
  });
});

test('what is to be heard follows calls, time, settings and the meter', async () => {
  await bench.line();
  const heard = ['none'];
  bench.telephone.desiredAudio.changed(({ sound }) => {
    if (sound !== heard.at(-1)) heard.push(sound);
  });
  const callId = bench.dial();
  bench.process.report({ kind: 'call/progress', callId, progress: 'ringing' });
  bench.process.report({ kind: 'call/ended', callId, why: { kind: 'busy', status: 486 } });
  bench.clock.advance(10_000);
  expect(heard).toEqual(['none', 'ringback', 'busy', 'none']);
  expect([bench.telephone.calls.value.calls, bench.clock.pending]).toEqual([[], 0]);
  bench.telephone.setMeter(true);
  bench.telephone.chooseDevices('speak', [{ deviceId: 'd', label: 'Headset' }]);
  expect(bench.telephone.desiredAudio.value).toMatchObject({
    meter: true,
    devices: { speak: [{ deviceId: 'd' }] },
    watchDevices: true,
  });
});

test('every snapshot fits the contract as it is', async () => {
  await bench.line();
  bench.talk();
  const lineId = bench.telephone.lines.value[0]?.id ?? '';
  const from = { uri: 'sip:bob@x.example', name: null, number: 'bob' };
  bench.process.report({ kind: 'call/incoming', callId: 'in', lineId, from });
  bench.telephone.decline('in');
  const { telephone } = bench;
  expect(v.parse(CallsView, telephone.calls.value)).toEqual(telephone.calls.value);
  expect(v.parse(v.array(LineView), telephone.lines.value)).toEqual(telephone.lines.value);
  expect(v.parse(historyContract.changed.schema, telephone.history.value)).toEqual(telephone.history.value);
  const preview = telephone.preview('0221 1', null);
  expect(preview.ok && v.parse(DialPreview, preview.value)).toEqual(preview.ok && preview.value);
});

test('presets leave empty only what they ask for', () => {
  for (const preset of PRESETS) {
    const empty = (['user', 'domain'] as const).filter((field) => preset.draft[field] === '');
    expect(preset.asks).toEqual(expect.arrayContaining(empty));
    expect(v.parse(PresetView, preset)).toEqual(preset);
  }
});

test('when it is disposed nothing of it remains', async () => {
  await bench.line();
  bench.talk();
  void bench.telephone.testLine(DRAFT, null, null);
  bench.telephone.dispose();
  expect([bench.process.listeners, bench.clock.pending]).toEqual([0, 0]);
});
