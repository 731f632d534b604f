import type { RegistrationFailure } from '../../phone/account/registration';
import { clean } from '../call/party';

/** `tried`: our credentials went along, a refusal now is about them. */
export type Login = 'tried' | 'not-tried' | 'weaker-asked';

export interface Refusal {
  readonly status: number;
  readonly phrase: string;
  readonly login: Login;
}

/** What a registrar's refusal means to a person. */
export function registrationFailure({ status, phrase: raw, login }: Refusal): RegistrationFailure {
  const phrase = clean(raw);
  if (login === 'weaker-asked') return { kind: 'weaker-login', status, phrase };
  switch (status) {
    case 401:
    case 407:
    case 403:
      // Without credentials: a challenge in a form we do not know, or none.
      return { kind: login === 'tried' ? 'wrong-password' : 'rejected', status, phrase };
    case 404:
    case 410:
    case 604:
      return { kind: 'unknown-user', status, phrase };
    default:
      return { kind: 'rejected', status, phrase };
  }
}

/** A wrong password stays wrong: trying it again only gets the address banned. */
export function isWorthRetrying(failure: RegistrationFailure): boolean {
  return failure.kind !== 'wrong-password';
}

/** Silence, a broken connection, an overloaded server: the next one may do better (RFC 3263 §4.3). */
export function isForAnother(failure: RegistrationFailure): boolean {
  return (
    failure.kind === 'timeout' ||
    failure.kind === 'connection-lost' ||
    (failure.kind === 'rejected' && failure.status === 503)
  );
}

/** Seconds of a Retry-After, at most an hour (RFC 3261 §20.33); `null` when there is none. */
export function retryAfterS(value: string | undefined): number | null {
  const seconds = /^\s*(\d{1,9})/.exec(value ?? '')?.[1];
  return seconds === undefined ? null : Math.min(Number(seconds), 3_600);
}
