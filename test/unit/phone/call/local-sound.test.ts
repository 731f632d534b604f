import { expect, test } from 'vitest';
import { BUSY_TONE_MS, localSound } from '../../../../src-main/phone/call/local-sound';
import { Desk } from './desk';

test('a call we made that the network could not carry ends in its tone of congestion', () => {
  const desk = new Desk();
  desk.dial('a');
  desk.report({ kind: 'call/ended', callId: 'a', why: { kind: 'unreachable', status: 503 } });
  expect(desk.sound()).toBe('congestion');
  expect(localSound(desk.state, desk.nowMs + BUSY_TONE_MS)).toBe('none');
});
