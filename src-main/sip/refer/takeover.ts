import type { Dialog, IncomingRequestMessage, Session, UserAgentCore } from 'sip.js/lib/core/index.js';
import type { Leg } from '../call/leg';
import { OutgoingCall } from '../call/outgoing';
import { parseReplaces } from './replaces';

/** What an INVITE asks to take the place of. */
export type Takeover =
  | { readonly kind: 'none' }
  | { readonly kind: 'call'; readonly leg: Leg }
  | { readonly kind: 'refused'; readonly status: 400 | 481 | 486 | 603 };

const REMEMBERED = 32;

/** The last dialogs that ended: who wants to replace one of them comes too late, but not by mistake. */
export class EndedDialogs {
  readonly #ids: string[] = [];

  add(session: Session | null): void {
    if (!session) return;
    this.#ids.push(session.id);
    if (this.#ids.length > REMEMBERED) this.#ids.shift();
  }

  has(id: string): boolean {
    return this.#ids.includes(id);
  }
}

/** RFC 3891 §3. Whoever knows all three identifiers of a dialog and speaks through our own proxy may replace it. */
export function takeoverOf(
  message: IncomingRequestMessage,
  legs: Iterable<Leg>,
  core: Pick<UserAgentCore, 'dialogs'>,
  ended: EndedDialogs,
): Takeover {
  const [value] = message.getHeaders('replaces');
  if (value === undefined) return { kind: 'none' };
  const replaces = parseReplaces(value);
  if (!replaces) return { kind: 'refused', status: 400 };
  const id = `${replaces.callId}${replaces.toTag}${replaces.fromTag}`;
  const dialog = core.dialogs.get(id);
  const leg = [...legs].find(({ session }) => session?.callId === replaces.callId);
  if (!dialog || !leg) return { kind: 'refused', status: ended.has(id) ? 603 : 481 };
  const status = refusalOf(dialog, leg, replaces.earlyOnly);
  return status === null ? { kind: 'call', leg } : { kind: 'refused', status };
}

function refusalOf(dialog: Dialog, leg: Leg, earlyOnly: boolean): 481 | 486 | null {
  if (!dialog.early) return earlyOnly ? 486 : null;
  // A call that rings here is not for the caller's side to move: only one we make can be replaced while early.
  return leg instanceof OutgoingCall ? null : 481;
}
