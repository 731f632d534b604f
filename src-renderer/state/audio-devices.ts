import type { AudioView } from '../../src-preload/contract/audio';
import type { Text } from '../text/text';

export type Role = keyof AudioView['chosen'];
type Wanted = AudioView['chosen'][Role];

/** Chromium's own names for “whatever the system says”. */
const SYSTEM = ['default', 'communications'];

const kindOf = (role: Role): 'input' | 'output' => (role === 'speak' ? 'input' : 'output');

/** The devices a role can use; the first follows the system, and a chosen one that is unplugged stays listed. */
export function deviceOptions(t: Text, view: AudioView, role: Role): { value: string; label: string }[] {
  const devices = view.devices.filter((device) => device.kind === kindOf(role));
  const system = devices.find((device) => device.deviceId === 'default');
  const real = devices.filter((device) => !SYSTEM.includes(device.deviceId));
  const gone = view.chosen[role].filter(
    (chosen) => !real.some((device) => device.deviceId === chosen.deviceId),
  );
  return [
    { value: '', label: system ? t.audio.followNamed(bare(system.label)) : t.audio.follow },
    ...real.map((device) => ({ value: device.deviceId, label: device.label })),
    ...gone.map((chosen) => ({ value: chosen.deviceId, label: t.audio.gone(chosen.label) })),
  ];
}

/** Chromium writes `Default - Headset`. */
function bare(label: string): string {
  return label.replace(/^(?:Default|Standard) - /, '');
}

/** What to ask main for when an option was picked: it goes first, and those before stand in when it is not there. */
export function wantedFirst(view: AudioView, role: Role, deviceId: string): Wanted {
  if (deviceId === '') return [];
  const chosen = view.chosen[role];
  const device =
    view.devices.find((each) => each.deviceId === deviceId && each.kind === kindOf(role)) ??
    chosen.find((each) => each.deviceId === deviceId);
  if (!device) return chosen;
  const { label } = device;
  return [{ deviceId, label }, ...chosen.filter((each) => each.deviceId !== deviceId)];
}

/** One place further up. */
export function movedUp(wanted: Wanted, deviceId: string): Wanted {
  const at = wanted.findIndex((each) => each.deviceId === deviceId);
  const [device, above] = [wanted[at], wanted[at - 1]];
  if (!device || !above) return wanted;
  return [...wanted.slice(0, at - 1), device, above, ...wanted.slice(at + 1)];
}

export function without(wanted: Wanted, deviceId: string): Wanted {
  return wanted.filter((each) => each.deviceId !== deviceId);
}

/** The chosen in their order, each with what it is doing now. */
export function ranked(
  t: Text,
  view: AudioView,
  role: Role,
): { readonly id: string; readonly label: string; readonly note: string }[] {
  const { ready, inUse, notConnected } = t.audio.ranking;
  const isThere = ({ deviceId, label }: Wanted[number]): boolean =>
    view.devices.some(
      (device) => device.kind === kindOf(role) && (device.deviceId === deviceId || device.label === label),
    );
  return view.chosen[role].map((device) => {
    const note = isThere(device) ? ready : notConnected;
    const id = device.deviceId;
    return { id, label: device.label, note: view.using[role].includes(id) ? inUse : note };
  });
}
