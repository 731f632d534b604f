import * as v from 'valibot';
import { command, Nothing, snapshot } from './command';

export const AudioRole = v.picklist(['speak', 'hear', 'ring']);
export const AudioDevice = v.object({
  deviceId: v.string(),
  label: v.string(),
  kind: v.picklist(['input', 'output']),
});
export type AudioDevice = v.InferOutput<typeof AudioDevice>;

const DeviceChoice = v.object({ deviceId: v.string(), label: v.string() });

export const AudioView = v.object({
  devices: v.array(AudioDevice),
  /** `null` follows the system. */
  chosen: v.object({
    speak: v.nullable(DeviceChoice),
    hear: v.nullable(DeviceChoice),
    ring: v.nullable(DeviceChoice),
  }),
  /** What is wrong with the microphone, as last seen. */
  microphone: v.picklist(['unknown', 'working', 'denied', 'none', 'failed']),
});
export type AudioView = v.InferOutput<typeof AudioView>;

/** Root mean square, 0…1, ten a second while the meter is on. */
export const AudioLevels = v.object({ speak: v.number(), hear: v.number() });
export type AudioLevels = v.InferOutput<typeof AudioLevels>;

export const audio = {
  changed: snapshot('audio/changed', AudioView),
  levels: snapshot('audio/levels', AudioLevels),
  choose: command('audio/choose', v.object({ role: AudioRole, device: v.nullable(DeviceChoice) }), Nothing, [
    'storage',
  ]),
  /** One second of test tone on the role's loudspeaker. */
  testTone: command('audio/test-tone', v.object({ role: v.picklist(['hear', 'ring']) }), Nothing, [
    'unavailable',
  ]),
  meter: command('audio/meter', v.object({ on: v.boolean() }), Nothing, ['unavailable']),
};
