import { describe, expect, test } from 'vitest';
import { shortcutFor, type KeyContext } from '../../../src-renderer/state/shortcuts';

const free: KeyContext = { mac: false, typing: false, onControl: false };
const press = (key: string, held: { ctrlKey?: boolean; metaKey?: boolean } = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

test.each([
  ['5', { kind: 'digit', digit: '5' }],
  ['#', { kind: 'digit', digit: '#' }],
  ['m', { kind: 'mute' }],
  ['H', { kind: 'hold' }],
  ['?', { kind: 'help' }],
  ['Escape', { kind: 'escape' }],
  ['Enter', { kind: 'enter' }],
  ['x', null],
  ['toString', null],
])('%s', (key, meant) => {
  expect(shortcutFor(press(key), free)).toEqual(meant);
});

test('letters and digits belong to whoever types', () => {
  for (const key of ['m', '5', '?', 'Enter'])
    expect(shortcutFor(press(key), { ...free, typing: true })).toBeNull();
  expect(shortcutFor(press('Escape'), { ...free, typing: true })).toEqual({ kind: 'escape' });
});

test('Enter on a button presses the button', () => {
  expect(shortcutFor(press('Enter'), { ...free, onControl: true })).toBeNull();
});

describe('tabs', () => {
  test('Ctrl elsewhere, Cmd on a Mac, even while typing', () => {
    const typing = { ...free, typing: true };
    expect(shortcutFor(press(',', { ctrlKey: true }), typing)).toEqual({ kind: 'tab', tab: 'settings' });
    expect(shortcutFor(press('1', { metaKey: true }), { ...typing, mac: true })).toEqual({
      kind: 'tab',
      tab: 'recents',
    });
  });

  test('other combinations are left alone', () => {
    expect(shortcutFor(press('m', { ctrlKey: true }), free)).toBeNull();
    expect(shortcutFor(press('1', { metaKey: true }), free)).toBeNull();
  });
});
