import { messageOf } from '../../base/log';
import { fail } from '../../base/result';
import type { ConnectFailure } from './flow';

const KINDS: Readonly<Record<string, 'name-not-found' | 'refused' | 'timeout' | 'connection-lost'>> = {
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'name-not-found',
  EAI_NONAME: 'name-not-found',
  ENODATA: 'name-not-found',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'timeout',
  ENETUNREACH: 'timeout',
  ECONNRESET: 'connection-lost',
  EPIPE: 'connection-lost',
  ECONNABORTED: 'connection-lost',
};

/** TLS errors of Node that speak of the certificate, not of the connection. */
const CERTIFICATE =
  /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH|ERR_SSL_)/;

/** What a socket's error means to a person. */
export function connectFailure(error: unknown, host: string): ConnectFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const kind = KINDS[code];
  if (kind !== undefined) return { kind, host };
  if (CERTIFICATE.test(code)) return { kind: 'certificate', host, detail: messageOf(error) };
  return { kind: 'internal', detail: messageOf(error) };
}

export function connectFailed(
  error: unknown,
  host: string,
): { readonly ok: false; readonly error: ConnectFailure } {
  return fail(connectFailure(error, host));
}
