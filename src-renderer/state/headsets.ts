import type { HeadsetView } from '../../src-preload/contract/headsets';
import type { Text } from '../text/text';

type HeadsetFunction = HeadsetView['functions'][number];

const BUTTONS = ['answer', 'mute', 'flash', 'reject', 'drop', 'redial', 'voicemail', 'keypad'] as const;
const LIGHTS = ['ring-light', 'off-hook-light', 'mute-light', 'hold-light'] as const;
/** What people look for; that one of these is missing is worth saying. */
const LOOKED_FOR: readonly HeadsetFunction[] = ['mute', 'flash', 'reject', ...LIGHTS];

export type Tone = 'good' | 'busy' | 'bad' | 'off';

export function stateOf({ access, use }: HeadsetView): keyof Text['headset']['state'] {
  return access === 'open' ? use : access;
}

export function toneOf({ access, use }: HeadsetView): Tone {
  if (access !== 'open') return 'bad';
  return use === 'elsewhere' ? 'busy' : 'good';
}

/** "answer and hang up, mute, hold; no reject", for the buttons or for the lights. */
export function abilities(t: Text, { functions }: HeadsetView, which: 'buttons' | 'lights'): string {
  const all: readonly HeadsetFunction[] = which === 'buttons' ? BUTTONS : LIGHTS;
  const name = (one: HeadsetFunction): string => t.headset.functions[one];
  const has = all.filter((one) => functions.includes(one)).map(name);
  const lacks = all.filter((one) => LOOKED_FOR.includes(one) && !functions.includes(one)).map(name);
  const or = new Intl.ListFormat(t.language, { type: 'disjunction' });
  const present = has.length === 0 ? [] : [has.join(', ')];
  const missing = lacks.length === 0 ? [] : [t.headset.without(or.format(lacks))];
  return [...present, ...missing].join('; ');
}
