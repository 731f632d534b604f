import { badRequest, type Flaw } from './flaw';
import { uriFlaw } from './uri';

/** What makes a From, To or Contact value unreadable (RFC 3261 §20.10, §25.1 `name-addr` and `addr-spec`). */
export function addressFlaw(value: string): Flaw | null {
  // Quoted strings may hold anything: looked at is what stands outside of them.
  const bare = value.replace(/"(?:[^"\\]|\\.)*"/gs, '');
  if (bare.includes('"')) return badRequest('Unbalanced Quotes');
  const match = /^([^<>]*)(?:<([^<>]*)>([^<>]*))?$/.exec(bare);
  if (!match) return badRequest('Unbalanced Angle Brackets');
  const [, before = '', inside, after = ''] = match;
  if (inside === undefined) return bareFlaw(before.trim());
  if (!/^\s*(?:;|$)/.test(after)) return badRequest('Text Behind the Address');
  const uri = inside.trim();
  // Blanks in a user part are escaped by `name-addr.ts`.
  return uriFlaw(uri.slice(0, uri.indexOf('@') + 1).replaceAll(' ', '%20') + uri.slice(uri.indexOf('@') + 1));
}

/** Without brackets a `?` or a comma could belong to the URI or to the header. */
function bareFlaw(value: string): Flaw | null {
  const uri = value.split(';', 1)[0]?.trim() ?? '';
  return /[?,]/.test(uri) ? badRequest('URI Not in Angle Brackets') : uriFlaw(uri);
}
