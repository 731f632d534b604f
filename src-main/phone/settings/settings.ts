import type { Result } from '../../base/result';
import type { LineId } from '../account/line';
import type { DeviceChoices, Ringtone, ToneRegion, Volumes } from '../audio/desired-audio';
import type { StorageFailure } from '../storage-failure';

/** What the person chose, apart from lines. Every field has a default, so a new one needs no migration. */
export interface Settings {
  readonly language: 'system' | 'de' | 'en';
  readonly theme: 'system' | 'light' | 'dark';
  /** The line dialled with when nothing else is said; `null`: the first registered one. */
  readonly defaultLineId: LineId | null;
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly autoGainControl: boolean;
  /** A headset's redial key dials the last number again; else it only shows where to dial. */
  readonly headsetRedials: boolean;
  readonly devices: DeviceChoices;
  /** Rings on every chosen device that is there. */
  readonly ringsOnAll: boolean;
  readonly volumes: Volumes;
  readonly ringtone: Ringtone;
  /** Lines that ring in a way of their own. */
  readonly lineRingtones: Readonly<Record<LineId, Ringtone | undefined>>;
  /** Begins softly. */
  readonly ringRises: boolean;
  /** Whose network's ringback, busy and waiting tones are played. */
  readonly toneRegion: ToneRegion;
}

export const DEFAULT_SETTINGS: Settings = {
  language: 'system',
  theme: 'system',
  defaultLineId: null,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  devices: { speak: [], hear: [], ring: [] },
  ringsOnAll: false,
  volumes: { speak: 0.5, hear: 1, ring: 1 },
  ringtone: 'classic',
  lineRingtones: {},
  ringRises: false,
  toneRegion: 'system',
  headsetRedials: false,
};

export interface SettingsStore {
  /** Unknown or damaged values are replaced by their defaults, the others are kept. */
  load(): Result<Settings, StorageFailure>;
  save(settings: Settings): Result<void, StorageFailure>;
}
