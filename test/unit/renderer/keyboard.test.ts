/// <reference types="svelte" />
import { beforeEach, expect, test } from 'vitest';
import { obeyPress } from '../../../src-renderer/state/keyboard';
import { Phone } from '../../../src-renderer/state/phone.svelte';
import { fakeBridge, type FakeBridge } from '../../support/fake-bridge';
import { callsOf, everyday, ringing, talking } from '../../support/window-states';

let bridge: FakeBridge;
let phone: Phone;

beforeEach(() => {
  bridge = fakeBridge({ snapshots: everyday() });
  phone = new Phone(bridge);
});

test('a digit that is held down in a call is one tone', () => {
  bridge.push('calls/changed', callsOf([talking], talking.id));
  const digit = { kind: 'digit', digit: '5' } as const;
  for (const repeat of [false, true, true]) expect(obeyPress(phone, digit, { repeat })).toBe(true);
  expect(bridge.asked).toEqual([{ channel: 'calls/dtmf', request: { id: talking.id, digits: '5' } }]);
});

test('Esc that is held down closes the keypad and does not decline what rings', () => {
  bridge.push('calls/changed', callsOf([talking, ringing], talking.id));
  phone.keypadOf = talking.id;
  for (const repeat of [false, true, true]) obeyPress(phone, { kind: 'escape' }, { repeat });
  expect(phone.keypadOf).toBeNull();
  expect(bridge.asked).toEqual([]);
});
