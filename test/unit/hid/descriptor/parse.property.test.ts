import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeDescriptor, describeItems } from '../../../../src-main/hid/descriptor/describe';
import { usageAt, type Collection, type Field } from '../../../../src-main/hid/descriptor/descriptor';
import { parseDescriptor } from '../../../../src-main/hid/descriptor/parse';
import { LIGHTS_OFF } from '../../../../src-main/phone/headset/ports';
import { decodeReport, NOTHING_HEARD } from '../../../../src-main/hid/report/decode';
import { encodeReports } from '../../../../src-main/hid/report/encode';
import { headsetFields } from '../../../../src-main/hid/report/headset-fields';
import {
  DescriptorBuilder,
  type FieldSpec,
  type ReportKind,
  type Style,
} from '../../../support/hid/descriptor-builder';
import { FIXTURES } from '../../../support/hid/fixtures';

type Node =
  | { readonly kind: 'field'; readonly spec: FieldSpec }
  | {
      readonly kind: 'collection';
      readonly usage: number;
      readonly type: number;
      readonly inside: readonly Node[];
    }
  | { readonly kind: 'pushed'; readonly inside: readonly Node[] }
  | { readonly kind: 'long'; readonly data: readonly number[] };

const page = fc.constantFrom(0x08, 0x09, 0x0b, 0x0c, 0xff30);
const ids = fc.uniqueArray(fc.constantFrom(0x07, 0x17, 0x18, 0x20, 0x2f, 0x97, 0x123), {
  minLength: 1,
  maxLength: 4,
});
const usagesAndStyle = fc.oneof(
  fc.record({
    usages: list(page, ids),
    style: fc.constantFrom<Style>('page-first', 'late', 'extended', 'alternatives'),
  }),
  fc.record({ usages: run(page), style: fc.constant<Style>('range') }),
  // Of several pages at once.
  fc.record({
    usages: fc.array(fc.constantFrom(0x0b0020, 0x080017, 0x090007), { minLength: 1, maxLength: 4 }),
    style: fc.constant<Style>('extended'),
  }),
);

function list(
  ofPage: fc.Arbitrary<number>,
  ofIds: fc.Arbitrary<readonly number[]>,
): fc.Arbitrary<readonly number[]> {
  return fc.tuple(ofPage, ofIds).map(([one, several]) => several.map((id) => one * 0x10000 + id));
}
function run(ofPage: fc.Arbitrary<number>): fc.Arbitrary<readonly number[]> {
  return fc
    .tuple(ofPage, fc.nat(200), fc.integer({ min: 2, max: 20 }))
    .map(([one, first, length]) => Array.from({ length }, (_, index) => one * 0x10000 + first + index));
}

function fieldOf(numbered: boolean): fc.Arbitrary<Node> {
  const flag = fc.boolean();
  return fc
    .record({
      kind: fc.constantFrom<ReportKind>('input', 'output', 'feature'),
      reportId: numbered ? fc.integer({ min: 1, max: 3 }) : fc.constant(0),
      named: usagesAndStyle,
      bits: fc.constantFrom(1, 1, 2, 8, 16),
      more: fc.nat(3),
      logical: fc.constantFrom<readonly [number, number]>(
        [0, 1],
        [0, 255],
        [-127, 127],
        [1, 300],
        [0, 0xffff],
      ),
      ...{ constant: flag, array: flag, relative: flag, nullable: flag },
    })
    .map(({ named, more, ...rest }) => ({
      kind: 'field',
      spec: { ...rest, ...named, count: named.usages.length + more },
    }));
}

function nodesOf(numbered: boolean): fc.Arbitrary<readonly Node[]> {
  const { nodes } = fc.letrec<{ node: Node; nodes: readonly Node[] }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 5, arbitrary: fieldOf(numbered) },
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant('collection' as const),
          usage: fc.constantFrom(0x0b0005, 0x0b0006, 0xff000001, 0),
          type: fc.constantFrom(0, 1, 2, 0x80),
          inside: tie('nodes'),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('pushed' as const), inside: tie('nodes') }) },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('long' as const),
          data: fc.array(fc.nat(255), { maxLength: 9 }),
        }),
      },
    ),
    nodes: fc.array(tie('node'), { maxLength: 6 }),
  }));
  return nodes;
}

const asked = fc.boolean().chain(nodesOf);

function build(nodes: readonly Node[]): Uint8Array {
  const into = (builder: DescriptorBuilder, some: readonly Node[]): void => {
    for (const node of some) {
      if (node.kind === 'field') builder.field(node.spec);
      if (node.kind === 'collection')
        builder.collection(node.usage, (it) => into(it, node.inside), node.type);
      if (node.kind === 'pushed') builder.pushed((it) => into(it, node.inside));
      if (node.kind === 'long') builder.long(node.data);
    }
  };
  const builder = new DescriptorBuilder();
  into(builder, nodes);
  return builder.bytes;
}

/** What was asked for, with every field at its place. */
function expectedOf(nodes: readonly Node[]): readonly unknown[] {
  const ends = new Map<string, number>();
  const walk = (some: readonly Node[], chain: readonly string[]): readonly unknown[] =>
    some.flatMap((node) => {
      if (node.kind === 'long') return [];
      if (node.kind === 'pushed') return walk(node.inside, chain);
      if (node.kind === 'collection') return walk(node.inside, [`${node.type} ${node.usage}`, ...chain]);
      const { kind, reportId = 0, bits = 1, count = 0 } = node.spec;
      const key = `${kind} ${reportId}`;
      const bitOffset = ends.get(key) ?? 0;
      ends.set(key, bitOffset + bits * count);
      const { constant, relative, nullable, array } = node.spec;
      const usages = Array.from(
        { length: count },
        (_, index) => node.spec.usages[index] ?? node.spec.usages.at(-1),
      );
      const flags = { constant, relative, nullable, variable: array === false };
      return [
        { kind, reportId, bitOffset, bits, count, ...flags, logical: node.spec.logical, usages, chain },
      ];
    });
  return walk(nodes, []);
}

function found(field: Field): unknown {
  const { kind, reportId, bitOffset, bits, count, constant, relative, nullable, variable } = field;
  const usages = Array.from({ length: count }, (_, index) => usageAt(field, index));
  const chain: string[] = [];
  for (let at: Collection | null = field.collection; at !== null; at = at.parent)
    chain.push(`${at.type} ${at.usage}`);
  const logical = [field.logicalMin, field.logicalMax];
  return {
    kind,
    reportId,
    bitOffset,
    bits,
    count,
    constant,
    relative,
    nullable,
    variable,
    logical,
    usages,
    chain,
  };
}

test('what the builder was asked for is what is read', () => {
  fc.assert(
    fc.property(asked, (nodes) => {
      const bytes = build(nodes);
      fc.pre(bytes.length <= 4_096);
      const parsed = parseDescriptor(bytes);
      expect(parsed.ok && parsed.value.fields.map(found)).toEqual(expectedOf(nodes));
    }),
    { numRuns: 150 },
  );
});

type Mutation = (bytes: readonly number[]) => readonly number[];
const mutation: fc.Arbitrary<Mutation> = fc
  .record({
    how: fc.constantFrom('put', 'insert', 'drop', 'cut', 'double'),
    where: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    byte: fc.nat(255),
  })
  .map(({ how, where, byte }) => (bytes) => {
    const at = Math.floor(where * bytes.length);
    const [before, after] = [bytes.slice(0, at), bytes.slice(at)];
    if (how === 'put') return [...before, byte, ...after.slice(1)];
    if (how === 'insert') return [...before, byte, ...after];
    if (how === 'drop') return [...before, ...after.slice(1)];
    return how === 'cut' ? before : [...bytes, ...after];
  });
const original = fc.oneof(asked.map(build), fc.constantFrom(...Object.values(FIXTURES)));
const mutated = fc
  .tuple(original, fc.array(mutation, { minLength: 1, maxLength: 6 }))
  .map(([bytes, changes]) => changes.reduce<readonly number[]>((all, change) => change(all), [...bytes]));
const hostile = fc
  .oneof(mutated, fc.array(fc.nat(255), { maxLength: 400 }))
  .map((bytes) => Uint8Array.from(bytes));
const report = fc.uint8Array({ maxLength: 70 });

describe('whatever the bytes', () => {
  test('reading ends in fields or in an error with its place', () => {
    fc.assert(
      fc.property(hostile, (bytes) => {
        const parsed = parseDescriptor(bytes);
        if (parsed.ok) expect(parsed.value.fields.length).toBeLessThanOrEqual(bytes.length);
        else expect(parsed.error.at).toSatisfy((at: number) => at >= 0 && at <= bytes.length);
        expect(describeItems(bytes).length).toBeLessThan(200 * (bytes.length + 1));
      }),
      { numRuns: 500 },
    );
  });

  test('everything made of them stays small and never throws', () => {
    fc.assert(
      fc.property(hostile, fc.array(report, { maxLength: 4 }), (bytes, reports) => {
        const parsed = parseDescriptor(bytes);
        if (!parsed.ok) return;
        describeDescriptor(parsed.value);
        const map = headsetFields(parsed.value);
        if (!map.ok) return;
        let state = NOTHING_HEARD;
        for (const one of reports) {
          const decoded = decodeReport(map.value, state, one);
          state = decoded.state;
          expect(decoded.events.length).toBeLessThan(300);
        }
        for (const out of encodeReports(map.value, LIGHTS_OFF, { ringer: true }))
          expect(out.length).toBeLessThanOrEqual(4_097);
      }),
      { numRuns: 500 },
    );
  });
});
