import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../../src-main/base/virtual-clock';
import type { HeadsetEvent } from '../../../../src-main/phone/headset/ports';
import { LIGHT_MS, PRESS_DEADLINE_MS } from '../../../../src-main/phone/headset/trial';
import { WatchedHeadsets } from '../../../../src-main/phone/headset/watched-headsets';
import { FakeHeadsets } from './rig';

function set() {
  const clock = new VirtualClock();
  const headsets = new FakeHeadsets();
  headsets.plug('h');
  const watched = new WatchedHeadsets(headsets, clock);
  const heard: HeadsetEvent[] = [];
  watched.onEvent(({ event }) => heard.push(event));
  return { clock, headsets, watched, heard };
}

describe('trying the button', () => {
  test('two presses, as for answering and hanging up; calls hear nothing of them', () => {
    const { clock, headsets, watched, heard } = set();
    expect(watched.tryButton('h').ok).toBe(true);
    headsets.hook('h', true);
    const pressedAtMs = clock.nowMs();
    expect(watched.trial.value).toEqual({ kind: 'button', id: 'h', step: 'press-again', pressedAtMs });
    expect(headsets.shows('h')).toBe('off-hook');
    clock.advance(2_000);
    headsets.hook('h', false);
    expect(watched.trial.value).toMatchObject({ step: 'done', pressedAtMs, againAtMs: clock.nowMs() });
    expect(headsets.shows('h')).toBe('dark');
    expect(heard).toEqual([]);
    headsets.hook('h', true);
    expect(heard).toHaveLength(1);
  });

  test('other buttons do not count', () => {
    const { headsets, watched } = set();
    watched.tryButton('h');
    headsets.say('h', { kind: 'mute-toggle' });
    expect(watched.trial.value).toMatchObject({ step: 'press' });
  });

  test('nothing comes: it says so, and the headset is dark', () => {
    const { clock, headsets, watched } = set();
    watched.tryButton('h');
    headsets.hook('h', true);
    clock.advance(PRESS_DEADLINE_MS);
    expect(watched.trial.value).toMatchObject({ step: 'missed' });
    expect(headsets.shows('h')).toBe('dark');
  });

  test('a call comes: its lights end the trial', () => {
    const { headsets, watched, heard } = set();
    watched.tryButton('h');
    watched.write('h', { offHook: false, ring: true, mute: false, hold: false });
    expect(watched.trial.value).toBeNull();
    headsets.hook('h', true);
    expect(heard).toHaveLength(1);
    expect(headsets.shows('h')).toBe('ring');
  });

  test('not while a call lights it, nor one that is not there', () => {
    const { watched } = set();
    watched.write('h', { offHook: true, ring: false, mute: false, hold: false });
    expect(watched.tryButton('h')).toEqual({ ok: false, error: { kind: 'headset-busy' } });
    expect(watched.tryLights('x')).toEqual({ ok: false, error: { kind: 'unknown-headset' } });
  });

  test('unplugged: it is over', () => {
    const { headsets, watched } = set();
    watched.tryButton('h');
    headsets.unplug('h');
    expect(watched.trial.value).toBeNull();
  });
});

test('the lights it has are shown one after the other', () => {
  const { clock, headsets, watched } = set();
  headsets.plug('k', { functions: ['answer', 'off-hook-light', 'mute-light'] });
  watched.tryLights('k');
  expect([headsets.shows('k'), watched.trial.value]).toEqual([
    'off-hook',
    { kind: 'lights', id: 'k', light: 'offHook' },
  ]);
  clock.advance(LIGHT_MS);
  expect(headsets.shows('k')).toBe('mute');
  clock.advance(LIGHT_MS);
  expect([headsets.shows('k'), watched.trial.value]).toEqual(['dark', null]);
});

test('leaving the page in the middle leaves no light on', () => {
  const { headsets, watched } = set();
  watched.tryLights('h');
  watched.endTrial();
  expect([headsets.shows('h'), watched.trial.value]).toEqual(['dark', null]);
});

test('what a headset last said and shows can be seen, until it is unplugged', () => {
  const { clock, headsets, watched } = set();
  headsets.say('h', { kind: 'flash' });
  headsets.say('h', { kind: 'flash' });
  const last = { event: { kind: 'flash' }, atMs: clock.nowMs(), count: 2 };
  expect(watched.live.value.get('h')).toMatchObject({ last });
  headsets.unplug('h');
  expect(watched.live.value.size).toBe(0);
});
