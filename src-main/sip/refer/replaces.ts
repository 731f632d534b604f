import { parameterOf } from '../message/parameters';

/** RFC 3891 §6.1: names a dialog, from the point of view of whoever is to find it. */
export interface Replaces {
  readonly callId: string;
  /** The finder's own tag. */
  readonly toTag: string;
  /** The tag of the finder's far end. */
  readonly fromTag: string;
  /** Only while it has not been answered. */
  readonly earlyOnly: boolean;
}

/** What may stand in a Call-ID or a tag without being taken for something else. */
const WORD = /^[\x21-\x3a\x3c-\x7e]{1,256}$/;

/** `null` when it has not the form of RFC 3891 §6.1. */
export function parseReplaces(value: string): Replaces | null {
  const [callId = '', ...parameters] = value.split(';').map((part) => part.trim());
  const toTag = parameterOf(parameters, 'to-tag') ?? '';
  const fromTag = parameterOf(parameters, 'from-tag') ?? '';
  const sound = [callId, toTag, fromTag].every((word) => WORD.test(word));
  const earlyOnly = parameters.some((parameter) => parameter.toLowerCase() === 'early-only');
  return sound ? { callId, toTag, fromTag, earlyOnly } : null;
}

export function writeReplaces({ callId, toTag, fromTag, earlyOnly }: Replaces): string {
  return `${callId};to-tag=${toTag};from-tag=${fromTag}${earlyOnly ? ';early-only' : ''}`;
}
