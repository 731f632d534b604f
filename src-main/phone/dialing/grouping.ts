/** Country codes of one and two digits (ITU-T E.164 Annex); all others have three. */
const ONE_DIGIT = /^[17]/;
const TWO_DIGITS = /^(20|27|28|3[0-4]|36|39|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** Below this many digits a number is an extension and reads best as it is. */
const GROUPED_FROM = 7;

/**
 * A number with spaces so that it can be read and compared: `+49 221 123 4567`. The groups do not claim to
 * know area codes. Codes with `*` or `#` stay as they are.
 */
export function grouped(number: string): string {
  const match = /^(\+?)(\d+)$/.exec(number);
  const digits = match?.[2] ?? '';
  if (!match || digits.length < GROUPED_FROM) return number;
  if (match[1] === '+') {
    const country = countryCode(digits);
    return `+${[country, ...triples(digits.slice(country.length))].join(' ')}`;
  }
  return digits.startsWith('0') && !digits.startsWith('00')
    ? [digits.slice(0, 4), ...triples(digits.slice(4))].join(' ')
    : triples(digits).join(' ');
}

function countryCode(digits: string): string {
  if (ONE_DIGIT.test(digits)) return digits.slice(0, 1);
  return digits.slice(0, TWO_DIGITS.test(digits) ? 2 : 3);
}

/** Threes, with a rest of one joined to the last group. */
function triples(digits: string): readonly string[] {
  const groups = digits.match(/\d{1,3}/g) ?? [];
  const last = groups.at(-1) ?? '';
  return last.length === 1 && groups.length > 1
    ? [...groups.slice(0, -2), (groups.at(-2) ?? '') + last]
    : groups;
}
