import { messageOf } from '../../base/log';
import { fail } from '../../base/result';
import type { CertificateProblem } from '../../phone/account/registration';
import type { ConnectFailure } from './flow';
import { NOT_THE_PINNED, WrongName } from './tls-identity';

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

const CERTIFICATES: Readonly<Record<string, CertificateProblem>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrong-name',
  HOSTNAME_MISMATCH: 'wrong-name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  [NOT_THE_PINNED]: 'not-the-pinned',
};

/** Other TLS errors of Node that speak of the certificate, not of the connection. */
const UNTRUSTED = /^(?:CERT_|ERR_TLS_CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|INVALID_(?:CA|PURPOSE))/;
/** What a server says that wants another certificate of ours (RFC 8446 §6.2). */
const OURS =
  /^ERR_OSSL_|^ERR_SSL_.*(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(?:EXPIRED|REVOKED|UNKNOWN)|ALERT_HANDSHAKE_FAILURE)/;

/** What a socket's error means to a person. */
export function connectFailure(error: unknown, host: string): ConnectFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const kind = KINDS[code];
  if (kind !== undefined) return { kind, host };
  const problem = certificateProblem(code);
  if (problem === null) return { kind: 'internal', detail: messageOf(error) };
  const names = error instanceof WrongName ? error.names : [];
  return { kind: 'certificate', host, problem, names, detail: messageOf(error) };
}

function certificateProblem(code: string): CertificateProblem | null {
  const known = CERTIFICATES[code];
  if (known !== undefined) return known;
  if (UNTRUSTED.test(code)) return 'unknown-authority';
  if (OURS.test(code)) return 'ours-refused';
  return code.startsWith('ERR_SSL_') ? 'handshake' : null;
}

export function connectFailed(
  error: unknown,
  host: string,
): { readonly ok: false; readonly error: ConnectFailure } {
  return fail(connectFailure(error, host));
}

/** An error of our own that means the same to a person as the system's. */
export function timedOut(what: string): Error {
  return Object.assign(new Error(what), { code: 'ETIMEDOUT' });
}
