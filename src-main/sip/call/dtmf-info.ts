/** The digit an INFO carries in one of the two forms exchanges use; `null` when it is no digit. */
export function dtmfOfInfo(contentType: string, body: string): string | null {
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/dtmf-relay') return digitOf(/^\s*Signal\s*=\s*(\S+)/im.exec(body)?.[1]);
  return type === 'application/dtmf' ? digitOf(body.trim()) : null;
}

/** Some exchanges write `*` and `#` as the event numbers 10 and 11 (RFC 4733 §3.2). */
function digitOf(signal: string | undefined): string | null {
  if (signal === '10') return '*';
  if (signal === '11') return '#';
  return signal !== undefined && /^[\d*#A-D]$/i.test(signal) ? signal.toUpperCase() : null;
}

/** How long a digit is to sound, milliseconds. */
const DURATION_MS = 250;

export function infoOfDtmf(digit: string): { readonly contentType: string; readonly content: string } {
  const content = `Signal=${digit}\r\nDuration=${String(DURATION_MS)}\r\n`;
  return { contentType: 'application/dtmf-relay', content };
}
