import type { CallView } from '../../src-preload/contract/calls';
import type { LineView } from '../../src-preload/contract/lines';
import { endSentence, type Text } from '../text/text';
import { referralOf, who } from './calls';
import { stateSentence, toneOf } from './lines';

/** What a screen reader is to say: `urgent` interrupts it, `calm` waits for its turn. Absent: as before. */
export interface Announced {
  readonly urgent?: string;
  readonly calm?: string;
}

/** Works out from one snapshot to the next what is news for somebody who does not see it. */
export class Announcements {
  #calls: ReadonlyMap<string, string> = new Map();
  readonly #troubled = new Map<string, boolean>();

  ofCalls(t: Text, calls: readonly CallView[]): Announced {
    const before = this.#calls;
    this.#calls = new Map(calls.map((call) => [call.id, stateOf(call)]));
    const news = calls.filter((call) => before.get(call.id) !== stateOf(call)).map((call) => say(t, call));
    // Emptied, so that the same caller is news again.
    const silent = calls.some(isUrgent) ? {} : { urgent: '' };
    return Object.assign({}, silent, ...news) as Announced;
  }

  /** A line that cannot be called any more, and one that can be again; trying in between says nothing. */
  ofLines(t: Text, lines: readonly LineView[]): Announced {
    const news = lines.flatMap((line): Announced[] => {
      const tone = toneOf(line);
      if (tone === 'busy') return [];
      const before = this.#troubled.get(line.id) ?? false;
      this.#troubled.set(line.id, tone === 'bad');
      return before === (tone === 'bad') ? [] : [{ calm: stateSentence(t, line).what }];
    });
    return news.at(-1) ?? {};
  }
}

function say(t: Text, call: CallView): Announced {
  const name = who(call.remote, t);
  switch (call.state) {
    case 'ringing-in':
      return { urgent: t.calls.incoming(name) };
    case 'calling':
      return { calm: t.calls.progress[call.progress] };
    case 'answering':
      return {};
    case 'established':
      if (call.referral) return { urgent: referralOf(t, call) ?? '' };
      return {
        calm: `${name}: ${call.refused === null ? t.calls.hold[call.hold] : t.calls.refused[call.refused]}`,
      };
    case 'ended':
      return { calm: endSentence(t, call.why, name).what };
  }
}

function isUrgent(call: CallView): boolean {
  return call.state === 'ringing-in' || (call.state === 'established' && call.referral !== undefined);
}

function stateOf(call: CallView): string {
  if (call.state === 'calling') return call.progress;
  if (call.state !== 'established') return call.state;
  return call.referral ? `asks ${call.referral.target.uri}` : (call.refused ?? call.hold);
}
