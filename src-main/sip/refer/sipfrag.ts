/** How far a referred call has come: a status line in a body of type message/sipfrag (RFC 3515 §2.4.5). */
export interface CallStatus {
  readonly status: number;
  readonly phrase: string;
}

export const SIPFRAG_TYPE = 'message/sipfrag;version=2.0';

/** `null` when the body does not begin with a status line. */
export function statusOfSipfrag(body: string): number | null {
  const digits = /^\s*SIP\/2\.0[ \t]+([1-6]\d\d)\b/i.exec(body)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** The phrase of a stranger's answer is passed on as text: nothing that ends the line. */
export function writeSipfrag({ status, phrase }: CallStatus): string {
  return `SIP/2.0 ${String(status)} ${phrase.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 80)}\r\n`;
}
