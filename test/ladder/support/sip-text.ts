/** A message as the far end sees it: just enough SIP to script with, and none of the product's own code. */
export interface Received {
  readonly text: string;
  readonly start: string;
  /** Of a request, or of the request a response answers. */
  readonly method: string;
  /** 0 for requests. */
  readonly status: number;
  readonly body: string;
  header(name: string): string | undefined;
  all(name: string): string[];
}

export function readMessage(text: string): Received {
  const end = text.indexOf('\r\n\r\n');
  const [start = '', ...lines] = text.slice(0, end < 0 ? text.length : end).split('\r\n');
  const fields = lines.map(
    (line) =>
      [
        line.slice(0, line.indexOf(':')).trim().toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ] as const,
  );
  const all = (name: string): string[] =>
    fields.filter(([field]) => field === name.toLowerCase()).map(([, value]) => value);
  const status = /^SIP\/2\.0 (\d{3})/.exec(start)?.[1];
  const cseqMethod = /\S+$/.exec(all('cseq')[0] ?? '')?.[0] ?? '';
  return {
    text,
    start,
    status: Number(status ?? 0),
    method: status === undefined ? (start.split(' ')[0] ?? '') : cseqMethod,
    body: end < 0 ? '' : text.slice(end + 4),
    all,
    header: (name) => all(name)[0],
  };
}

export function writeMessage(start: string, fields: readonly string[], body = ''): string {
  const type =
    body === '' || fields.some((field) => /^(content-type|c):/i.test(field))
      ? []
      : ['Content-Type: application/sdp'];
  return [start, ...fields, ...type, `Content-Length: ${String(Buffer.byteLength(body))}`, '', body].join(
    '\r\n',
  );
}

export function tagOf(value: string | undefined): string {
  return /;tag=([^;\s]+)/.exec(value ?? '')?.[1] ?? '';
}

export function branchOf(message: Received): string {
  return /;branch=([^;\s,]+)/.exec(message.header('via') ?? '')?.[1] ?? '';
}

export function uriIn(value: string | undefined): string {
  return /<([^>]+)>/.exec(value ?? '')?.[1] ?? value ?? '';
}

/** Whether an ACK or a PRACK is for this answer to an INVITE. */
export function acknowledges(by: Received, answer: Received): boolean {
  const same = (name: string): boolean =>
    by.header(name)?.split(' ')[0] === answer.header(name)?.split(' ')[0];
  if (answer.method !== 'INVITE' || !same('call-id') || tagOf(by.header('to')) !== tagOf(answer.header('to')))
    return false;
  return by.method === 'PRACK' ? by.header('rack')?.split(' ')[0] === answer.header('rseq') : same('cseq');
}

/** A description of one audio stream at a port nobody listens on. */
export function sdp(direction = 'sendrecv', codecs = '8 0 101'): string {
  const address = direction === '0.0.0.0' ? '0.0.0.0' : '127.0.0.1';
  const attribute = direction === '0.0.0.0' ? 'sendrecv' : direction;
  return [
    'v=0',
    'o=bob 1 1 IN IP4 127.0.0.1',
    's=-',
    `c=IN IP4 ${address}`,
    't=0 0',
    `m=audio 49170 RTP/AVP ${codecs}`,
    'a=rtpmap:101 telephone-event/8000',
    `a=${attribute}`,
    '',
  ].join('\r\n');
}
