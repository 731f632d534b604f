import type { AudioDevice, AudioView } from '../../src-preload/contract/audio';

type Wanted = AudioView['chosen']['speak'];

/** The system's default, to the browser. */
export const SYSTEM_DEFAULT = '';

/** Windows counts a device that is plugged in elsewhere: `Headset (2- Jabra Link 380)`. */
const COUNTED = /(^|\()\d+- /;

/**
 * Those of the wanted devices that are there, best first: each by identity, else by name, because browsers and
 * systems rename identities. One that is wanted itself is never taken for another of its name.
 */
export function presentOf(
  wanted: Wanted,
  kind: AudioDevice['kind'],
  devices: readonly AudioDevice[],
): string[] {
  const candidates = devices.filter((device) => device.kind === kind);
  const own = new Set(wanted.map(({ deviceId }) => deviceId));
  const found = wanted.flatMap(({ deviceId, label }) => {
    const same =
      candidates.find((device) => device.deviceId === deviceId) ??
      candidates.find((device) => !own.has(device.deviceId) && label !== '' && sameName(device.label, label));
    return same ? [same.deviceId] : [];
  });
  return [...new Set(found)];
}

function sameName(one: string, other: string): boolean {
  return one.replace(COUNTED, '$1') === other.replace(COUNTED, '$1');
}
