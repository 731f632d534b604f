import type { IncomingRequestMessage } from 'sip.js/lib/core/index.js';
import type { Line } from '../../phone/account/line';
import type { SignallingEvent } from '../../phone/call/signalling';
import { alertClass, asksForAnswer } from './alert';
import { shownParty } from './asserted';
import { diversionOf } from './diversion';

type Announced = Pick<
  SignallingEvent & { kind: 'call/incoming' },
  'lineId' | 'from' | 'via' | 'alert' | 'autoAnswer'
>;

/** What there is to tell of a call in before anybody answers. */
export function announced(message: IncomingRequestMessage, line: Line): Announced {
  const via = diversionOf(message, line.user);
  const alert = alertClass(message);
  return {
    lineId: line.id,
    from: shownParty(message, message.from),
    ...(via && { via }),
    ...(alert && { alert }),
    ...(line.autoAnswer && asksForAnswer(message) && { autoAnswer: true }),
  };
}
