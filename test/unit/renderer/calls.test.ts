import { expect, test } from 'vitest';
import { inReadingOrder, largeCallId, ringingCall, viaOf, who } from '../../../src-renderer/state/calls';
import { de } from '../../../src-renderer/text/de';
import { en } from '../../../src-renderer/text/en';
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
  expect(who(waiting.remote, en)).toBe('+49 30 555099');
  const withheld = { uri: '', name: null, number: '' };
  expect([who(withheld, en), who(withheld, de)]).toEqual(['Anonymous', 'Anonym']);
  expect(viaOf(waiting, en)).toBeNull();
  const via = { party: { uri: 'sip:10@x', name: 'Reception', number: '10' }, reason: 'busy' } as const;
  expect(viaOf({ ...waiting, via }, en)).toBe('via Reception (busy)');
  expect(viaOf({ ...waiting, via: { ...via, reason: 'unknown' } }, de)).toBe('über Reception');
});
