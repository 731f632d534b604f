import { expect, test } from 'vitest';
import { inReadingOrder, largeCallId, ringingCall, who } from '../../../src-renderer/state/calls';
import { busy, callsOf, held, ringing, talking, waiting } from '../../support/window-states';

test('the speaking call is large', () => {
  expect(largeCallId(callsOf([held, talking], 'talking'))).toBe('talking');
});

test('the only call is large even on hold', () => {
  expect(largeCallId(callsOf([held, busy]))).toBe('held');
});

test('two held calls are both small', () => {
  expect(largeCallId(callsOf([held, { ...held, id: 'other' }]))).toBeNull();
});

test('what rings stands first and what is over last', () => {
  const view = callsOf([busy, held, talking, waiting], 'talking');
  expect(inReadingOrder(view).map(({ id }) => id)).toEqual(['waiting', 'talking', 'held', 'busy']);
});

test('Enter answers the call that has rung longest', () => {
  const earlier = { ...ringing, id: 'earlier', startedAtMs: ringing.startedAtMs - 1 };
  expect(ringingCall(callsOf([ringing, earlier]))?.id).toBe('earlier');
});

test('without a name the number stands for the person', () => {
  expect(who(waiting.remote)).toBe('+49 30 555099');
});
