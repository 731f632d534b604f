/// <reference types="svelte" />
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { calls } from '../../../src-preload/contract/calls';
import { history, type HistoryEntryView } from '../../../src-preload/contract/history';
import { DialField } from '../../../src-renderer/state/dial-field.svelte';
import { Mirror } from '../../../src-renderer/state/mirror.svelte';
import { OlderCalls } from '../../../src-renderer/state/older-calls.svelte';
import { askThrough } from '../../../src-renderer/state/ask';
import { fakeBridge } from '../../support/fake-bridge';
import { callsOf, entries, everyday, talking } from '../../support/window-states';

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a mirror', () => {
  test('shows the last snapshot and then each new one', () => {
    const bridge = fakeBridge({ snapshots: everyday() });
    const mirror = new Mirror(bridge, calls.changed);
    expect(mirror.now).toEqual(callsOf([]));
    bridge.push('calls/changed', callsOf([talking], 'talking'));
    expect(mirror.now?.activeId).toBe('talking');
  });

  test('keeps what it had when a snapshot breaks the contract', () => {
    const bridge = fakeBridge({ snapshots: everyday() });
    const mirror = new Mirror(bridge, calls.changed);
    bridge.push('calls/changed', { calls: 'none' });
    expect(mirror.now).toEqual(callsOf([]));
    expect(console.error).toHaveBeenCalledOnce();
  });

  test('hears nothing once disposed', () => {
    const bridge = fakeBridge({ snapshots: {} });
    const mirror = new Mirror(bridge, calls.changed);
    mirror.dispose();
    bridge.push('calls/changed', callsOf([]));
    expect(mirror.now).toBeNull();
  });
});

describe('a command', () => {
  test('fails as the contract says', async () => {
    const reply = { ok: false, error: { kind: 'not-registered' } };
    const ask = askThrough(fakeBridge({ snapshots: {}, replies: { 'calls/dial': reply } }));
    expect(await ask(calls.dial, { typed: '600', lineId: null })).toEqual(reply);
  });

  test.each([{ ok: true, value: 7 }, { ok: false, error: { kind: 'unheard-of' } }, 'yes'])(
    'is broken when answered %j',
    async (answer) => {
      const ask = askThrough(fakeBridge({ snapshots: {}, replies: { 'calls/dial': answer } }));
      const reply = await ask(calls.dial, { typed: '600', lineId: null });
      expect(reply).toMatchObject({ ok: false, error: { kind: 'broken' } });
    },
  );
});

describe('the field', () => {
  test('shows what the last key press would dial, however late earlier answers come', async () => {
    const waiting: ((reply: unknown) => void)[] = [];
    const ask = askThrough({
      invoke: () => new Promise((resolve) => waiting.push(resolve)),
      subscribe: () => () => undefined,
    });
    const field = new DialField(ask);
    field.typed = '6';
    field.typed = '60';
    const dialable = (shown: string) => ({
      ok: true,
      value: { kind: 'dialable', uri: `sip:${shown}@x`, shown, lineId: 'office' },
    });
    waiting[1]?.(dialable('60'));
    waiting[0]?.(dialable('6'));
    await vi.waitFor(() => {
      expect(field.preview).toMatchObject({ shown: '60' });
    });
  });

  test('goes through the suggestions and back to what was typed', () => {
    const field = new DialField(askThrough(fakeBridge({ snapshots: {} })));
    const two = entries.slice(0, 2).map(({ remote }) => remote);
    const seen = [1, 1, 1, -1].map((step) => {
      field.choose(step as 1 | -1, two);
      return field.chosen;
    });
    expect(seen).toEqual([0, 1, -1, 1]);
  });
});

test('older calls follow the newest, and deleted ones stay away until restored', async () => {
  const older = entries.slice(4);
  const bridge = fakeBridge({ snapshots: {}, replies: { 'history/page': { ok: true, value: older } } });
  const fetched = new OlderCalls(askThrough(bridge));
  const newest = entries.slice(0, 4);
  await fetched.load(fetched.behind(newest));
  expect(bridge.asked[0]).toEqual({ channel: history.page.channel, request: { beforeId: 17, limit: 100 } });
  expect(fetched.behind(newest)).toEqual(entries);
  fetched.hide([15]);
  expect(fetched.behind(newest).map(({ id }) => id)).not.toContain(15);
  fetched.unhide([15]);
  expect(fetched.behind(newest)).toEqual(entries);
});

describe('older calls', () => {
  const [pattern] = entries;
  const from = (newestId: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...pattern, id: newestId - index }) as HistoryEntryView);
  const idsOf = (shown: readonly HistoryEntryView[]) => shown.map(({ id }) => id);

  test('leave no hole when a new call pushes one out of the newest', async () => {
    const replies = { 'history/page': { ok: true, value: from(2, 2) } };
    const fetched = new OlderCalls(askThrough(fakeBridge({ snapshots: {}, replies })));
    await fetched.load(from(5, 3));
    expect(idsOf(fetched.behind(from(6, 3)))).toEqual([6, 5, 4, 3, 2, 1]);
    // So many at once that those between are known to nobody here: what follows is fetched again.
    expect(idsOf(fetched.behind(from(20, 3)))).toEqual([20, 19, 18]);
  });

  test('are not looked for behind the last one', async () => {
    const replies = { 'history/page': { ok: true, value: [] } };
    const fetched = new OlderCalls(askThrough(fakeBridge({ snapshots: {}, replies })));
    const shown = from(5, 3);
    expect(fetched.hasMore(shown, 4)).toBe(true);
    await fetched.load(shown);
    expect(fetched.hasMore(shown, 4)).toBe(false);
  });
});
