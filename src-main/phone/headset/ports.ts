import type { Observed } from '../../base/observable';
import type { Event } from '../../base/signal';

/** The same after a re-plug and a restart, as far as the system can tell two of a kind apart. */
export type HeadsetId = string;

/** What a headset can do, as its report descriptor says; in the order in which it is shown. */
export const HEADSET_FUNCTIONS = [
  'answer',
  'mute',
  'flash',
  'reject',
  'drop',
  'redial',
  'voicemail',
  'keypad',
  'line-busy',
  'off-hook-light',
  'ring-light',
  'mute-light',
  'hold-light',
  'ringer',
] as const;
export type HeadsetFunction = (typeof HEADSET_FUNCTIONS)[number];

/**
 * What a headset shall show: the whole of it, never a change. Whoever writes it maps it onto the LEDs there are;
 * `offHook` opens the microphone on many.
 */
export interface HeadsetLights {
  readonly offHook: boolean;
  readonly ring: boolean;
  readonly mute: boolean;
  readonly hold: boolean;
}

export const LIGHTS_OFF: HeadsetLights = { offHook: false, ring: false, mute: false, hold: false };

/** What a headset says (HID usage tables, page 0x0B): one event per press, however many reports it takes. */
export type HeadsetEvent =
  /** Hook Switch as a state. `repeated`: it said just that before, because nobody confirmed it. */
  | { readonly kind: 'hook'; readonly offHook: boolean; readonly repeated: boolean }
  /** Hook Switch as a one-shot: the other state than now. */
  | { readonly kind: 'hook-toggle' }
  /** Phone Mute as a one-shot: the other state than now. */
  | { readonly kind: 'mute-toggle' }
  /** Phone Mute as a switch: this state. */
  | { readonly kind: 'mute-set'; readonly muted: boolean }
  /** Line Busy Tone: a call is on this headset, ours or another program's. */
  | { readonly kind: 'line-busy'; readonly busy: boolean }
  | { readonly kind: 'flash' | 'reject' | 'drop' | 'redial' | 'voicemail' }
  /** A telephone key: `0-9 * # A-D`. */
  | { readonly kind: 'key'; readonly digit: string };

/** `unreachable`: it is listed, but it cannot be opened or read; it may come back. */
export type HeadsetAccess = 'open' | 'not-permitted' | 'unreachable';

/** What differs between models, in milliseconds. */
export interface HeadsetTiming {
  /** So long after our change of Off-Hook the same hook state from the headset confirms it and is no press. */
  readonly hookEchoMs: number;
  /** Unconfirmed for so long, the lights are written once more. */
  readonly ackTimeoutMs: number;
}

export const DEFAULT_TIMING: HeadsetTiming = { hookEchoMs: 2_500, ackTimeoutMs: 1_000 };

/** A headset that is plugged in, permitted or not. */
export interface Headset {
  readonly id: HeadsetId;
  /** As the device names itself. */
  readonly name: string;
  readonly access: HeadsetAccess;
  readonly functions: readonly HeadsetFunction[];
  readonly timing: HeadsetTiming;
  /** It is the USB device of the sound device that the person chose to hear with. */
  readonly selected: boolean;
}

/** The headsets as the telephone sees them; the plug `hid` implements it. */
export interface HeadsetPort {
  /** In the order of plugging in. One that is unplugged is no longer in it. */
  readonly headsets: Observed<readonly Headset[]>;
  readonly onEvent: Event<{ readonly id: HeadsetId; readonly event: HeadsetEvent }>;
  /**
   * Sends all lights, also those that did not change: it is only called when the headset must hear them. Does
   * nothing unless access is `open`; what it causes is reported later, never before `write` returns.
   */
  write(id: HeadsetId, lights: HeadsetLights): void;
}
