/** The longest typed text looked at, characters; more is no number and no address. */
const TYPED_MAX = 512;

// Soft hyphen, zero-width characters, direction marks and embeddings, word joiner, byte order mark.
const INVISIBLE = /[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/g;

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/**
 * Typed or pasted text without what cannot be seen and without space at its ends; `null` when a control
 * character (a line break above all) stands inside it, or when it is too long.
 */
export function cleanTyped(typed: string): string | null {
  if (typed.length > TYPED_MAX) return null;
  const text = typed.replace(INVISIBLE, '').trim();
  return CONTROL.test(text) ? null : text;
}

export function hasInvisible(text: string): boolean {
  return text.search(INVISIBLE) >= 0;
}

/** `%41` → `A`; `null` when it is not valid percent-encoded UTF-8, or hides a control character. */
export function percentDecoded(text: string): string | null {
  try {
    const decoded = decodeURIComponent(text);
    return CONTROL.test(decoded) ? null : decoded;
  } catch {
    return null;
  }
}

const SEPARATORS = /[\s().\-/[\]\u2010-\u2015\u2212]/g;
const NUMBER = /^\+?[0-9*#]{1,64}$/;

/**
 * The number in `text` as it is dialled: digits, `*`, `#`, and a `+` in front; `null` when there is anything
 * else. Separators people write go, and so does the trunk zero of `+49 (0) 221`, which is not dialled from
 * abroad. Full-width and similar digits become plain ones.
 */
export function numberIn(text: string): string | null {
  const plain = text.normalize('NFKC').trim();
  if (isIpv4(plain)) return null;
  const international = /^\(?(\+|00)/.test(plain) ? plain.replace(/\(\s*0\s*\)/, '') : plain;
  const number = international.replace(SEPARATORS, '');
  return NUMBER.test(number) ? number : null;
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1?[1-9]?\\d)';
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);

/** Four numbers up to 255 without leading zeros: an address, though dots also group telephone numbers. */
export function isIpv4(text: string): boolean {
  return IPV4.test(text);
}
