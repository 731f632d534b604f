/** RFC 3261 §7.3.3 and the extensions that registered a letter. */
const LONG_NAMES: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
  y: 'identity',
};

export function longName(name: string): string {
  const lower = name.toLowerCase();
  return (lower.length === 1 ? LONG_NAMES[lower] : undefined) ?? lower;
}
