import { NO_QUIRKS, type Quirks } from '../../../../src-main/hid/quirks/quirks';
import { parseDescriptor } from '../../../../src-main/hid/descriptor/parse';
import type { FieldMap } from '../../../../src-main/hid/report/field-map';
import { headsetFields } from '../../../../src-main/hid/report/headset-fields';
import { FIXTURES, type FixtureName } from '../../../support/hid/fixtures';

export function fieldMap(bytes: Uint8Array, quirks: Quirks = NO_QUIRKS): FieldMap {
  const parsed = parseDescriptor(bytes);
  if (!parsed.ok) throw new Error(`${parsed.error.kind} at ${parsed.error.at}`);
  const map = headsetFields(parsed.value, quirks);
  if (!map.ok) throw new Error(map.error.kind);
  return map.value;
}

export function fixtureMap(name: FixtureName, quirks?: Quirks): FieldMap {
  return fieldMap(FIXTURES[name], quirks);
}
