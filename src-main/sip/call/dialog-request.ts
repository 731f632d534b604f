import {
  Dialog,
  NameAddrHeader,
  NonInviteClientTransaction,
  NonInviteServerTransaction,
  SessionDialog,
  UserAgentClient,
  UserAgentServer,
  type IncomingRequest,
  type IncomingRequestMessage,
  type IncomingResponseMessage,
  type OutgoingRequestDelegate,
  type RequestOptions,
  type Session,
  type SessionDelegate,
  type UserAgentCore,
} from 'sip.js/lib/core/index.js';

/** A request of the far end, to be answered once. */
export type InDialogRequest = Pick<IncomingRequest, 'message' | 'accept' | 'reject'>;

/** Whoever listens to a dialog hears of UPDATE too, which sip.js does not know. */
export interface InDialogDelegate extends SessionDelegate {
  onPrack(request: InDialogRequest): void;
  onUpdate(request: InDialogRequest): void;
}

/** Sets who listens; the type says what must not be forgotten. */
export function listenTo(session: Session, delegate: InDialogDelegate): void {
  session.delegate = delegate;
}

/**
 * PRACK and UPDATE inside a dialog: sip.js refuses the one, and would repeat the description of the other in our
 * 200. False for every other request: those are sip.js'.
 */
export function receiveInDialog(core: UserAgentCore, message: IncomingRequestMessage): boolean {
  const { method } = message;
  if (method !== 'PRACK' && method !== 'UPDATE') return false;
  // Repeated while our answer is being made.
  if (core.userAgentServers.has(message.viaBranch)) return false;
  const dialog = core.dialogs.get(message.callId + message.toTag + message.fromTag);
  if (!(dialog instanceof SessionDialog)) core.replyStateless(message, { statusCode: 481 });
  // RFC 3261 §12.2.2.
  else if (message.cseq <= (dialog.remoteSequenceNumber ?? -1))
    core.replyStateless(message, { statusCode: 500 });
  else handOn(core, dialog, message);
  return true;
}

function handOn(core: UserAgentCore, dialog: SessionDialog, message: IncomingRequestMessage): void {
  Dialog.prototype.receiveRequest.call(dialog, message);
  const request = new UserAgentServer(NonInviteServerTransaction, core, message);
  const { delegate } = dialog;
  if (!delegate || !hearsUpdates(delegate)) request.reject({ statusCode: 481 });
  else if (message.method === 'PRACK') delegate.onPrack(request);
  else {
    retarget(dialog, message);
    delegate.onUpdate(request);
  }
}

function hearsUpdates(delegate: SessionDelegate): delegate is InDialogDelegate {
  return 'onUpdate' in delegate;
}

/** Where the dialog's requests go from now on (RFC 3261 §12.2.1.2, §12.2.2): sip.js follows re-INVITEs only. */
export function retarget(session: Session, message: IncomingRequestMessage | IncomingResponseMessage): void {
  const contact: unknown = message.parseHeader('contact');
  const state: unknown = Reflect.get(session, 'dialogState');
  if (contact instanceof NameAddrHeader && typeof state === 'object' && state !== null)
    Reflect.set(state, 'remoteTarget', contact.uri);
}

/** Sends PRACK or UPDATE. */
export function sendInDialog(
  session: Session,
  method: 'PRACK' | 'UPDATE',
  delegate: OutgoingRequestDelegate,
  options: RequestOptions,
): void {
  if (!(session instanceof SessionDialog)) throw new TypeError('not a dialog of sip.js');
  const message = session.createOutgoingRequestMessage(method, options);
  new UserAgentClient(NonInviteClientTransaction, session.userAgentCore, message, delegate);
}
