import type { AudioDevice } from '../../src-preload/contract/audio';

export type Choice = { readonly deviceId: string; readonly label: string } | null;

/** The system's default, to the browser. */
export const SYSTEM_DEFAULT = '';

/**
 * The chosen device among those that are there: by identity, then by name, because browsers rename identities. When
 * it is unplugged the system's default stands in until it is back.
 */
export function deviceIdOf(
  choice: Choice,
  kind: AudioDevice['kind'],
  devices: readonly AudioDevice[],
): string {
  if (choice === null) return SYSTEM_DEFAULT;
  const candidates = devices.filter((device) => device.kind === kind);
  const found =
    candidates.find(({ deviceId }) => deviceId === choice.deviceId) ??
    candidates.find(({ label }) => label !== '' && label === choice.label);
  return found?.deviceId ?? SYSTEM_DEFAULT;
}
