import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import * as tls from 'node:tls';

/** Whom a certificate must name, and who may have signed it. */
export interface TlsIdentity {
  /** The SIP domain (RFC 5922 §7.2): what the user trusts is the domain, not what DNS said. */
  readonly domain: string;
  /** The server the user typed in himself, accepted as well; the domain when none was. */
  readonly serverHost: string;
  readonly trustedCa: string | null;
  /** What the handshake asks for (SNI): the domain for SIP, the URL's host for WebSockets. */
  readonly serverName: string;
}

/** Options for `tls.connect` and `ws`: at least TLS 1.2, our own name check. */
export function tlsOptions(identity: TlsIdentity): tls.ConnectionOptions {
  const { serverName, trustedCa } = identity;
  return {
    minVersion: 'TLSv1.2',
    // A literal address is no server name (RFC 6066 §3).
    servername: isIP(serverName) === 0 ? serverName : '',
    ca: [...trustedRoots(), ...(trustedCa === null ? [] : [trustedCa])],
    checkServerIdentity: (_host, certificate) => identityError(identity, certificate),
  };
}

/** Undefined when the certificate names the domain or the configured server; else an error that says what it names. */
export function identityError(identity: TlsIdentity, certificate: tls.PeerCertificate): Error | undefined {
  const accepted = [...new Set([identity.domain, identity.serverHost])];
  if (accepted.some((name) => names(certificate, name))) return undefined;
  const found = namesOf(certificate).join(', ') || 'no name';
  const error = new Error(`the certificate is for ${found}, not for ${accepted.join(' or ')}`);
  return Object.assign(error, { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
}

function names(certificate: tls.PeerCertificate, name: string): boolean {
  const plain = name.replace(/^\[|\]$/g, '');
  // RFC 5922 §7.1: a `sip:` URI in the certificate is the domain's name, and then the only one that counts.
  const sipUris = alternatives(certificate, 'URI').filter((uri) => /^sips?:[^@]+$/i.test(uri));
  if (sipUris.length > 0 && isIP(plain) === 0) {
    return sipUris.some((uri) => uri.replace(/^sips?:/i, '').toLowerCase() === plain.toLowerCase());
  }
  return tls.checkServerIdentity(plain, certificate) === undefined;
}

function namesOf(certificate: tls.PeerCertificate): string[] {
  const found = ['DNS', 'IP Address', 'URI'].flatMap((kind) => alternatives(certificate, kind));
  return found.length > 0 ? found : [certificate.subject.CN].flat().filter((name) => name !== '');
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
