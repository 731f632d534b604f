import * as v from 'valibot';
import { command, Nothing, snapshot } from './command';

export const AudioRole = v.picklist(['speak', 'hear', 'ring']);
export const AudioDevice = v.object({
  deviceId: v.string(),
  label: v.string(),
  kind: v.picklist(['input', 'output']),
});
export type AudioDevice = v.InferOutput<typeof AudioDevice>;

export const DeviceChoices = v.pipe(
  v.array(v.object({ deviceId: v.string(), label: v.string() })),
  v.maxLength(32),
);
export const Ringtone = v.picklist(['classic', 'bell', 'chime', 'marimba', 'soft']);
/** Countries whose networks' tones are known; `system`: as the person's language says. */
export const ToneRegion = v.picklist(['system', 'DE', 'AT', 'CH', 'GB', 'US', 'CA', 'FR', 'IT', 'ES', 'NL']);
const DeviceIds = v.array(v.string());
/** What is wrong with the microphone, as last seen; `narrow`: a headset in hands-free quality. */
export const MicrophoneState = v.picklist([
  'unknown',
  'working',
  'denied',
  'none',
  'failed',
  'silent',
  'narrow',
]);
export type MicrophoneState = v.InferOutput<typeof MicrophoneState>;
export const VoiceTest = v.picklist(['idle', 'recording', 'playing']);

export const AudioView = v.object({
  devices: v.array(AudioDevice),
  /** Best first; none follows the system. */
  chosen: v.object({ speak: DeviceChoices, hear: DeviceChoices, ring: DeviceChoices }),
  /** Those of the chosen that serve now, by identity; none: the system's default does. */
  using: v.object({ speak: DeviceIds, hear: DeviceIds, ring: DeviceIds }),
  microphone: MicrophoneState,
  voiceTest: VoiceTest,
});
export type AudioView = v.InferOutput<typeof AudioView>;

/** Root mean square, 0…1, ten a second while the meter is on. */
export const AudioLevels = v.object({ speak: v.number(), hear: v.number() });
export type AudioLevels = v.InferOutput<typeof AudioLevels>;

export const audio = {
  changed: snapshot('audio/changed', AudioView),
  levels: snapshot('audio/levels', AudioLevels),
  /** All devices of a role, best first. */
  choose: command('audio/choose', v.object({ role: AudioRole, devices: DeviceChoices }), Nothing, [
    'storage',
  ]),
  /** One second of test tone on the role's loudspeaker. */
  testTone: command('audio/test-tone', v.object({ role: v.picklist(['hear', 'ring']) }), Nothing, [
    'unavailable',
  ]),
  /** Records a few seconds and plays them back; `voiceTest` says how far it is. */
  testVoice: command('audio/test-voice', Nothing, Nothing, ['unavailable']),
  meter: command('audio/meter', v.object({ on: v.boolean() }), Nothing, ['unavailable']),
};
