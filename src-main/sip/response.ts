import type { IncomingResponseMessage } from 'sip.js/lib/core/index.js';

/** True for the 408 and 503 that sip.js makes up itself when nothing came or nothing could be sent. */
export function isLocalResponse(message: IncomingResponseMessage): boolean {
  return Object.keys(message.headers).length === 0;
}
