import type { IncomingResponseMessage, Session } from 'sip.js/lib/core/index.js';
import { splitList } from '../message/split-list';
import { sendInDialog } from './dialog-request';

/** RFC 3262 §3: response numbers are 31 bits. */
const RSEQ_LIMIT = 2 ** 31;

/** The number of a provisional response that wants a PRACK (RFC 3262 §4); `null` for one sent unreliably. */
export function reliableNumber(response: IncomingResponseMessage): number | null {
  const status = response.statusCode ?? 0;
  const required = response.getHeaders('require').flatMap(splitList);
  const stated = response.getHeader('rseq')?.trim() ?? '';
  const wanted = required.some((tag) => tag.trim().toLowerCase() === '100rel');
  if (status <= 100 || status >= 200 || !wanted || !/^\d{1,10}$/.test(stated)) return null;
  const number = Number(stated);
  return number > 0 && number < RSEQ_LIMIT ? number : null;
}

/** The reliable provisional responses of one fork to one INVITE: each is acknowledged once and in order. */
export class ReliableReceipts {
  #last: number | null = null;

  /**
   * Sends the PRACK where one is due. False when the response is to be ignored: it came before, or one in between is
   * missing and will bring this one once more.
   */
  receive(session: Session, response: IncomingResponseMessage): boolean {
    const number = reliableNumber(response);
    if (number === null) return true;
    if (this.#last !== null && number !== this.#last + 1) return false;
    this.#last = number;
    const rack = `RAck: ${String(number)} ${String(response.cseq)} INVITE`;
    // Whatever becomes of it, the call depends on the final response only.
    sendInDialog(session, 'PRACK', {}, { extraHeaders: [rack] });
    return true;
  }
}
