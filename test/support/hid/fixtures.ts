import { DescriptorBuilder, type FieldSpec } from './descriptor-builder';

const HEADSET = 0x0b0005;
const HOOK = 0x0b0020;
const FLASH = 0x0b0021;
const REDIAL = 0x0b0024;
const DROP = 0x0b0026;
const MUTE = 0x0b002f;
const VOICE_MAIL = 0x0b0070;
const LINE_BUSY = 0x0b0097;
const RINGER = 0x0b009e;
const KEY_0 = 0x0b00b0;
const BUTTON_7 = 0x090007;
const LED_MUTE = 0x080009;
const LED_OFF_HOOK = 0x080017;
const LED_RING = 0x080018;
const LED_HOLD = 0x080020;
const VENDOR = 0xff420001;
const VENDOR_DATA = 0xff420002;
const VOLUME_UP = 0x0c00e9;

const keys = Array.from({ length: 12 }, (_, index) => KEY_0 + index);

type Body = (builder: DescriptorBuilder) => void;

function headset(body: Body): Uint8Array {
  return new DescriptorBuilder().collection(HEADSET, body).bytes;
}

const input = (usages: readonly number[], more: Partial<FieldSpec> = {}): FieldSpec => ({
  kind: 'input',
  reportId: 1,
  usages,
  ...more,
});
const output = (usages: readonly number[], more: Partial<FieldSpec> = {}): FieldSpec => ({
  kind: 'output',
  reportId: 1,
  usages,
  ...more,
});

/** One per way of being built, none of them a real device's. */
export const FIXTURES = {
  /** Everything a telephone knows, all lights in one report of two bytes. */
  allLedsInOneReport: headset((it) =>
    it
      .field(input([HOOK, LINE_BUSY]))
      .field(input([MUTE, FLASH, REDIAL, DROP, VOICE_MAIL], { relative: true }))
      .field(input([BUTTON_7]))
      .padding('input', 8, 1)
      .field(output([LED_OFF_HOOK, LED_MUTE, LED_RING, LED_HOLD]))
      .field(output([RINGER]))
      .padding('output', 11, 1),
  ),
  /** A report for each light, its number out of order; the input report shares the number of one of them. */
  oneReportPerLed: headset((it) => {
    it.field(input([MUTE], { reportId: 0x17, relative: true }));
    it.field(input([HOOK, FLASH], { reportId: 0x17 })).padding('input', 5, 0x17);
    for (const [reportId, usage] of [
      [0x18, LED_RING],
      [0x17, LED_OFF_HOOK],
      [0x09, LED_MUTE],
      [0x20, LED_HOLD],
    ] as const)
      it.field(output([usage], { reportId })).padding('output', 7, reportId);
  }),
  /** Application within application, with volume inside the telephony one and a vendor's beside it. */
  nestedCollections: new DescriptorBuilder()
    .collection(VENDOR, (it) =>
      it.field(input([VENDOR_DATA], { reportId: 9, bits: 8, count: 63, logical: [0, 255] })),
    )
    .collection(HEADSET, (it) =>
      it
        .field(input([VOLUME_UP], { relative: true }))
        .collection(VENDOR, (inner) => inner.field(input([VENDOR_DATA], { reportId: 8, bits: 16 })))
        .collection(
          0x0b0006,
          (inner) => inner.field(input([HOOK])).field(input([MUTE], { relative: true })),
          2,
        )
        .padding('input', 5, 1)
        .field(output([LED_OFF_HOOK, LED_RING]))
        .padding('output', 6, 1),
    ).bytes,
  /** Usages named before their page is set, the reject key with a second usage that no bit is left for. */
  lateBoundUsages: headset((it) =>
    it
      .field(input([HOOK], { style: 'late' }))
      .field(input([MUTE], { style: 'late', relative: true }))
      .field(input([BUTTON_7, 0x090001], { style: 'late', count: 1 }))
      .padding('input', 5, 1)
      .field(output([LED_OFF_HOOK, LED_MUTE], { style: 'late' }))
      .padding('output', 6, 1),
  ),
  /** Hook and mute flagged as if they were padding. */
  constantInputs: headset((it) =>
    it
      .field(input([HOOK, LINE_BUSY], { constant: true }))
      .padding('input', 6, 1)
      .field(input([FLASH, MUTE], { constant: true, relative: true }))
      .padding('input', 6, 1)
      .field(output([0x080008, LED_OFF_HOOK, LED_RING, 0x080019, LED_MUTE]))
      .padding('output', 11, 1),
  ),
  /** Reports without numbers. */
  reportIdZero: headset((it) =>
    it
      .field(input([HOOK], { reportId: 0 }))
      .field(input([MUTE], { reportId: 0, relative: true }))
      .padding('input', 6)
      .field(output([LED_OFF_HOOK, LED_MUTE, LED_RING], { reportId: 0 }))
      .padding('output', 5),
  ),
  /** A keypad that names the key that is down, 0 for none; the reject key an array of a single bit. */
  arrayFields: headset((it) =>
    it
      .field(input([HOOK]))
      .field(input([BUTTON_7, 0x090001], { array: true, count: 1, style: 'late' }))
      .field(input(keys, { array: true, bits: 4, count: 1, logical: [0, 12], style: 'range' }))
      .padding('input', 2, 1)
      .field(output([LED_OFF_HOOK]))
      .padding('output', 7, 1),
  ),
  /** Mute is a switch on the cable. */
  absoluteMute: headset((it) =>
    it
      .field(input([HOOK, MUTE]))
      .padding('input', 6, 1)
      .field(output([LED_OFF_HOOK, LED_MUTE]))
      .padding('output', 6, 1),
  ),
  /** Buttons, but no light: not a headset, for nobody could confirm a call to it. */
  hookOnly: headset((it) =>
    it
      .field(input([HOOK]))
      .field(input([MUTE], { relative: true }))
      .padding('input', 6, 1),
  ),
  /** A telephony collection with nothing in it. */
  empty: headset(() => undefined),
} as const satisfies Readonly<Record<string, Uint8Array>>;

export type FixtureName = keyof typeof FIXTURES;
