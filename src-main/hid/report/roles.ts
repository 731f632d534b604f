import type { HeadsetFunction } from '../../phone/headset/ports';
import { idOf, pageOf, usage, type Usage } from '../descriptor/descriptor';
import { BUTTON_7, KEYS, LED, PAGE, TELEPHONY } from '../descriptor/usages';
import type { Quirks } from '../quirks/quirks';
import type { InputRole, OutputRole } from './field-map';

const INPUTS: ReadonlyMap<Usage, InputRole> = new Map<Usage, InputRole>([
  [TELEPHONY.hookSwitch, 'hook'],
  [TELEPHONY.phoneMute, 'mute'],
  [TELEPHONY.lineBusyTone, 'line-busy'],
  [TELEPHONY.flash, 'flash'],
  [TELEPHONY.programmableButton, 'reject'],
  [TELEPHONY.drop, 'drop'],
  [TELEPHONY.redial, 'redial'],
  [TELEPHONY.voiceMail, 'voicemail'],
  ...Array.from(KEYS, (digit, index): [Usage, InputRole] => [TELEPHONY.key0 + index, { digit }]),
]);

const OUTPUTS: ReadonlyMap<Usage, OutputRole> = new Map<Usage, OutputRole>([
  [LED.offHook, 'off-hook'],
  [LED.ring, 'ring'],
  [LED.mute, 'mute'],
  [LED.hold, 'hold'],
  [TELEPHONY.ringer, 'ringer'],
]);

/** What a usage says within a telephony collection; `null`: nothing for a telephone. */
export function inputRole(of: Usage, { separateReject }: Quirks): InputRole | null {
  if (of === BUTTON_7) return separateReject ? 'reject' : null;
  return INPUTS.get(of) ?? null;
}

export function outputRole(of: Usage): OutputRole | null {
  return OUTPUTS.get(of) ?? null;
}

/** The telephony usage that a vendor page repeats; `null`: this page repeats none. */
export function mirrored(of: Usage, { mirrorPages }: Quirks): Usage | null {
  return mirrorPages.includes(pageOf(of)) ? usage(PAGE.telephony, idOf(of)) : null;
}

export function inputFunction(role: InputRole): HeadsetFunction {
  if (typeof role === 'object') return 'keypad';
  return role === 'hook' ? 'answer' : role;
}

export function outputFunction(role: OutputRole): HeadsetFunction {
  return role === 'ringer' ? 'ringer' : `${role}-light`;
}
