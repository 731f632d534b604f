import type { CorpusDevice } from './corpus';
import { placesOf, USAGE, type Places } from './places';

/** What happens to each headset, in this order; the later ones need the earlier ones. */
export const HEADSET_CHECKS = [
  'plugged in it is found, permitted by udev and open',
  'hidapi’s own function gives the descriptor that sysfs has',
  'the ring light goes on',
  'the button answers',
  'the off-hook light goes on',
  'muted by the headset',
  'muted by us, the light tells',
  'hold, the light tells',
  'the reject key',
  'hung up by the button',
  'unplugged in a call it is gone',
  'plugged in again it is the same, and lit again',
  'a whole call by its buttons, with the telephone’s own rules',
  'every report had its full length',
] as const;
export type HeadsetCheck = (typeof HEADSET_CHECKS)[number];

/** What a device must be able to do for a check. */
const NEEDS: Readonly<Partial<Record<HeadsetCheck, readonly (keyof typeof USAGE)[]>>> = {
  'the ring light goes on': ['ringLight'],
  'muted by the headset': ['mute'],
  'muted by us, the light tells': ['muteLight'],
  'hold, the light tells': ['holdLight'],
  'the reject key': ['reject'],
};

export const LEFT_ALONE = 'it is left alone';
export const REFUSED = 'udev does not grant it';

const has = ({ places }: Places, what: keyof typeof USAGE): boolean =>
  places.some(
    ({ kind, usage }) => usage === USAGE[what] && kind === (what.endsWith('Light') ? 'output' : 'input'),
  );

const bytesOf = ({ descriptor }: CorpusDevice): Uint8Array => Uint8Array.from(Buffer.from(descriptor, 'hex'));

export const isHeadset = (device: CorpusDevice): boolean => {
  const places = placesOf(bytesOf(device));
  return has(places, 'hook') && has(places, 'offHookLight') && !isKeyboard(device);
};

/** Nobody may read a keyboard, whatever else it is. */
export const isKeyboard = ({ descriptor }: CorpusDevice): boolean => descriptor.includes('05010906a101');

export function checksOf(device: CorpusDevice): readonly string[] {
  if (isKeyboard(device)) return [REFUSED];
  if (!isHeadset(device)) return [LEFT_ALONE];
  const places = placesOf(bytesOf(device));
  return HEADSET_CHECKS.filter((check) => (NEEDS[check] ?? []).every((what) => has(places, what)));
}

/** What is tried once, on the machine as a whole. */
export const MACHINE_CHECKS = [
  'a USB device that is plugged in and out is announced',
  'a virtual USB headset is heard and lit through its endpoint',
  'a person without the right to the node learns that',
  'eight headsets at once, each its own',
] as const;

export const nameOf = ({ name }: CorpusDevice, check: string): string => `${name}: ${check}`;
