import { fail, ok, type Result } from '../../base/result';
import { HEADSET_FUNCTIONS } from '../../phone/headset/ports';
import { liesInPage, usageAt, type Descriptor, type Field, type Usage } from '../descriptor/descriptor';
import { PAGE } from '../descriptor/usages';
import { NO_QUIRKS, type Quirks } from '../quirks/quirks';
import type { FieldMap, InputArray, InputRole, InputValue, NotAHeadset, OutputValue } from './field-map';
import { inputFunction, inputRole, mirrored, outputFunction, outputRole } from './roles';

type RoleOf = (usage: Usage) => InputRole | null;

/** More values than this of one field are not looked at: what a telephone needs comes in ones. */
const MAX_VALUES = 256;

/** What a telephone needs of a device's reports, or why the device is no headset. */
export function headsetFields(
  descriptor: Descriptor,
  quirks: Quirks = NO_QUIRKS,
): Result<FieldMap, NotAHeadset> {
  const fields = descriptor.fields.filter((field) => liesInPage(field, PAGE.telephony));
  if (fields.length === 0) return fail({ kind: 'no-telephony' });
  const inputs = withMirrors(
    descriptor,
    inputsOf(fields, (usage) => inputRole(usage, quirks)),
    quirks,
  );
  const outputs = fields.filter(isOutput).flatMap(outputValues);
  if (!inputs.values.some(({ role }) => role === 'hook')) return fail({ kind: 'no-hook' });
  if (!outputs.some(({ role }) => role === 'off-hook')) return fail({ kind: 'no-off-hook-light' });
  const mute = inputs.values.find(({ role }) => role === 'mute');
  return ok({
    numbered: descriptor.numbered,
    ...inputs,
    outputs,
    outputBytes: outputBytes(descriptor, outputs),
    functions: functionsOf(inputs, outputs),
    muteAbsolute: quirks.muteAbsolute ?? mute?.relative === false,
  });
}

interface Inputs {
  readonly values: readonly InputValue[];
  readonly arrays: readonly InputArray[];
}

function inputsOf(fields: readonly Field[], roleOf: RoleOf): Inputs {
  const inputs = fields.filter(
    ({ kind, constant, usages }) => kind === 'input' && !(constant && usages.length === 0),
  );
  const values = inputs.filter(isValue).flatMap((field) => inputValues(field, roleOf));
  const arrays = inputs.filter((field) => !isValue(field)).map((field) => inputArray(field, roleOf));
  return { values: firstOfEach(values), arrays: arrays.filter(({ roles }) => roles.size > 0) };
}

/** Vendor pages fill in only what the telephony page lacks, or one press would count twice. */
function withMirrors(descriptor: Descriptor, real: Inputs, quirks: Quirks): Inputs {
  if (quirks.mirrorPages.length === 0) return real;
  const has = new Set([...real.values, ...real.arrays.flatMap(rolesOf)].map(roleKey));
  const missing: RoleOf = (usage) => {
    const role = inputRole(mirrored(usage, quirks) ?? 0, quirks);
    return role === null || has.has(roleKey({ role })) ? null : role;
  };
  const mirror = inputsOf(descriptor.fields, missing);
  return { values: [...real.values, ...mirror.values], arrays: [...real.arrays, ...mirror.arrays] };
}

/** An Array of one bit can only be a button that rests at 0, whatever the usage of its 0 would be. */
function isValue({ variable, bits, count }: Field): boolean {
  return variable || (bits === 1 && count === 1);
}

/** The kernel and others leave Constant outputs alone; padding has no usage and is passed by as well. */
function isOutput({ kind, variable, usages }: Field): boolean {
  return kind === 'output' && variable && usages.length > 0;
}

function inputValues(field: Field, roleOf: RoleOf): readonly InputValue[] {
  return places(field).flatMap(({ usage, ...place }) => {
    const role = roleOf(usage);
    return role === null ? [] : [{ ...place, ...flags(field), usage, role }];
  });
}

function outputValues(field: Field): readonly OutputValue[] {
  return places(field).flatMap(({ usage, ...place }) => {
    const role = outputRole(usage);
    return role === null ? [] : [{ ...place, ...flags(field), usage, role }];
  });
}

const flags = ({ relative, constant }: Field) => ({ relative, constant });

/** Each value of a field with its usage; the last usage stands for all that are left over, so it is taken once. */
function places(field: Field) {
  const { reportId, bits, bitOffset } = field;
  const named = field.usages.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const length = Math.min(field.count, named, MAX_VALUES);
  return Array.from({ length }, (_, index) => ({
    ...{ reportId, bits, bitOffset: bitOffset + index * bits },
    usage: usageAt(field, index) ?? 0,
  }));
}

/**
 * Values count from the logical minimum on (HID 1.11 §6.2.2.5). Where there is one more of them than usages the
 * lowest says "none"; and where nothing says how "none" looks, 0 does, since a report at rest is all zeros.
 */
function inputArray(field: Field, roleOf: RoleOf): InputArray {
  const { reportId, bits, bitOffset, count, logicalMin, logicalMax, nullable } = field;
  const named = field.usages.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const base = logicalMin + (logicalMax - logicalMin === named ? 1 : 0);
  const roles = new Map<number, InputRole>();
  for (let index = 0; index < Math.min(named, MAX_VALUES); index++) {
    const role = roleOf(usageAt(field, index) ?? 0);
    if (role !== null && (base + index !== 0 || nullable)) roles.set(base + index, role);
  }
  return { reportId, bits, bitOffset, count: Math.min(count, MAX_VALUES), roles };
}

function firstOfEach(values: readonly InputValue[]): readonly InputValue[] {
  const seen = new Map<string, InputValue>();
  for (const value of values) if (!seen.has(roleKey(value))) seen.set(roleKey(value), value);
  return [...seen.values()];
}

function roleKey({ role }: { readonly role: InputRole }): string {
  return typeof role === 'object' ? role.digit : role;
}

function rolesOf({ roles }: InputArray): readonly { readonly role: InputRole }[] {
  return [...roles.values()].map((role) => ({ role }));
}

function outputBytes(descriptor: Descriptor, outputs: readonly OutputValue[]): ReadonlyMap<number, number> {
  const lengths = new Map(outputs.map(({ reportId }) => [reportId, 0]));
  for (const { kind, reportId, bitOffset, bits, count } of descriptor.fields) {
    const known = lengths.get(reportId);
    if (kind !== 'output' || known === undefined) continue;
    lengths.set(reportId, Math.max(known, Math.ceil((bitOffset + bits * count) / 8)));
  }
  return lengths;
}

function functionsOf({ values, arrays }: Inputs, outputs: readonly OutputValue[]): FieldMap['functions'] {
  const found = new Set([
    ...[...values, ...arrays.flatMap(rolesOf)].map(({ role }) => inputFunction(role)),
    ...outputs.map(({ role }) => outputFunction(role)),
  ]);
  return HEADSET_FUNCTIONS.filter((name) => found.has(name));
}
