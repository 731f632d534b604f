import type { HeadsetDevice } from './headset-device';

/** Chromium adds vendor and product to the label of a USB device on Windows and macOS: "Evolve2 65 (0b0e:0307)". */
const IDS = /\(([0-9a-f]{4}):([0-9a-f]{4})\)\s*$/i;

/** Words of a name; brackets and hyphens are a matter of taste. */
const words = (name: string): readonly string[] =>
  name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

function sameIds(label: string, { vendorId, productId }: HeadsetDevice): boolean {
  const [, vendor = '', product = ''] = IDS.exec(label) ?? [];
  return parseInt(vendor, 16) === vendorId && parseInt(product, 16) === productId;
}

/** Whether the label has all words of the device's name, in order and together. */
function saysName(label: string, { name }: HeadsetDevice): boolean {
  const wanted = words(name);
  if (wanted.length === 0) return false;
  return ` ${words(label).join(' ')} `.includes(` ${wanted.join(' ')} `);
}

/**
 * The headsets that are the same USB device as the audio device with this label; several where two alike are
 * plugged in. Vendor and product decide where the label has them, else the product's name (Linux takes the
 * description of a sound card from the same USB string).
 */
export function headsetsOf(label: string, headsets: readonly HeadsetDevice[]): readonly HeadsetDevice[] {
  if (IDS.test(label)) return headsets.filter((headset) => sameIds(label, headset));
  const named = headsets.filter((headset) => saysName(label, headset));
  // "Evolve 65" is also said by "Evolve 65 SE": the longest name that fits is the device.
  const longest = Math.max(0, ...named.map(({ name }) => words(name).length));
  return named.filter(({ name }) => words(name).length === longest);
}
