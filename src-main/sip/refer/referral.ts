import type { IncomingReferRequest, URI } from 'sip.js/lib/core/index.js';
import { NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import type { CallId } from '../../phone/call/signalling';
import { isHidden, type ReferCall } from './refer-call';
import { parseReferredBy, parseReferTo, type ReferTo } from './refer-to';
import { ReferNotifier } from './refer-notifier';
import { writeReplaces } from './replaces';
import type { CallStatus } from './sipfrag';

interface ReferralOptions extends ReferCall {
  readonly request: IncomingReferRequest;
  /** The event id its NOTIFYs carry, where they need one. */
  readonly id: string | null;
}

type State =
  | { readonly state: 'asking'; readonly asked: ReferTo; readonly referredBy: URI | null }
  | { readonly state: 'calling'; readonly notifier: ReferNotifier | null }
  | { readonly state: 'over' };

/** How long the person may think; the far end gives up its REFER after 64·T1 (RFC 3261 §17.1.2.2). In T1 (20 s). */
const THINKING_T1 = 40;
/** How long the far end has to end the old call once we speak with the target, in T1 (16 s). */
const THEY_END_T1 = 32;

/** One REFER of theirs (RFC 3515 §2.4.2): shown, agreed to, followed, and reported on. */
export class Referral {
  readonly #options: ReferralOptions;
  #state: State = { state: 'over' };
  #timer: Disposable = NOTHING_TO_DISPOSE;

  constructor(options: ReferralOptions) {
    this.#options = options;
    const { request, context } = options;
    const { message } = request;
    const { domain } = context.line;
    const asked = parseReferTo(message.getHeaders('refer-to'), domain);
    if (asked.ok) this.#ask(asked.value, parseReferredBy(message.getHeader('referred-by'), domain));
    else request.reject({ statusCode: asked.error.kind === 'malformed' ? 400 : 603 });
  }

  get over(): boolean {
    return this.#state.state === 'over';
  }

  /** False when nobody waits for it any more. */
  answer(newCallId: CallId | null): boolean {
    if (this.#state.state !== 'asking') return false;
    this.#timer.dispose();
    if (newCallId === null) this.#decline();
    else this.#follow(newCallId, this.#state.asked, this.#state.referredBy);
    return true;
  }

  /** The old call ended; what was agreed to goes on, and they still hear of it (RFC 5057 §4.2). */
  callEnded(): void {
    this.#timer.dispose();
    if (this.#state.state === 'asking') this.#decline();
  }

  #ask(asked: ReferTo, by: ReturnType<typeof parseReferredBy>): void {
    const { context, leg } = this.#options;
    this.#state = { state: 'asking', asked, referredBy: by?.uri ?? null };
    this.#timer = context.clock.after(THINKING_T1 * context.timers.t1Ms, () => {
      this.#decline();
      context.emit({ kind: 'call/refer-lapsed', callId: leg.callId });
    });
    context.emit({
      kind: 'call/refer-asked',
      callId: leg.callId,
      target: asked.party,
      referredBy: by?.party ?? null,
      attended: asked.replaces !== null,
    });
  }

  #decline(): void {
    this.#state = { state: 'over' };
    this.#options.request.reject({ statusCode: 603 });
  }

  #follow(callId: CallId, { target, replaces }: ReferTo, by: URI | null): void {
    const { context, request } = this.#options;
    this.#state = { state: 'calling', notifier: this.#accept(request) };
    this.#report({ status: 100, phrase: 'Trying' });
    context.dialReferred(callId, {
      target,
      hidden: context.line.hidesIdentity || isHidden(this.#options.session),
      headers: [
        ...(by ? [`Referred-By: <${by.toString()}>`] : []),
        ...(replaces ? [`Replaces: ${writeReplaces(replaces)}`] : []),
      ],
      onProgress: (status) => {
        this.#report(status);
      },
      onFinal: (status) => {
        this.#finish(status);
      },
    });
  }

  /** RFC 4488 §4: where they want no reports there is no subscription. */
  #accept(request: IncomingReferRequest): ReferNotifier | null {
    const { session, context, id } = this.#options;
    const silent = /^false\b/i.test(request.message.getHeader('refer-sub')?.trim() ?? '');
    const contact = `Contact: ${context.core.configuration.contact.toString()}`;
    request.accept({ statusCode: 202, extraHeaders: [contact, ...(silent ? ['Refer-Sub: false'] : [])] });
    return silent ? null : new ReferNotifier(session, id, contact, context.log);
  }

  #report(status: CallStatus): void {
    if (this.#state.state === 'calling') this.#state.notifier?.tell(status);
  }

  #finish(status: CallStatus): void {
    this.#report(status);
    if (this.#state.state !== 'calling') return;
    this.#state = { state: 'over' };
    const { context, leg, hangUp } = this.#options;
    if (status.status < 200 || status.status >= 300 || leg.over) return;
    this.#timer = context.clock.after(THEY_END_T1 * context.timers.t1Ms, hangUp);
  }
}
