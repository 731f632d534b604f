import type { CertificateReasons } from './reasons';

export const enCertificate: CertificateReasons = {
  expired: ({ host }) => ({
    what: `The certificate of ${host} has expired.`,
    todo: 'Check this computer’s clock; if it is right, tell the administrator of the exchange.',
  }),
  'not-yet-valid': ({ host }) => ({
    what: `The certificate of ${host} is not valid yet.`,
    todo: 'Check this computer’s clock; if it is right, tell the administrator of the exchange.',
  }),
  'wrong-name': ({ host, names }) => ({
    what:
      names.length === 0
        ? `The certificate of ${host} names nobody.`
        : `The certificate of ${host} is for ${names.join(', ')}.`,
    todo: 'Check the SIP domain and the server in the line’s settings.',
  }),
  'self-signed': ({ host }) => ({
    what: `${host} issued its certificate itself: it proves nothing.`,
    todo: 'If you know that it is the right one, add it or its fingerprint in the line’s settings.',
  }),
  'unknown-authority': ({ host }) => ({
    what: `Nobody this computer trusts vouches for ${host}.`,
    todo: 'If your company has a certificate authority of its own, add it in the line’s settings.',
  }),
  'not-the-pinned': ({ host }) => ({
    what: `${host} showed another certificate than the one set for this line.`,
    todo: 'If the administrator has renewed it, enter the new fingerprint in the line’s settings.',
  }),
  'ours-refused': ({ host }) => ({
    what: `${host} wants a certificate of this telephone and did not accept it.`,
    todo: 'Ask the administrator for a certificate with its key and import the line with them.',
  }),
  handshake: ({ host }) => ({
    what: `No encrypted connection to ${host} came about.`,
    todo: 'Check the transport and the port in the line’s settings; the server may be too old.',
  }),
};
