import type { IncomingResponse, UserAgentCore } from 'sip.js/lib/core/index.js';
import { token, type Random } from '../../base/random';
import type { Line } from '../../phone/account/line';
import type { PageFailure } from '../../phone/call/page';
import { requestUri } from '../call/target';
import { addressOfRecord } from '../core';
import { isLocalResponse } from '../response';
import { LARGE_REQUEST } from '../transport/wire';

export interface PageOptions {
  readonly core: UserAgentCore;
  readonly random: Random;
  readonly line: Line;
  readonly target: string;
  readonly text: string;
  /** `null`: the far end, or its exchange, has it. */
  readonly onEnd: (failure: { why: PageFailure; status: number | null } | null) => void;
}

/** One MESSAGE outside a call (RFC 3428 §4). */
export function sendPage({ core, random, line, target, text, onEnd }: PageOptions): void {
  const uri = requestUri(target, line.domain);
  if (!uri.ok) {
    onEnd({ why: 'bad-target', status: null });
    return;
  }
  const message = core.makeOutgoingRequestMessage(
    'MESSAGE',
    uri.value,
    addressOfRecord(line),
    uri.value,
    { callId: token(random, 16), fromTag: token(random) },
    [],
    { contentDisposition: 'render', contentType: 'text/plain;charset=UTF-8', content: text },
  );
  if (line.transport === 'udp' && Buffer.byteLength(message.toString()) > LARGE_REQUEST) {
    onEnd({ why: 'too-long', status: null });
    return;
  }
  const refused = ({ message: response }: IncomingResponse): void => {
    const status = response.statusCode ?? 0;
    if (!isLocalResponse(response)) onEnd({ why: 'refused', status });
    else onEnd({ why: status === 408 ? 'timeout' : 'not-registered', status: null });
  };
  core.request(message, {
    onAccept: () => {
      onEnd(null);
    },
    onRedirect: refused,
    onReject: refused,
  });
}
