import { URI } from 'sip.js/lib/core/index.js';
import { fail, ok, type Result } from '../../base/result';
import { bracketed } from '../transport/flow';
import { clean } from './party';

/**
 * The Request-URI for what the telephone asked to dial. Only user, host and port are taken over: parameters
 * and headers of a clicked link (`;maddr=`, `?Replaces=`) never reach the wire.
 */
export function requestUri(target: string, domain: string): Result<URI, { readonly kind: 'bad-target' }> {
  const text = clean(target);
  const tel = /^tel:([^;?]+)/i.exec(text)?.[1];
  if (tel !== undefined) return uriOf(tel.replace(/[\s().-]/g, ''), domain, undefined, { user: 'phone' });
  const match =
    /^(?:sips?:)?(?:([^@]*)@)?(\[[0-9a-fA-F:.]+\]|[^@:;?<>\s[\]]+)(?::(\d{1,5}))?(?:[;?].*)?$/i.exec(text);
  if (!match) return fail({ kind: 'bad-target' });
  const [, user, host = '', port] = match;
  const scheme = /^sips:/i.test(text) ? 'sips' : 'sip';
  if (user !== undefined) return uriOf(decoded(user), host, port, {}, scheme);
  // Without an `@` a scheme makes it a host (`sip:example.com`), and its absence a number of our own domain.
  return /^sips?:/i.test(text)
    ? uriOf(undefined, host, port, {}, scheme)
    : uriOf(decoded(host), domain, undefined);
}

function uriOf(
  user: string | undefined,
  host: string,
  port: string | undefined,
  parameters: Record<string, string> = {},
  scheme: 'sip' | 'sips' = 'sip',
): Result<URI, { readonly kind: 'bad-target' }> {
  if (host === '' || user === '' || Number(port ?? 1) > 65_535) return fail({ kind: 'bad-target' });
  const wireUser = user === undefined ? undefined : encodeURIComponent(user);
  return ok(
    new URI(
      scheme,
      wireUser ?? '',
      bracketed(host),
      port === undefined ? undefined : Number(port),
      parameters,
    ),
  );
}

function decoded(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}
