import * as v from 'valibot';
import type { EndReason } from '../phone/call/end-reason';
import { JsonColumn } from './json-column';

const by = v.picklist(['us', 'them']);
const status = v.number();

const Reason = v.variant('kind', [
  v.object({ kind: v.literal('hung-up'), by }),
  v.object({ kind: v.literal('declined'), by, status: v.nullable(status) }),
  v.object({
    kind: v.picklist(['no-common-codec', 'not-encrypted', 'encryption-demanded']),
    status: v.nullable(status),
  }),
  v.object({
    kind: v.picklist(['busy', 'no-answer', 'not-found', 'unreachable', 'wrong-password']),
    status,
  }),
  v.object({
    kind: v.picklist([
      ...(['cancelled', 'missed', 'answered-elsewhere', 'not-registered'] as const),
      ...(['timeout', 'connection-lost', 'line-restarted', 'line-not-encrypted'] as const),
    ]),
  }),
  v.object({ kind: v.literal('rejected'), status, phrase: v.string() }),
  v.object({ kind: v.literal('internal'), detail: v.string() }),
]) satisfies v.GenericSchema<unknown, EndReason>;

/** Why a call ended. One that cannot be read does not cost the entry. */
export const EndReasonColumn = v.fallback(v.pipe(JsonColumn, Reason), {
  kind: 'internal',
  detail: 'unknown',
} as const);
