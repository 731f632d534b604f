import { expect, test } from 'vitest';
import { silentLog } from '../../../src-main/base/log';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import { PracticeHost, type PracticeStart } from '../../../src-main/app/practice-host';
import { FakeChild } from './fake-child';

function hosted() {
  const clock = new VirtualClock();
  const children: FakeChild<PracticeStart>[] = [];
  const host = new PracticeHost({
    spawn: () => {
      const child = new FakeChild<PracticeStart>();
      children.push(child);
      return child;
    },
    promptsDirectory: '/prompts',
    clock,
    log: silentLog,
  });
  let gone = 0;
  host.onGone(() => (gone += 1));
  return { clock, children, host, gone: () => gone };
}

test('it tells the port, and lives on after the time it had for starting', async () => {
  const { clock, children, host, gone } = hosted();
  const started = host.start('de');
  expect(children[0]?.posted).toEqual([{ kind: 'start', language: 'de', promptsDir: '/prompts' }]);
  children[0]?.message.fire({ kind: 'ready', port: 5070 });
  expect(await started).toEqual({ ok: true, value: 5070 });
  clock.advance(60_000);
  expect(children[0]?.killed).toBe(false);
  expect(gone()).toBe(0);
  host.dispose();
  expect(children[0]?.killed).toBe(true);
  expect(clock.pending).toBe(0);
});

test('one that does not start in time is ended, and that is said', async () => {
  const { clock, children, host, gone } = hosted();
  const started = host.start('en');
  clock.advance(5000);
  expect(await started).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
  expect(children[0]?.killed).toBe(true);
  expect(gone()).toBe(1);
});

test('one that dies later is reported', async () => {
  const { children, host, gone } = hosted();
  const started = host.start('en');
  children[0]?.message.fire({ kind: 'ready', port: 5070 });
  await started;
  children[0]?.exit.fire();
  expect(gone()).toBe(1);
  host.dispose();
});

test('started again while it starts: nobody waits for ever, and only one is left', async () => {
  const { children, host } = hosted();
  const first = host.start('en');
  const second = host.start('en');
  expect(await first).toMatchObject({ ok: false });
  expect(children[0]?.killed).toBe(true);
  children[1]?.message.fire({ kind: 'ready', port: 5071 });
  expect(await second).toEqual({ ok: true, value: 5071 });
  host.dispose();
});
