import { splitList } from '../message/split-list';

/** How long a session lives without a refresh, and who refreshes it (RFC 4028 §4). */
export interface Terms {
  readonly seconds: number;
  readonly refresher: 'us' | 'them';
}

/** A message as far as session timers care. */
interface TimedMessage {
  getHeader(name: string): string | undefined;
  getHeaders(name: string): string[];
}

/** RFC 4028 §4: what is recommended to ask for, and §5: less than that is for nobody. Seconds. */
const WISHED_S = 1_800;
const MIN_S = 90;
/** A far end that answers with less than it may is followed so far. */
const SHORTEST_S = 10;
/** What is longer than a week is no limit. */
const LONGEST_S = 604_800;
/** Asked for more so many times in a row, we no longer believe that there is an end to it. */
const MOST_RAISES = 4;

/** What both sides agreed on about the life of one session (RFC 4028 §7 and §9). */
export class SessionTerms {
  #minS = MIN_S;
  #agreed: Terms | null = null;
  #settled = false;
  #raises = 0;

  /** `null`: the session does not expire. */
  get agreed(): Terms | null {
    return this.#agreed;
  }

  /** Of our INVITE, re-INVITE or UPDATE. A far end that wanted no timer at first is not asked again. */
  requestHeaders(): string[] {
    const agreed = this.#agreed;
    if (this.#settled && !agreed) return [];
    const seconds = Math.max(agreed?.seconds ?? WISHED_S, this.#minS);
    // Unasked, nobody changes who refreshes (§7.4); in the first INVITE the far end may choose.
    const refresher = agreed ? `;refresher=${agreed.refresher === 'us' ? 'uac' : 'uas'}` : '';
    const min = this.#minS > MIN_S ? [`Min-SE: ${String(this.#minS)}`] : [];
    return [`Session-Expires: ${String(seconds)}${refresher}`, ...min];
  }

  /** A 2xx to one of these requests. Without Session-Expires there is no timer any more (§7.2). */
  answered(response: TimedMessage): void {
    const expires = sessionExpires(response);
    this.#settled = true;
    this.#raises = 0;
    this.#agreed = expires && {
      seconds: Math.max(expires.seconds, SHORTEST_S),
      refresher: expires.refresher === 'uas' ? 'them' : 'us',
    };
  }

  /** A 422: true when asking again, for as long as they want, makes sense (§7.3). */
  raised(response: TimedMessage): boolean {
    const minS = seconds(response.getHeader('min-se'));
    const askedS = Math.max(this.#agreed?.seconds ?? WISHED_S, this.#minS);
    if (minS === null || minS <= askedS || minS > LONGEST_S || ++this.#raises > MOST_RAISES) return false;
    this.#minS = minS;
    return true;
  }

  /**
   * The headers of our 2xx to a request of theirs that refreshes the session, which are from then on agreed.
   * @param request not one that `refusalOfTerms` refuses
   */
  answerTo(request: TimedMessage): string[] {
    const asked = sessionExpires(request);
    const least = Math.max(MIN_S, seconds(request.getHeader('min-se')) ?? 0);
    // §9: asked for nothing, we may ask all the same: else a far end that died would never be noticed.
    const ours = !this.#settled && asked === null && knowsTimers(request);
    const wanted = asked?.seconds ?? this.#agreed?.seconds ?? (ours ? WISHED_S : undefined);
    this.#settled = true;
    this.#agreed =
      wanted === undefined
        ? null
        : {
            seconds: Math.max(wanted, least),
            refresher: ours ? 'us' : this.#refresher(request, asked?.refresher),
          };
    return this.#agreed ? answerHeaders(this.#agreed) : [];
  }

  /** §9, table 2: theirs to choose when they know of timers, else it is left to us. */
  #refresher(request: TimedMessage, asked: 'uac' | 'uas' | null | undefined): Terms['refresher'] {
    if (!knowsTimers(request)) return 'us';
    if (asked === 'uac') return 'them';
    if (asked === 'uas') return 'us';
    return this.#agreed?.refresher ?? 'them';
  }
}

function answerHeaders({ seconds, refresher }: Terms): string[] {
  return refresher === 'them'
    ? [`Session-Expires: ${String(seconds)};refresher=uac`, 'Require: timer']
    : [`Session-Expires: ${String(seconds)};refresher=uas`];
}

/** The answer to a request for too short a session (§9); a caller that knows nothing of timers would not understand. */
export function refusalOfTerms(
  request: TimedMessage,
): { readonly statusCode: number; readonly extraHeaders: string[] } | null {
  const asked = sessionExpires(request);
  if (asked === null || asked.seconds >= MIN_S || !knowsTimers(request)) return null;
  return { statusCode: 422, extraHeaders: [`Min-SE: ${String(MIN_S)}`] };
}

function knowsTimers(request: TimedMessage): boolean {
  return ['supported', 'require']
    .flatMap((name) => request.getHeaders(name))
    .flatMap(splitList)
    .some((tag) => tag.trim().toLowerCase() === 'timer');
}

function sessionExpires(
  message: TimedMessage,
): { readonly seconds: number; readonly refresher: 'uac' | 'uas' | null } | null {
  const value = message.getHeader('session-expires') ?? '';
  const stated = seconds(value);
  if (stated === null || stated > LONGEST_S) return null;
  const refresher = /;\s*refresher\s*=\s*(uac|uas)\s*(?:;|$)/i.exec(value)?.[1]?.toLowerCase();
  return { seconds: stated, refresher: refresher === 'uac' || refresher === 'uas' ? refresher : null };
}

/** Whole seconds at the head of a header; `null` for none, zero and nonsense. */
function seconds(value: string | undefined): number | null {
  const digits = /^\s*(\d{1,10})\s*(?:;|$)/.exec(value ?? '')?.[1];
  return digits === undefined || Number(digits) === 0 ? null : Number(digits);
}
