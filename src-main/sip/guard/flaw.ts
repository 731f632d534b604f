import type { Header } from '../message/message';

/** What is wrong with a message, as the answer to a request would say it. */
export interface Flaw {
  readonly status: number;
  /** The reason phrase of the answer: says what was wrong, for whoever reads the other side's log. */
  readonly reason: string;
  readonly headers: readonly Header[];
}

export function flaw(status: number, reason: string, ...headers: readonly Header[]): Flaw {
  return { status, reason, headers };
}

export function badRequest(reason: string): Flaw {
  return flaw(400, reason);
}

/** The first flaw that one of `rules` finds. */
export function firstFlaw<T>(rules: readonly ((subject: T) => Flaw | null)[], subject: T): Flaw | null {
  for (const rule of rules) {
    const found = rule(subject);
    if (found) return found;
  }
  return null;
}
