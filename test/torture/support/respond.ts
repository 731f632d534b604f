import type { Received } from '../../ladder/support/sip-text';
import type { Changes } from './draft';

/** A response to `invite` that fits it, changed as said. */
export function respond(
  invite: Received,
  start: string,
  { headers = {}, body = '' }: { readonly headers?: Changes; readonly body?: string } = {},
): string {
  const usual: Changes = {
    Via: invite.all('via'),
    From: invite.header('from') ?? '',
    To: `${invite.header('to') ?? ''};tag=far`,
    'Call-ID': invite.header('call-id') ?? '',
    CSeq: invite.header('cseq') ?? '',
    // Leads to the proxy, and that is the far end itself.
    Contact: '<sip:bob@example.test>',
    ...(body === '' ? {} : { 'Content-Type': 'application/sdp' }),
    'Content-Length': String(Buffer.byteLength(body)),
  };
  const fields = Object.entries({ ...usual, ...headers }).flatMap(([name, value]) =>
    (value === null ? [] : [value].flat()).map((one) => `${name}: ${one}`),
  );
  return [start, ...fields, '', body].join('\r\n');
}
