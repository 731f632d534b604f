import type { HeadsetDevice } from './headset-device';

const IDS = /\(([0-9a-f]{4}:[0-9a-f]{4})\)\s*$/i;
const hex = (value: number): string => value.toString(16).padStart(4, '0');

/**
 * By what the sound card of the same USB device is known: vendor and product, which Chromium appends to its label on
 * Windows and macOS, then its name and those that ALSA has for its cards.
 */
const soundNames = ({ vendorId, productId, name, parent }: HeadsetDevice): readonly string[] => [
  `(${hex(vendorId)}:${hex(productId)})`,
  name,
  ...parent.soundCards,
];

/** Words of a name; brackets and hyphens are a matter of taste. */
const words = (name: string): readonly string[] =>
  name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** The most words in a row that the label has of one of the names; 0: it says none of them whole. */
function saidWords(label: string, names: readonly string[]): number {
  const said = ` ${words(label).join(' ')} `;
  const lengths = names.map((name) => {
    const wanted = words(name);
    return said.includes(` ${wanted.join(' ')} `) ? wanted.length : 0;
  });
  return Math.max(0, ...lengths);
}

/**
 * The headsets that are the same USB device as the audio device with this label; several where two alike are
 * plugged in. Vendor and product decide where the label has them, else a name (Linux describes a sound card by the
 * product's name); "Evolve 65" is also said by "Evolve 65 SE", so the longest name that fits is the device.
 */
export function headsetsOf(label: string, devices: readonly HeadsetDevice[]): readonly HeadsetDevice[] {
  const ids = IDS.exec(label)?.[1]?.toLowerCase();
  if (ids !== undefined) return devices.filter((device) => soundNames(device)[0] === `(${ids})`);
  const said = devices.map((device) => saidWords(label, soundNames(device).slice(1)));
  const longest = Math.max(0, ...said);
  return longest === 0 ? [] : devices.filter((_, at) => said[at] === longest);
}
