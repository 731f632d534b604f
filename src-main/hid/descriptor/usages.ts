import { usage } from './descriptor';

/** Usage pages (HID usage tables 1.4 §3). */
export const PAGE = { led: 0x08, button: 0x09, telephony: 0x0b } as const;

/** Telephony page (HID usage tables 1.4 §14). */
export const TELEPHONY = {
  phone: usage(PAGE.telephony, 0x01),
  headset: usage(PAGE.telephony, 0x05),
  programmableButton: usage(PAGE.telephony, 0x07),
  hookSwitch: usage(PAGE.telephony, 0x20),
  flash: usage(PAGE.telephony, 0x21),
  redial: usage(PAGE.telephony, 0x24),
  drop: usage(PAGE.telephony, 0x26),
  phoneMute: usage(PAGE.telephony, 0x2f),
  voiceMail: usage(PAGE.telephony, 0x70),
  lineBusyTone: usage(PAGE.telephony, 0x97),
  ringer: usage(PAGE.telephony, 0x9e),
  key0: usage(PAGE.telephony, 0xb0),
} as const;

/** LED page (HID usage tables 1.4 §11). */
export const LED = {
  mute: usage(PAGE.led, 0x09),
  offHook: usage(PAGE.led, 0x17),
  ring: usage(PAGE.led, 0x18),
  hold: usage(PAGE.led, 0x20),
} as const;

/** What most headsets call their reject key. */
export const BUTTON_7 = usage(PAGE.button, 0x07);

/** The keys of a telephone, B0 and after. */
export const KEYS = '0123456789*#ABCD';
