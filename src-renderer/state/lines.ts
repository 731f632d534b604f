import type { LineView } from '../../src-preload/contract/lines';
import { failureSentence, type Sentence, type Text } from '../text/text';

export type Tone = 'good' | 'busy' | 'bad' | 'off';

const tones: Readonly<Record<LineView['registration']['state'], Tone>> = {
  off: 'off',
  'password-needed': 'bad',
  registering: 'busy',
  registered: 'good',
  failed: 'bad',
};

export function toneOf(line: LineView): Tone {
  return tones[line.registration.state];
}

/** The lamp for all lines together: the worst that concerns the person, green only when all can be called. */
export function toneOfAll(lines: readonly LineView[]): Tone {
  const seen = lines.map(toneOf);
  return (['bad', 'busy', 'good', 'off'] as const).find((tone) => seen.includes(tone)) ?? 'off';
}

export function labelOf(t: Text, line: LineView): string {
  return line.practice ? t.line.practice : line.label;
}

/** What the line's state means and what to do about it. */
export function stateSentence(t: Text, line: LineView): Sentence {
  const { registration } = line;
  switch (registration.state) {
    case 'off':
      return { what: t.line.offHint, todo: '' };
    case 'password-needed':
      return { what: t.line.passwordHint(labelOf(t, line)), todo: '' };
    case 'registering':
      return { what: t.line.registeringHint, todo: '' };
    case 'registered':
      return { what: t.line.registeredHint(labelOf(t, line)), todo: '' };
    case 'failed':
      return failureSentence(t, registration.why, line.domain);
  }
}

/** One short phrase for the button at the top; `name` is all of it, for the ear. */
export function summaryOf(
  t: Text,
  lines: readonly LineView[],
): { label: string; state: string; name: string } {
  const [first] = lines;
  if (first === undefined) return { label: t.line.noLine, state: '', name: t.line.noLine };
  if (lines.length === 1) {
    const [label, state] = [labelOf(t, first), t.line.states[first.registration.state]];
    return { label, state, name: t.line.button(label, state) };
  }
  const registered = lines.filter((line) => line.registration.state === 'registered').length;
  const [label, state] = [t.line.title, t.line.several(registered, lines.length)];
  return { label, state, name: `${label}: ${state}` };
}
