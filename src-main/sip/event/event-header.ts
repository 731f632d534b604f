import { parameterOf } from '../message/parameters';

/** RFC 6665 §8.2.1. */
export interface EventName {
  /** In lower case. */
  readonly name: string;
  readonly id: string | null;
}

/** RFC 6665 §8.2.3. */
export interface SubscriptionState {
  /** In lower case; extensions count as active (§4.1.3). */
  readonly state: 'active' | 'pending' | 'terminated';
  /** In lower case; empty when none is given. */
  readonly reason: string;
  readonly expiresS: number | null;
  readonly retryAfterS: number | null;
}

/** `null` when there is none. */
export function eventOf(value: string | undefined): EventName | null {
  const [name = '', ...parameters] = (value ?? '').split(';').map((part) => part.trim());
  if (!/^[A-Za-z0-9\-.!%*_+`'~]+$/.test(name)) return null;
  return { name: name.toLowerCase(), id: parameterOf(parameters, 'id') };
}

/** `null` when there is none. */
export function subscriptionStateOf(value: string | undefined): SubscriptionState | null {
  const [word = '', ...parameters] = (value ?? '').split(';').map((part) => part.trim());
  const state = word.toLowerCase();
  if (state === '') return null;
  return {
    state: state === 'terminated' || state === 'pending' ? state : 'active',
    reason: (parameterOf(parameters, 'reason') ?? '').toLowerCase(),
    expiresS: secondsOf(parameterOf(parameters, 'expires')),
    retryAfterS: secondsOf(parameterOf(parameters, 'retry-after')),
  };
}

function secondsOf(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
