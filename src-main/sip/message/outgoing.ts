import type { SipMessage } from './message';

/** Takes a message apart that sip.js wrote: never folded, never compact, always well-formed. */
export function parseOutgoing(text: string): SipMessage {
  const end = text.indexOf('\r\n\r\n');
  const [start = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.flatMap((line) => {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).trim();
    // sip.js writes an empty Supported; legal, but there are parsers that stumble.
    return value === '' ? [] : [{ name: line.slice(0, colon).trim().toLowerCase(), value }];
  });
  return { start, headers, body: text.slice(end + 4) };
}
