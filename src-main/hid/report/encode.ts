import { unreachable } from '../../base/result';
import type { HeadsetLights } from '../../phone/headset/ports';
import { writeBit } from './bits';
import type { FieldMap, OutputRole } from './field-map';
import type { Quirks } from '../quirks/quirks';

/**
 * All output reports that carry lights, each in its full length: a shorter one is refused or leaves the rest to
 * chance. The first byte is the report's id, 0 where reports are not numbered, as hidapi wants it.
 */
export function encodeReports(
  map: FieldMap,
  lights: HeadsetLights,
  { ringer }: Pick<Quirks, 'ringer'>,
): readonly Uint8Array[] {
  return [...map.outputBytes].map(([reportId, length]) => {
    const report = new Uint8Array(1 + length);
    report[0] = reportId;
    const payload = report.subarray(1);
    for (const output of map.outputs)
      if (output.reportId === reportId) writeBit(payload, output, isOn(output.role, lights, ringer));
    return report;
  });
}

function isOn(role: OutputRole, lights: HeadsetLights, ringer: boolean): boolean {
  switch (role) {
    case 'off-hook':
      return lights.offHook;
    case 'ring':
      return lights.ring;
    case 'mute':
      return lights.mute;
    case 'hold':
      return lights.hold;
    case 'ringer':
      return ringer && lights.ring;
    default:
      return unreachable(role);
  }
}
