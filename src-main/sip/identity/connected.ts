import { IncomingRequestMessage, type IncomingResponseMessage } from 'sip.js/lib/core/index.js';
import type { Party } from '../../phone/call/party';
import { assertedParty } from './asserted';

/**
 * Whom a call is with from this message on, as our exchange says: in its answers to an INVITE, and in re-INVITE and
 * UPDATE when it has connected us to somebody else (RFC 3325 §8, 3GPP TS 24.229 §5.4.3.3). `null`: it does not say.
 */
export function connectedParty(message: IncomingRequestMessage | IncomingResponseMessage): Party | null {
  const tells =
    message instanceof IncomingRequestMessage
      ? ['INVITE', 'UPDATE'].includes(message.method) && isInDialog(message)
      : message.method === 'INVITE' && isConnecting(message.statusCode ?? 0);
  return tells ? assertedParty(message) : null;
}

/** By the header as it came: to the first INVITE sip.js has given a tag by now. */
function isInDialog(message: IncomingRequestMessage): boolean {
  return /;\s*tag\s*=/i.test(message.getHeader('to') ?? '');
}

/** 100 comes from the next hop, refusals from whoever does not want to talk. */
function isConnecting(status: number): boolean {
  return status > 100 && status < 300;
}
