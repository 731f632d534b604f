import * as v from 'valibot';

/** One check in the guest; `why` is there when it failed. */
export interface GuestResult {
  readonly name: string;
  readonly why: string | null;
}

const MARK = 'RESULT ';
const Shape = v.object({ name: v.string(), why: v.nullable(v.string()) });

export const resultLine = (result: GuestResult): string => `${MARK}${JSON.stringify(result)}`;

/** The result in a line of the guest's console; `undefined` when it is another line. */
export function guestResult(line: string): GuestResult | undefined {
  return line.startsWith(MARK) ? v.parse(Shape, JSON.parse(line.slice(MARK.length))) : undefined;
}
