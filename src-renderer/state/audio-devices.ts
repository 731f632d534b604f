import type { AudioView } from '../../src-preload/contract/audio';
import type { Text } from '../text/text';

export type Role = keyof AudioView['chosen'];

/** Chromium's own names for “whatever the system says”. */
const SYSTEM = ['default', 'communications'];

const kindOf = (role: Role): 'input' | 'output' => (role === 'speak' ? 'input' : 'output');

/** The devices a role can use; the first follows the system, and a chosen one that is unplugged stays listed. */
export function deviceOptions(t: Text, view: AudioView, role: Role): { value: string; label: string }[] {
  const devices = view.devices.filter((device) => device.kind === kindOf(role));
  const system = devices.find((device) => device.deviceId === 'default');
  const real = devices.filter((device) => !SYSTEM.includes(device.deviceId));
  const chosen = view.chosen[role];
  const gone = chosen !== null && !real.some((device) => device.deviceId === chosen.deviceId);
  return [
    { value: '', label: system ? t.audio.followNamed(bare(system.label)) : t.audio.follow },
    ...real.map((device) => ({ value: device.deviceId, label: device.label })),
    ...(gone ? [{ value: chosen.deviceId, label: t.audio.gone(chosen.label) }] : []),
  ];
}

/** Chromium writes `Default - Headset`. */
function bare(label: string): string {
  return label.replace(/^(?:Default|Standard) - /, '');
}

/** What to ask main for when an option was picked. */
export function choiceFor(view: AudioView, role: Role, deviceId: string): AudioView['chosen'][Role] {
  if (deviceId === '') return null;
  const device = view.devices.find((each) => each.deviceId === deviceId && each.kind === kindOf(role));
  return device ? { deviceId, label: device.label } : view.chosen[role];
}
