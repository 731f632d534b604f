import { isIP } from 'node:net';
import { header, methodOf, type SipMessage } from '../message/message';
import { splitList } from '../message/split-list';
import { plainAddress, type Endpoint } from './flow';

/** Where a request goes: to our proxy, or to what its first Route or Request-URI names (RFC 3261 §8.1.2, §12.2.1.1). */
export type NextHop =
  | { readonly kind: 'proxy' }
  | { readonly kind: 'address'; readonly endpoint: Endpoint }
  | { readonly kind: 'name'; readonly host: string; readonly port: number };

/** Requests outside a dialog go to the line's own proxy whatever they ask for; those inside follow the dialog. */
export function nextHop(request: SipMessage, ownNames: readonly string[]): NextHop {
  if (!/;\s*tag\s*=/i.test(header(request, 'to') ?? '') || methodOf(request) === 'REGISTER')
    return { kind: 'proxy' };
  const route = splitList(header(request, 'route') ?? '')[0];
  const uri = route === undefined ? request.start.split(' ')[1] : /<([^>]*)>/.exec(route)?.[1];
  const match = /^sips?:(?:[^@]*@)?(\[[^\]]+\]|[^:;?>\s]+)(?::(\d{1,5}))?/i.exec(uri ?? '');
  if (!match) return { kind: 'proxy' };
  const host = plainAddress(match[1] ?? '');
  const port = Number(match[2] ?? 5060);
  if (isIP(host) !== 0) return { kind: 'address', endpoint: { address: host, port } };
  return ownNames.includes(host) || host.endsWith('.invalid')
    ? { kind: 'proxy' }
    : { kind: 'name', host, port };
}
