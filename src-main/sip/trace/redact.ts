import { cseqMethod, headEnd } from './head';

const STAND_IN = 'x';

/** Header fields that prove a password; with `response` and `cnonce` known it can be guessed at leisure. */
const CREDENTIALS =
  /^((?:proxy-)?authorization|(?:proxy-)?authentication-info)([ \t]*:)((?:[^\r\n]|\r?\n[ \t])*)/gim;
const PROOFS = /\b(response|cnonce|rspauth)(\s*=\s*)("(?:[^"\\]|\\.)*"|[^\s,;"]+)/gi;
/** Whatever a vendor calls so is nobody else's business. */
const NAMED_SECRETS =
  /^([\w-]{0,40}(?:key|passwo?r?d|secret|token|cookie)[\w-]{0,40}[ \t]*:)((?:[^\r\n]|\r?\n[ \t])*)/gim;
/** Keys of SRTP in descriptions (RFC 4568 §9.1, RFC 4567, RFC 4566 §5.12) and what ICE checks are signed with. */
const KEYS = /(inline:|a=key-mgmt:\S+[ \t]+|^k=\w+:|a=ice-pwd:)([^\s;|]+)/gim;
/** Digits a subscription reports (RFC 4730). */
const KEY_PRESSES = /(\bdigits\s*=\s*)("[^"]*"|'[^']*')/gi;

/**
 * A message without what must not be shown: proofs of the password, media keys, digits dialled in a call (they
 * may be a PIN) and the text of MESSAGEs. What is taken out is replaced byte for byte, so that lengths still fit.
 */
export function redact(message: string): string {
  const end = headEnd(message);
  const head = message
    .slice(0, end)
    .replace(CREDENTIALS, withoutProofs)
    .replace(NAMED_SECRETS, (_whole, name: string, value: string) => name + value.replace(/\S+/g, masked));
  const body = withoutSecrets(message.slice(end), cseqMethod(head));
  return (head + body)
    .replace(KEYS, (_whole, before: string, key: string) => before + masked(key))
    .replace(KEY_PRESSES, (_whole, before: string, digits: string) => before + masked(digits));
}

function withoutProofs(_whole: string, name: string, colon: string, value: string): string {
  // Of a scheme we do not know we cannot tell what in it is secret.
  const shown = /^\s*(?:Digest\b|\w+\s*=)/i.test(value)
    ? value.replace(PROOFS, (_proof, parameter: string, equals: string, proof: string) => {
        return (
          parameter + equals + (proof.startsWith('"') ? `"${masked(proof.slice(1, -1))}"` : masked(proof))
        );
      })
    : masked(value);
  return name + colon + shown;
}

function withoutSecrets(body: string, method: string): string {
  if (method === 'MESSAGE') return masked(body);
  if (method !== 'INFO') return body;
  // `Signal=5`, `Duration=160`, or just `5`: the digit goes, its length stays.
  return body.replace(
    /^(?!Duration\s*=)([\w-]+[ \t]*=)?(.*)$/gim,
    (_line, name: string | undefined, value: string) => {
      return (name ?? '') + masked(value);
    },
  );
}

/** As many bytes, line ends kept. */
function masked(text: string): string {
  return text.replace(/[^\r\n]+/g, (line) => STAND_IN.repeat(Buffer.byteLength(line)));
}
