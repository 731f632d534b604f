/**
 * A failure a caller must be ready for is a value; an exception is a bug.
 * `E` is a union of `{ kind: '…' }` so that a switch over `kind` is checked for completeness.
 */
export type Result<T, E extends { readonly kind: string }> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function fail<const E extends { readonly kind: string }>(
  error: E,
): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}

/** For the `default` of a switch over a union: the compiler complains here when a case was forgotten. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
