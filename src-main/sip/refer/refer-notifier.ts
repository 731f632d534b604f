import type { Session } from 'sip.js/lib/core/index.js';
import { messageOf, type Log } from '../../base/log';
import { SIPFRAG_TYPE, writeSipfrag, type CallStatus } from './sipfrag';

/** What we promise to tell about a referred call; by then it has rung out. Seconds. */
const EXPIRES_S = 180;

/**
 * Tells a referrer how the call goes (RFC 3515 §2.4.4). One NOTIFY at a time, so that none overtakes another; of
 * what happens meanwhile only the newest is told.
 */
export class ReferNotifier {
  #waiting: CallStatus | null = null;
  #state: 'idle' | 'sending' | 'gone' = 'idle';

  constructor(
    private readonly session: Session,
    private readonly id: string | null,
    private readonly contact: string,
    private readonly log: Log,
  ) {}

  tell(status: CallStatus): void {
    this.#waiting = status;
    if (this.#state === 'idle') this.#send();
  }

  #send(): void {
    const status = this.#waiting;
    this.#waiting = null;
    if (!status) return;
    const final = status.status >= 200;
    this.#state = 'sending';
    const settled = ({ message }: { message: { statusCode?: number | undefined } }): void => {
      // 481: they do not want to know any more (RFC 6665 §4.2.2).
      this.#state = message.statusCode === 481 || final ? 'gone' : 'idle';
      if (this.#state === 'idle') this.#send();
    };
    try {
      this.session.notify(
        { onAccept: settled, onRedirect: settled, onReject: settled },
        { extraHeaders: this.#headers(final), body: sipfragBody(status) },
      );
    } catch (error) {
      this.#state = 'gone';
      this.log('warn', 'no NOTIFY sent', { error: messageOf(error) });
    }
  }

  #headers(final: boolean): string[] {
    return [
      `Event: refer${this.id === null ? '' : `;id=${this.id}`}`,
      `Subscription-State: ${final ? 'terminated;reason=noresource' : `active;expires=${String(EXPIRES_S)}`}`,
      this.contact,
    ];
  }
}

function sipfragBody(status: CallStatus): {
  contentDisposition: string;
  contentType: string;
  content: string;
} {
  return { contentDisposition: 'session', contentType: SIPFRAG_TYPE, content: writeSipfrag(status) };
}
