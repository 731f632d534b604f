import { expect, test } from 'vitest';
import { grouped } from '../../../../src-main/phone/dialing/grouping';
import { previewOf } from '../../../../src-main/phone/dialing/preview';

test.each([
  ['+492211234567', '+49 221 123 4567'],
  ['+12125550100', '+1 212 555 0100'],
  ['+358401234567', '+358 401 234 567'],
  ['02211234567', '0221 123 4567'],
  ['1234567', '123 4567'],
  ['004922112345', '004 922 112 345'],
  ['600', '600'],
  ['110', '110'],
  ['*31#02211234567', '*31#02211234567'],
  ['+49221', '+49221'],
])('%s reads as %s', (number, shown) => {
  expect(grouped(number)).toBe(shown);
});

test('the preview says what will be dialled on which line', () => {
  const line = { id: 'L1', domain: 'pbx.example' };
  expect(previewOf('(0221) 1234567', line)).toEqual({
    kind: 'dialable',
    uri: 'sip:02211234567@pbx.example',
    shown: '0221 123 4567',
    lineId: 'L1',
  });
  expect(previewOf('alice@pbx.example', line)).toMatchObject({ shown: 'alice' });
  expect(previewOf('alice@other.example', line)).toMatchObject({ shown: 'alice@other.example' });
  expect(previewOf('sips:600', line)).toMatchObject({ uri: 'sips:600@pbx.example', shown: 'sips:600' });
  expect(previewOf(' ', null)).toEqual({ kind: 'empty' });
  expect(previewOf('600', null)).toEqual({ kind: 'no-line' });
  expect(previewOf('two words', line)).toEqual({ kind: 'not-dialable' });
});
