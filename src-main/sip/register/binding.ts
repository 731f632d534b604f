import { Grammar, type IncomingResponseMessage } from 'sip.js/lib/core/index.js';
import { splitList } from '../message/split-list';
import type { KeepAlivePromise } from '../transport/flow';
import { ownContact } from './expiry';

/** What a registrar gave beside the time it will remember us. */
export interface Binding {
  /** Route values for requests outside a dialog (RFC 3608), the nearest first. */
  readonly serviceRoute: readonly string[];
  /** The address that leads to this very instance from everywhere (RFC 5627). */
  readonly pubGruu: string | null;
  /** The registrar keeps several flows of ours, and requests come back over the one we choose (RFC 5626). */
  readonly outbound: boolean;
  /** How long our side may be silent before the flow counts as dead there (RFC 5626 §4.4), seconds. */
  readonly flowTimerS: number | null;
  /** The next hop promised to answer keep-alives (RFC 6223); how often it wants them, 0: as we like. Seconds. */
  readonly keepS: number | null;
}

export const NO_BINDING: Binding = {
  serviceRoute: [],
  pubGruu: null,
  outbound: false,
  flowTimerS: null,
  keepS: null,
};

/** More hops than any network has between a phone and its registrar. */
const MOST_ROUTES = 8;
const LONGEST_URI = 512;

/** Reads the 200 to a REGISTER. What cannot be used is left out, never an error: the binding stands. */
export function bindingIn(message: IncomingResponseMessage, own: string): Binding {
  const contact = ownContact(message.getHeaders('contact'), own) ?? '';
  const required = message.getHeaders('require').flatMap(splitList);
  return {
    serviceRoute: serviceRoute(message.getHeaders('service-route')),
    pubGruu: sipUri(/;\s*pub-gruu\s*=\s*"([^"]*)"/i.exec(contact)?.[1]),
    outbound: required.some((option) => option.toLowerCase() === 'outbound'),
    flowTimerS: seconds(message.getHeader('flow-timer')),
    keepS: seconds(/;\s*keep\s*=\s*(\d{1,6})/i.exec(message.getHeader('via') ?? '')?.[1]),
  };
}

/** Outbound includes that keep-alives are answered (RFC 5626 §4.4). */
export function keepAlivePromise({ outbound, flowTimerS, keepS }: Binding): KeepAlivePromise {
  const patienceS = flowTimerS ?? keepS ?? 0;
  return { answers: outbound || keepS !== null, patienceMs: patienceS > 0 ? patienceS * 1_000 : null };
}

/** All of them or none: a set with a hole leads nowhere. */
function serviceRoute(headers: readonly string[]): readonly string[] {
  const routes = headers.flatMap(splitList);
  const usable = routes.every((route) => sipUri(/^[^<]*<([^<>]*)>/.exec(route)?.[1]) !== null);
  return usable && routes.length <= MOST_ROUTES ? routes : [];
}

function sipUri(text: string | undefined): string | null {
  if (text === undefined || text.length > LONGEST_URI || !/^sips?:[\x21-\x7e]+$/i.test(text)) return null;
  return /[<>"\\]/.test(text) || !Grammar.URIParse(text) ? null : text;
}

function seconds(text: string | undefined): number | null {
  return text !== undefined && /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : null;
}
