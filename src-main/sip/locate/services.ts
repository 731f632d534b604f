import type { Clock } from '../../base/clock';
import type { TransportKind } from '../../phone/account/line';
import type { NaptrPointer, Resolver, SrvTarget } from './resolver';

/**
 * Of each transport: how NAPTR calls it, and the name of its SRV records (RFC 3263 §4.1). A WebSocket has a URL
 * instead: its host is the one to look up.
 */
const SERVICES: Readonly<Partial<Record<TransportKind, { readonly naptr: string; readonly srv: string }>>> = {
  udp: { naptr: 'SIP+D2U', srv: '_sip._udp' },
  tcp: { naptr: 'SIP+D2T', srv: '_sip._tcp' },
  tls: { naptr: 'SIPS+D2T', srv: '_sips._tcp' },
};

/** A LAN router that knows no SRV may not answer at all; its A record must not wait for that. */
const PATIENCE_MS = 1_500;

/**
 * The SRV targets of a domain for a transport: under the name its NAPTR records point to, else under the usual
 * one. Both are asked at once; none of them may take longer than 1.5 s.
 */
export async function servicesOf(
  host: string,
  transport: TransportKind,
  resolver: Resolver,
  clock: Clock,
): Promise<readonly SrvTarget[]> {
  const service = SERVICES[transport];
  if (!service) return [];
  const usual = `${service.srv}.${host}`;
  const inTime = <T>(asked: Promise<readonly T[]>): Promise<readonly T[]> => orNothing(asked, clock);
  const [pointers, found] = await Promise.all([
    inTime(resolver.pointers(host)),
    inTime(resolver.services(usual)),
  ]);
  for (const name of namesIn(pointers, service.naptr)) {
    const targets =
      name.toLowerCase() === usual.toLowerCase() ? found : await inTime(resolver.services(name));
    if (usable(targets).length > 0) return usable(targets);
  }
  return usable(found);
}

/** Replacements for one service, the preferred first (RFC 3403 §4.1). */
function namesIn(pointers: readonly NaptrPointer[], service: string): string[] {
  return pointers
    .filter((pointer) => pointer.flags.toLowerCase() === 's' && pointer.service.toUpperCase() === service)
    .sort((a, b) => a.order - b.order || a.preference - b.preference)
    .map(({ replacement }) => replacement.replace(/\.$/, ''))
    .filter((name) => name !== '');
}

/** A lone dot says that there is no such service (RFC 2782). */
function usable(targets: readonly SrvTarget[]): SrvTarget[] {
  return targets.filter(({ name }) => name !== '' && name !== '.');
}

function orNothing<T>(asked: Promise<readonly T[]>, clock: Clock): Promise<readonly T[]> {
  return new Promise((resolve) => {
    const timer = clock.after(PATIENCE_MS, () => {
      resolve([]);
    });
    const settle = (found: readonly T[]): void => {
      timer.dispose();
      resolve(found);
    };
    asked.then(settle, () => {
      settle([]);
    });
  });
}
