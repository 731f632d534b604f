import type { HeadsetFunction } from '../../phone/headset/ports';
import type { Usage } from '../descriptor/descriptor';

/** Where a value lies within a report, behind the report's id. */
export interface Place {
  /** 0 where the device does not number its reports. */
  readonly reportId: number;
  readonly bitOffset: number;
  /** At most 32 of them are read or written. */
  readonly bits: number;
}

interface Value extends Place {
  readonly usage: Usage;
  readonly relative: boolean;
  /** Flagged Constant although it has a usage: some devices report through such fields. */
  readonly constant: boolean;
}

/** What a button or switch means to a telephone. */
export type InputRole =
  | 'hook'
  | 'mute'
  | 'line-busy'
  | 'flash'
  | 'reject'
  | 'drop'
  | 'redial'
  | 'voicemail'
  | { readonly digit: string };

export type OutputRole = 'off-hook' | 'ring' | 'mute' | 'hold' | 'ringer';

/** An input with a bit of its own. */
export interface InputValue extends Value {
  readonly role: InputRole;
}

/** An input whose values name what is pressed (HID 1.11 §6.2.2.5, Array): each value's role, by number. */
export interface InputArray extends Place {
  readonly count: number;
  readonly roles: ReadonlyMap<number, InputRole>;
}

export interface OutputValue extends Value {
  readonly role: OutputRole;
}

/** The part of a headset's reports that a telephone needs. */
export interface FieldMap {
  /** The first byte of every report is its id. */
  readonly numbered: boolean;
  readonly values: readonly InputValue[];
  readonly arrays: readonly InputArray[];
  readonly outputs: readonly OutputValue[];
  /** Bytes behind the id of each output report that has one of `outputs`. */
  readonly outputBytes: ReadonlyMap<number, number>;
  readonly functions: readonly HeadsetFunction[];
  /** Phone Mute says a state, not a press. */
  readonly muteAbsolute: boolean;
}

/** Why a device is none: it takes a Hook input and an Off-Hook LED, both in a telephony collection. */
export interface NotAHeadset {
  readonly kind: 'no-telephony' | 'no-hook' | 'no-off-hook-light';
}
