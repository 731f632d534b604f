import type { DesiredAudioMessage } from '../../src-preload/contract/media';
import { Amplifier, UNCHANGED } from './amplifier';
import { isNarrow, type Opened } from './microphone-health';

type Processing = DesiredAudioMessage['processing'];

/** A call coming at once after another finds the microphone still open. */
const LINGER_MS = 3000;

/** A share of the microphone: a track of its own, so that muting or ending one leaves the others alone. */
export interface Share {
  readonly track: MediaStreamTrack | null;
  release(): void;
}

interface Holder {
  track: MediaStreamTrack | null;
  readonly changed: (track: MediaStreamTrack | null) => void;
}

type Source =
  | { readonly state: 'closed' }
  | { readonly state: 'opening' }
  | {
      readonly state: 'open';
      readonly stream: MediaStream;
      readonly track: MediaStreamTrack;
      readonly amplifier: Amplifier | null;
    };

type OpenSource = Extract<Source, { state: 'open' }>;

/** The one microphone, open only while a share of it is out. Calls go on without it: a share's track may be `null`. */
export class Microphone {
  readonly #report: (state: Opened, narrow: boolean) => void;
  readonly #holders = new Set<Holder>();
  #source: Source = { state: 'closed' };
  #deviceId = '';
  #processing: Processing = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  #gain = UNCHANGED;
  #linger: number | undefined;
  /** Rises with every opening: an older one that comes late is dropped. */
  #opening = 0;

  constructor(report: (state: Opened, narrow: boolean) => void) {
    this.#report = report;
  }

  /** `gain` is what a slider says, 0…1. Whoever shares it goes on hearing the one before until the new one is open. */
  use(deviceId: string, processing: Processing, gain = UNCHANGED): void {
    const same =
      deviceId === this.#deviceId && JSON.stringify(processing) === JSON.stringify(this.#processing);
    if (gain !== this.#gain) this.#amplify(gain);
    if (same) return;
    this.#deviceId = deviceId;
    this.#processing = processing;
    // Closed although wanted: the one before could not be opened, and this may be the answer to that.
    if (this.#source.state !== 'closed' || this.#holders.size > 0) void this.#open();
  }

  /** Devices came or went: one that could not be opened may be there now. */
  devicesChanged(): void {
    if (this.#source.state === 'closed' && this.#holders.size > 0) void this.#open();
  }

  /** `changed` is called with the track when it is there, and with each that takes its place. */
  share(changed: (track: MediaStreamTrack | null) => void): Share {
    const holder: Holder = { track: null, changed };
    this.#holders.add(holder);
    window.clearTimeout(this.#linger);
    if (this.#source.state === 'open') this.#hand(holder, heardOf(this.#source));
    else if (this.#source.state === 'closed') void this.#open();
    return {
      get track() {
        return holder.track;
      },
      release: () => {
        this.#release(holder);
      },
    };
  }

  #release(holder: Holder): void {
    if (!this.#holders.delete(holder)) return;
    holder.track?.stop();
    holder.track = null;
    if (this.#holders.size > 0) return;
    window.clearTimeout(this.#linger);
    this.#linger = window.setTimeout(() => {
      if (this.#holders.size === 0) this.#close();
    }, LINGER_MS);
  }

  async #open(): Promise<void> {
    const opening = ++this.#opening;
    const before = this.#source;
    this.#source = { state: 'opening' };
    const stream = await this.#ask();
    if (before.state === 'open') end(before);
    if (opening !== this.#opening || stream === null) {
      if (stream) stop(stream);
      else if (opening === this.#opening) this.#lost();
      return;
    }
    const track = stream.getAudioTracks()[0];
    if (!track) {
      this.#lost();
      return;
    }
    track.addEventListener('ended', () => {
      this.#ended(track);
    });
    this.#source = { state: 'open', stream, track, amplifier: amplifierOf(track, this.#gain) };
    this.#report('working', isNarrow(track.label, rateOf(track)));
    if (this.#holders.size === 0) this.#close();
    else this.#handAll(this.#source);
  }

  #amplify(gain: number): void {
    this.#gain = gain;
    if (this.#source.state !== 'open') return;
    const { stream, track, amplifier } = this.#source;
    if (amplifier) {
      amplifier.set(gain);
      return;
    }
    this.#source = { state: 'open', stream, track, amplifier: amplifierOf(track, gain) };
    this.#handAll(this.#source);
  }

  async #ask(): Promise<MediaStream | null> {
    try {
      return await this.#getUserMedia(this.#deviceId);
    } catch (error) {
      if (this.#deviceId !== '' && !isDenied(error)) {
        const fallback = await this.#getUserMedia('').catch(() => null);
        if (fallback) return fallback;
      }
      this.#report(stateOf(error), false);
      return null;
    }
  }

  #getUserMedia(deviceId: string): Promise<MediaStream> {
    const { echoCancellation, noiseSuppression, autoGainControl } = this.#processing;
    const device = deviceId === '' ? {} : { deviceId: { exact: deviceId } };
    return navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation, noiseSuppression, autoGainControl, channelCount: 1, ...device },
    });
  }

  /** The device was unplugged: another takes its place, or none is left. */
  #ended(track: MediaStreamTrack): void {
    if (this.#source.state !== 'open' || this.#source.track !== track) return;
    if (this.#holders.size > 0) void this.#open();
    else this.#close();
  }

  #lost(): void {
    this.#source = { state: 'closed' };
    for (const holder of this.#holders) this.#hand(holder, null);
  }

  #close(): void {
    this.#opening++;
    if (this.#source.state === 'open') end(this.#source);
    this.#source = { state: 'closed' };
  }

  #handAll(source: OpenSource): void {
    for (const holder of this.#holders) this.#hand(holder, heardOf(source));
  }

  #hand(holder: Holder, track: MediaStreamTrack | null): void {
    holder.track?.stop();
    holder.track = track === null ? null : track.clone();
    holder.changed(holder.track);
  }
}

/** What is shared out. */
function heardOf({ track, amplifier }: OpenSource): MediaStreamTrack {
  return amplifier?.track ?? track;
}

function amplifierOf(track: MediaStreamTrack, gain: number): Amplifier | null {
  return gain === UNCHANGED ? null : new Amplifier(track, gain);
}

/** Of the device itself; what the track says of its own rate is that of the processing behind. */
function rateOf(track: MediaStreamTrack): number | undefined {
  return track.getCapabilities().sampleRate?.min;
}

function end({ stream, amplifier }: OpenSource): void {
  stop(stream);
  amplifier?.close();
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function isDenied(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotAllowedError';
}

function stateOf(error: unknown): Opened {
  if (isDenied(error)) return 'denied';
  return error instanceof DOMException && error.name === 'NotFoundError' ? 'none' : 'failed';
}
