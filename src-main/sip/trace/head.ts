/** Where the header fields end and the body begins; the length when there is no body. */
export function headEnd(message: string): number {
  const end = /\r?\n\r?\n/.exec(message);
  return end ? end.index + end[0].length : message.length;
}

/** The start line. */
export function startLine(message: string): string {
  return /^[^\r\n]*/.exec(message)?.[0] ?? '';
}

/** The method of a request, or the one a response answers; empty when neither can be told. */
export function cseqMethod(head: string): string {
  const request = /^([A-Z]+) \S+ SIP\/2\.0/i.exec(head)?.[1];
  return (request ?? /^CSeq[ \t]*:\s*\d+\s+(\w+)/im.exec(head)?.[1] ?? '').toUpperCase();
}
