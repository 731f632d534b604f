import * as v from 'valibot';

type Schema<T> = v.GenericSchema<unknown, T>;

/** A failure a command may answer with; the contract names every one it may use. */
export type Failure<F extends string> = { readonly kind: F; readonly detail?: string | undefined };

export type Reply<T, F extends string> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure<F> };

/**
 * Something a window asks of main: channel, request, answer and failures together. Main checks the request
 * and the sender, the window checks the reply: nothing unchecked crosses.
 */
export interface Command<Req, Res, F extends string> {
  readonly channel: string;
  readonly request: Schema<Req>;
  readonly reply: v.GenericSchema<unknown, Reply<Res, F>>;
  readonly failures: readonly F[];
}

/** Something main tells its windows, as a whole snapshot: windows mirror it and never edit. */
export interface Snapshot<T> {
  readonly channel: string;
  readonly schema: Schema<T>;
}

export function command<Req, Res, const F extends string>(
  channel: string,
  request: Schema<Req>,
  value: Schema<Res>,
  failures: readonly F[],
): Command<Req, Res, F> {
  const reply = v.union([
    v.object({ ok: v.literal(true), value }),
    v.object({
      ok: v.literal(false),
      error: v.object({ kind: v.picklist(failures), detail: v.optional(v.string()) }),
    }),
  ]) as unknown as v.GenericSchema<unknown, Reply<Res, F>>;
  return { channel, request, reply, failures };
}

export function snapshot<T>(channel: string, schema: Schema<T>): Snapshot<T> {
  return { channel, schema };
}

/** A command that needs nothing, or answers nothing, says so with this. */
export const Nothing = v.undefined_();
