import { parseAddress } from './address';
import {
  header,
  headerList,
  type Header,
  type ReceivedRequest,
  type ReceivedResponse,
  type SipRequest,
} from './message';
import type { Endpoint } from './via';

/** What both ends of a call remember (RFC 3261 §12). */
export interface Dialog {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /** From or To as we send it, tag included. */
  readonly localAddress: string;
  readonly remoteAddress: string;
  /** The Contact of the other end. */
  readonly remoteTarget: string;
  readonly routeSet: readonly string[];
  readonly localCseq: number;
  readonly remoteCseq: number;
  /** Where the other end's last request or response came from; ours go there. */
  readonly flow: Endpoint;
}

/** Which dialog a message belongs to, seen from our end. */
export function dialogKey(callId: string, localTag: string, remoteTag: string): string {
  return `${callId}|${localTag}|${remoteTag}`;
}

/** The dialog an INVITE to us creates (RFC 3261 §12.1.1). */
export function calledDialog(invite: ReceivedRequest, localTag: string, flow: Endpoint): Dialog {
  return {
    callId: invite.callId,
    localTag,
    remoteTag: invite.from.params.get('tag') ?? '',
    localAddress: `${header(invite, 'to') ?? ''};tag=${localTag}`,
    remoteAddress: header(invite, 'from') ?? '',
    remoteTarget: contactOf(invite) ?? invite.from.uri,
    routeSet: headerList(invite, 'record-route'),
    localCseq: 0,
    remoteCseq: invite.cseq.number,
    flow,
  };
}

/** The dialog that the 2xx to our INVITE creates (RFC 3261 §12.1.2). */
export function callingDialog(invite: SipRequest, answer: ReceivedResponse, flow: Endpoint): Dialog {
  return {
    callId: answer.callId,
    localTag: answer.from.params.get('tag') ?? '',
    remoteTag: answer.to.params.get('tag') ?? '',
    localAddress: header(invite, 'from') ?? '',
    remoteAddress: header(answer, 'to') ?? '',
    remoteTarget: contactOf(answer) ?? invite.uri,
    routeSet: headerList(answer, 'record-route').reverse(),
    localCseq: answer.cseq.number,
    remoteCseq: 0,
    flow,
  };
}

/** The URI of a message's Contact. */
export function contactOf(message: ReceivedRequest | ReceivedResponse): string | undefined {
  return parseAddress(headerList(message, 'contact')[0] ?? '')?.uri;
}

/** A request inside the dialog (RFC 3261 §12.2.1.1), without Via. The caller counts `cseq` up. */
export function requestInDialog(
  dialog: Dialog,
  method: string,
  cseq: number,
  extra: readonly Header[] = [],
): SipRequest {
  return {
    kind: 'request',
    method,
    uri: dialog.remoteTarget,
    headers: [
      { name: 'Max-Forwards', value: '70' },
      { name: 'From', value: dialog.localAddress },
      { name: 'To', value: dialog.remoteAddress },
      { name: 'Call-ID', value: dialog.callId },
      { name: 'CSeq', value: `${String(cseq)} ${method}` },
      ...dialog.routeSet.map((value) => ({ name: 'Route', value })),
      ...extra,
    ],
    body: '',
  };
}
