import type { IncomingResponseMessage, Session } from 'sip.js/lib/core/index.js';
import type { MediaSession } from '../../phone/call/media-session';
import { listenTo } from './dialog-request';
import { EarlyUpdates } from './early-updates';
import { answerInfo } from './info';
import { sdpOf, type Leg, type LegContext } from './leg';
import { reliableNumber, ReliableReceipts } from './prack';

/** One telephone that rings, and may have said how it will sound. */
interface Fork {
  readonly receipts: ReliableReceipts;
  /** The answer to our offer last heard of it; empty for none. */
  answer: string;
  /** That answer came reliably, so that offers may follow (RFC 3262 §5). */
  settled: boolean;
  /** They changed it by UPDATE since: what their 200 repeats is old. */
  updated: boolean;
}

export interface EarlyDialogsOptions {
  readonly leg: Leg;
  readonly context: LegContext;
  readonly media: MediaSession;
}

/** Forks remembered; no exchange rings more telephones at once that anybody could hear. */
const MOST_FORKS = 64;

/** Every To tag in a provisional response is an early dialog of its own (RFC 3261 §12.1, §13.2.2.4). */
export class EarlyDialogs {
  readonly #options: EarlyDialogsOptions;
  readonly #updates: EarlyUpdates;
  readonly #forks = new Map<string, Fork>();

  constructor(options: EarlyDialogsOptions) {
    this.#options = options;
    const { leg, context, media } = options;
    this.#updates = new EarlyUpdates({ leg, context, media: () => media });
  }

  /** False when this provisional response says nothing new: it came before, or out of turn. */
  progressed(session: Session, response: IncomingResponseMessage): boolean {
    const fork = this.#forks.get(session.id) ?? this.#begin(session);
    if (!fork?.receipts.receive(session, response)) return false;
    const answer = sdpOf(response);
    if (answer === '') return true;
    fork.answer = answer;
    fork.settled ||= reliableNumber(response) !== null;
    return true;
  }

  /**
   * What the telephone that answered sounds like: the description of its 200, else the last one before. `changed`
   * when it was changed since and media knows already.
   */
  answerOf(
    session: Session,
    response: IncomingResponseMessage,
  ): { readonly sdp: string; readonly changed: boolean } {
    const fork = this.#forks.get(session.id);
    const sdp = sdpOf(response);
    return { sdp: sdp === '' ? (fork?.answer ?? '') : sdp, changed: fork?.updated ?? false };
  }

  #begin(session: Session): Fork | null {
    if (this.#forks.size >= MOST_FORKS) return null;
    const fork: Fork = { receipts: new ReliableReceipts(), answer: '', settled: false, updated: false };
    this.#forks.set(session.id, fork);
    this.#listen(session, fork);
    return fork;
  }

  #listen(session: Session, fork: Fork): void {
    const { leg, context } = this.#options;
    listenTo(session, {
      onPrack: (request) => request.reject({ statusCode: 481 }),
      onUpdate: (request) => {
        this.#updates.received(request, fork.settled ? 'settled' : 'ours-open', () => {
          fork.updated = true;
        });
      },
      onInfo: (request) => {
        const digit = answerInfo(request);
        if (digit !== null) context.emit({ kind: 'call/dtmf', callId: leg.callId, digit });
      },
    });
  }
}
