import {
  SessionDialog,
  type OutgoingInviteRequest,
  type Session,
  type UserAgentCore,
} from 'sip.js/lib/core/index.js';

/** No answer to this INVITE is waited for any longer; nobody is told. */
export function forget({ userAgentClients }: UserAgentCore, request: OutgoingInviteRequest): void {
  for (const [key, client] of userAgentClients)
    if (client.message === request.message) userAgentClients.delete(key);
  request.dispose();
}

/**
 * Gives up a re-INVITE whose answer can no longer reach us: it goes where its Via says (RFC 3261 §18.2.2), and that is
 * not our address any more. Whoever has accepted it waits for an ACK and ends the call without (§13.3.1.4), so one is
 * sent unasked; it means nothing to whoever has not.
 */
export function abandon(core: UserAgentCore, session: Session, request: OutgoingInviteRequest): void {
  if (session instanceof SessionDialog) {
    session.ack();
    session.signalingStateRollback();
  }
  forget(core, request);
}
