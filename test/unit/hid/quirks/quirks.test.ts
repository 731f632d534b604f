import { describe, expect, test } from 'vitest';
import { readQuirks } from '../../../../src-main/hid/quirks/quirk-file';
import { NO_QUIRKS } from '../../../../src-main/hid/quirks/quirks';
import { quirksOf } from '../../../../src-main/hid/quirks/quirks-of';

const file = (...entries: readonly unknown[]): string => JSON.stringify(entries);
const rulesOf = (...entries: readonly unknown[]) => readQuirks(file(...entries)).rules;
const MODEL = { vendorId: 0x1234, productId: 0x0042 };

describe('a file of quirks', () => {
  test('a vendor, a product, a range', () => {
    const quirks = { ringer: true };
    expect(rulesOf({ vendor: '1234', quirks })).toEqual([
      { vendorId: 0x1234, products: { first: 0, last: 0xffff }, quirks },
    ]);
    expect(rulesOf({ vendor: '12aB', product: '0042', quirks, name: 'mine' })).toEqual([
      { vendorId: 0x12ab, products: { first: 0x42, last: 0x42 }, quirks },
    ]);
    expect(rulesOf({ vendor: '1234', product: ['0040', '00ff'], quirks })).toEqual([
      { vendorId: 0x1234, products: { first: 0x40, last: 0xff }, quirks },
    ]);
  });

  test('every quirk', () => {
    const quirks = {
      muteAbsolute: null,
      ackTimeoutMs: 500,
      hookEchoMs: 4000,
      separateReject: false,
      ringer: true,
    };
    expect(rulesOf({ vendor: '1234', quirks: { ...quirks, mirrorPages: ['ff30'] } })[0]?.quirks).toEqual({
      ...quirks,
      mirrorPages: [0xff30],
    });
  });

  test.each([
    ['is no JSON', null, '[{'],
    ['is no list of entries', null, '{}'],
    ['must be an object', 1, file(7)],
    ['vendor must be four hexadecimal digits', 1, file({ vendor: '12', quirks: {} })],
    ['vendor is missing or unknown', 1, file({ quirks: {} })],
    ['product must be one product or [first, last]', 1, file({ vendor: '1234', product: 7, quirks: {} })],
    [
      'quirks.hookEchoMs must be 10000 ms or less',
      1,
      file({ vendor: '1234', quirks: { hookEchoMs: 60_000 } }),
    ],
    ['quirks.ringer must be true or false', 1, file({ vendor: '1234', quirks: { ringer: 'yes' } })],
    ['quirks.rigner is no quirk', 1, file({ vendor: '1234', quirks: { rigner: true } })],
    [
      'quirks.mirrorPages.0 must be four hexadecimal digits',
      1,
      file({ vendor: '1234', quirks: { mirrorPages: ['x'] } }),
    ],
  ])('%s', (message, entry, text) => {
    expect(readQuirks(text)).toEqual({ rules: [], problems: [{ entry, message }] });
  });

  test('a range the wrong way round', () => {
    expect(readQuirks(file({ vendor: '1234', product: ['0042', '0041'], quirks: {} })).problems).toHaveLength(
      1,
    );
  });

  test('a wrong entry costs no other', () => {
    const good = { vendor: '1234', quirks: { ringer: true } };
    const { rules, problems } = readQuirks(file(good, { vendor: 'nobody' }, good));
    expect(rules).toHaveLength(2);
    expect(problems.map(({ entry }) => entry)).toEqual([2]);
  });

  test('a file without end is not read to its end', () => {
    const { rules, problems } = readQuirks(
      file(...Array<unknown>(1_001).fill({ vendor: '1234', quirks: {} })),
    );
    expect(rules).toHaveLength(1_000);
    expect(problems).toEqual([{ entry: null, message: 'only the first 1000 entries are read' }]);
  });
});

describe('which quirks a model has', () => {
  const says = (quirks: object, product?: unknown) =>
    rulesOf({ vendor: '1234', ...(product === undefined ? {} : { product }), quirks });

  test('none that nobody knows of', () => {
    expect(quirksOf()(MODEL)).toEqual(NO_QUIRKS);
  });

  test('the person’s word goes before provisioning’s, quirk by quirk', () => {
    const of = quirksOf(says({ ringer: true, hookEchoMs: 900 }), says({ hookEchoMs: 700 }));
    expect(of(MODEL)).toEqual({ ...NO_QUIRKS, ringer: true, hookEchoMs: 700 });
  });

  test('both go before what is built in', () => {
    const known = { vendorId: 0x1395, productId: 0x0082 };
    expect(quirksOf()(known).mirrorPages).toEqual([0xff13]);
    const other = rulesOf({ vendor: '1395', quirks: { mirrorPages: [] } });
    expect(quirksOf(other)(known).mirrorPages).toEqual([]);
    expect(quirksOf([], other)(known).mirrorPages).toEqual([]);
  });

  test('of one list the later entry counts', () => {
    const of = quirksOf([...says({ ringer: true }), ...says({ ringer: false })]);
    expect(of(MODEL).ringer).toBe(false);
  });

  test('a range ends where it says', () => {
    const of = quirksOf(says({ ringer: true }, ['0040', '0042']));
    expect([0x3f, 0x40, 0x42, 0x43].map((productId) => of({ vendorId: 0x1234, productId }).ringer)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(of({ vendorId: 0x4321, productId: 0x41 }).ringer).toBe(false);
  });
});
