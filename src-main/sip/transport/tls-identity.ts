import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import * as tls from 'node:tls';

/** Whom a certificate must name, and who may have signed it. */
export interface TlsIdentity {
  /** The SIP domain (RFC 5922 §7.2): what the user trusts is the domain, not what DNS said. */
  readonly domain: string;
  /** The server the user typed in himself or the host of a WebSocket's URL, accepted as well; `null` for neither. */
  readonly serverHost: string | null;
  readonly trustedCa: string | null;
  /** SHA-256 in hexadecimal: this certificate and no other; who signed it and whom it names is not looked at then. */
  readonly pinned: string | null;
  /** For a server that asks for ours. */
  readonly client: { readonly certificate: string; readonly key: string } | null;
  /** What the handshake asks for (SNI): the domain for SIP, the URL's host for WebSockets. */
  readonly serverName: string;
}

/** Certificates of large hosters name hundreds; nobody reads them. */
const MOST_NAMES = 16;

/** Options for `tls.connect` and `ws`: at least TLS 1.2, our own name check. */
export function tlsOptions(identity: TlsIdentity): tls.ConnectionOptions {
  const { serverName, trustedCa, pinned, client } = identity;
  return {
    minVersion: 'TLSv1.2',
    // A literal address is no server name (RFC 6066 §3).
    servername: isIP(serverName) === 0 ? serverName : '',
    ca: [...trustedRoots(), ...(trustedCa === null ? [] : [trustedCa])],
    checkServerIdentity: (_host, certificate) => identityError(identity, certificate),
    // `pinError` is asked instead, before anything is said.
    rejectUnauthorized: pinned === null,
    ...(client && { cert: client.certificate, key: client.key }),
  };
}

/** Of the error for a certificate that is not the one pinned. */
export const NOT_THE_PINNED = 'ERR_NOT_THE_PINNED_CERTIFICATE';

/** The certificate is somebody else's. */
export class WrongName extends Error {
  readonly code = 'ERR_TLS_CERT_ALTNAME_INVALID';

  constructor(
    readonly names: readonly string[],
    wanted: readonly string[],
  ) {
    super(`the certificate is for ${names.join(', ') || 'nobody'}, not for ${wanted.join(' or ')}`);
  }
}

/** Undefined when the certificate names the domain or the configured server; else an error that says what it names. */
export function identityError(identity: TlsIdentity, certificate: tls.PeerCertificate): Error | undefined {
  const { domain, serverHost } = identity;
  if (namesDomain(certificate, plain(domain))) return undefined;
  if (serverHost !== null && namesServer(certificate, plain(serverHost))) return undefined;
  return new WrongName(namesOf(certificate).slice(0, MOST_NAMES), [
    ...new Set([domain, serverHost ?? domain]),
  ]);
}

/** Undefined when nothing is pinned, or the very certificate that is; to be asked before anything is sent. */
export function pinError({ pinned }: TlsIdentity, socket: tls.TLSSocket): Error | undefined {
  if (pinned === null) return undefined;
  const shown = socket.getPeerCertificate().fingerprint256;
  const bare = (fingerprint: string): string => fingerprint.replaceAll(':', '').toUpperCase();
  if (bare(shown) === bare(pinned)) return undefined;
  return Object.assign(new Error(`the server showed ${shown}`), { code: NOT_THE_PINNED });
}

/** RFC 5922 §7.1 and §7.2: a `sip:` URI counts before DNS names, those before the CN; none may hold a wildcard. */
function namesDomain(certificate: tls.PeerCertificate, domain: string): boolean {
  if (isIP(domain) !== 0) return tls.checkServerIdentity(domain, certificate) === undefined;
  const sipUris = alternatives(certificate, 'URI').filter((uri) => /^sips?:[^@]+$/i.test(uri));
  const named =
    sipUris.length > 0
      ? sipUris.map((uri) => uri.replace(/^sips?:/i, ''))
      : certificate.subjectaltname === undefined
        ? [certificate.subject.CN].flat()
        : alternatives(certificate, 'DNS');
  return named.some((name) => name.toLowerCase() === domain.toLowerCase());
}

/** A server the user typed in, or a WebSocket's URL, is no SIP domain: the rules of HTTPS hold (RFC 7118 §6, RFC 9110 §4.3.4). */
function namesServer(certificate: tls.PeerCertificate, host: string): boolean {
  return tls.checkServerIdentity(host, certificate) === undefined;
}

function plain(name: string): string {
  return name.replace(/^\[|\]$/g, '');
}

function namesOf(certificate: tls.PeerCertificate): string[] {
  const found = ['DNS', 'IP Address', 'URI'].flatMap((kind) => alternatives(certificate, kind));
  return found.length > 0 ? found : [certificate.subject.CN].flat().filter(Boolean);
}

function alternatives(certificate: tls.PeerCertificate, kind: string): string[] {
  return (certificate.subjectaltname ?? '')
    .split(', ')
    .filter((entry) => entry.startsWith(`${kind}:`))
    .map((entry) => entry.slice(kind.length + 1));
}

/** Where Linux systems keep the roots an administrator added. */
const LINUX_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
];

let roots: readonly string[] | undefined;

/** Mozilla's roots and the system's; Node can list the system's only since version 22. */
function trustedRoots(): readonly string[] {
  roots ??= [...tls.rootCertificates, ...systemRoots()];
  return roots;
}

function systemRoots(): string[] {
  const list: unknown = Reflect.get(tls, 'getCACertificates');
  const listed: unknown = typeof list === 'function' ? Reflect.apply(list, tls, ['system']) : null;
  if (Array.isArray(listed)) return listed.filter((pem) => typeof pem === 'string');
  return LINUX_BUNDLES.flatMap((file) => {
    try {
      return [readFileSync(file, 'utf8')];
    } catch {
      return []; // Another distribution, or no Linux at all.
    }
  });
}
