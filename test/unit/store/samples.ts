import type { HistoryEnd, HistoryStart } from '../../../src-main/phone/history/history-store';

export const START: HistoryStart = {
  lineId: 'L1',
  lineLabel: 'Office',
  direction: 'in',
  remote: { uri: 'sip:bob@example.com', name: 'Bob', number: 'bob@example.com' },
  startedAtMs: 1_700_000_000_000,
};
export const END: HistoryEnd = {
  remote: { uri: 'sip:bob@example.com', name: null, number: 'bob@example.com' },
  answeredAtMs: null,
  endedAtMs: 1_700_000_005_000,
  why: { kind: 'missed' },
  unseen: true,
};
