/** Where a message comes from, and what it is known again by. */
export interface Place {
  readonly port: number;
  /** Stands in the branch and in the Call-ID. */
  readonly marker: string;
}

/** A header's value or values by its name, in whatever spelling; `null` leaves it out. */
export type Changes = Readonly<Record<string, string | readonly string[] | null>>;

export interface Draft {
  readonly method: string;
  /** The whole start line, when it is not the usual one. */
  readonly start?: string;
  readonly headers?: Changes;
  readonly body?: string;
}

export function viaOf({ port, marker }: Place): string {
  return `SIP/2.0/UDP 127.0.0.1:${String(port)};branch=z9hG4bK${marker};rport`;
}

/** A request with everything it needs, changed as `draft` says. */
export function write(place: Place, { method, start, headers = {}, body = '' }: Draft): string {
  const usual: Changes = {
    Via: viaOf(place),
    'Max-Forwards': '70',
    From: '"Bob" <sip:bob@example.test>;tag=bob',
    To: '<sip:alice@example.test>',
    'Call-ID': `${place.marker}@torture`,
    CSeq: `1 ${method}`,
    Contact: `<sip:bob@127.0.0.1:${String(place.port)}>`,
    ...(body === '' ? {} : { 'Content-Type': 'application/sdp' }),
    'Content-Length': String(Buffer.byteLength(body)),
  };
  const fields = Object.entries({ ...usual, ...headers }).flatMap(([name, value]) =>
    (value === null ? [] : [value].flat()).map((one) => `${name}: ${one}`),
  );
  return [start ?? `${method} sip:alice@example.test SIP/2.0`, ...fields, '', body].join('\r\n');
}
