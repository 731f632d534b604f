import { header, mapHeader, type SipMessage } from '../message/message';

/**
 * A body of several parts (RFC 2046 §5.1, RFC 5621) cut down to its session description: exchanges send one beside
 * it with a picture, a location or what an ISDN said. Nothing else in such a body is for us.
 */
export function describedOnly(message: SipMessage): SipMessage {
  const type = header(message, 'content-type') ?? '';
  if (!/^multipart\//i.test(type)) return message;
  const boundary = /;\s*boundary\s*=\s*(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(type);
  const sdp = partsOf(message.body, boundary?.[1] ?? boundary?.[2] ?? '').find(isDescription);
  if (!sdp) return message;
  const typed = mapHeader(message, 'content-type', () => 'application/sdp');
  return { ...typed, body: sdp.body };
}

interface Part {
  readonly head: string;
  readonly body: string;
}

/** Each part begins behind a line of `--boundary`; what is behind the closing one counts for nothing. */
function partsOf(body: string, boundary: string): Part[] {
  if (boundary === '') return [];
  const [, ...pieces] = `\r\n${body}`.split(`\r\n--${boundary}`);
  return pieces
    .filter((piece) => !piece.startsWith('--'))
    .map((piece) => {
      const end = piece.indexOf('\r\n\r\n');
      return { head: piece.slice(0, Math.max(0, end)), body: `${piece.slice(end + 4)}\r\n` };
    });
}

function isDescription({ head }: Part): boolean {
  return /^(?:content-type|c)[ \t]*:[ \t]*application\/sdp\b/im.test(head);
}
