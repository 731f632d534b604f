import type { CallId } from '../call/signalling';

export const AUDIO_ROLES = ['speak', 'hear', 'ring'] as const;
/** `speak`: microphone; `hear`: the far end's voice; `ring`: ringing, may be another loudspeaker. */
export type AudioRole = (typeof AUDIO_ROLES)[number];

/** A device the user chose: found again by identity, then by label when the browser renames identities. */
export interface DeviceChoice {
  readonly deviceId: string;
  readonly label: string;
}

/** The devices wanted, best first: the first that is there is used. Without any the system's default is. */
export type DeviceChoices = Readonly<Record<AudioRole, readonly DeviceChoice[]>>;

/** What a slider says, 0…1: loudness for `hear` and `ring`; for `speak` 0.5 leaves the microphone as it is. */
export type Volumes = Readonly<Record<AudioRole, number>>;

/** What the media window plays of its own accord. */
export type LocalSound = 'none' | 'ring' | 'ringback' | 'busy' | 'congestion' | 'waiting';

export const RINGTONES = ['classic', 'bell', 'chime', 'marimba', 'soft'] as const;
export type Ringtone = (typeof RINGTONES)[number];

/** Countries whose networks' tones we know; `system`: as the person's language says. */
export const TONE_REGIONS = ['system', 'DE', 'AT', 'CH', 'GB', 'US', 'CA', 'FR', 'IT', 'ES', 'NL'] as const;
export type ToneRegion = (typeof TONE_REGIONS)[number];

/** What the media window shall do; it works out what to change. Pushed whole on every change. */
export interface DesiredAudio {
  readonly devices: DeviceChoices;
  /** Rings on every wanted device that is there, not on the first only. */
  readonly ringsOnAll: boolean;
  readonly volumes: Volumes;
  readonly processing: {
    readonly echoCancellation: boolean;
    readonly noiseSuppression: boolean;
    readonly autoGainControl: boolean;
  };
  readonly mutedCalls: readonly CallId[];
  readonly sound: LocalSound;
  /** Of the line that rings. */
  readonly ringtone: Ringtone;
  readonly ringRises: boolean;
  readonly toneRegion: ToneRegion;
  /** The audio settings are open: open the microphone and report levels. */
  readonly meter: boolean;
  /** Somebody would miss a device that comes or goes now. */
  readonly watchDevices: boolean;
}
