import * as v from 'valibot';
import {
  LegStats,
  MediaWindowMessage,
  type MediaReply,
  type MediaRequest,
} from '../../../src-preload/contract/media';
import type { Clock } from '../../base/clock';
import { disposable, type Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import { Signal } from '../../base/signal';
import type { LegId, MediaWindow, WebRtcCall } from '../../media/media-window';
import type { PortLike } from './parent';

/** Longer than ICE gathering may take (2 s), shorter than a person's patience. */
const DEADLINE_MS = 5000;
/** Tones take 170 ms each, and up to 64 of them may wait behind as many. */
const DTMF_DEADLINE_MS = 30_000;

export interface WindowLink extends MediaWindow, Disposable {}

interface Waiting {
  readonly settle: (reply: MediaReply) => void;
  readonly deadline: Disposable;
}

/** The media window over a MessagePort: what comes from it is checked, what it owes is waited for 5 s at most. */
export function linkWindow(port: PortLike, { clock, log }: { clock: Clock; log: Log }): WindowLink {
  const waiting = new Map<number, Waiting>();
  const legFailed = new Signal<LegId>();
  let lastId = 0;
  let open = true;

  const settle = (id: number, reply: MediaReply): void => {
    const request = waiting.get(id);
    waiting.delete(id);
    request?.deadline.dispose();
    request?.settle(reply);
  };
  const closing = disposable(() => {
    open = false;
    for (const id of [...waiting.keys()]) settle(id, { ok: false, detail: 'the media window is gone' });
    legFailed.dispose();
    port.close();
  });

  port.on('message', (message) => {
    const checked = v.safeParse(MediaWindowMessage, dataOf(message));
    if (!checked.success) log('warn', 'media window: a message was not understood');
    else if ('legFailed' in checked.output) legFailed.fire(checked.output.legFailed);
    else settle(checked.output.id, checked.output.reply);
  });
  port.on('close', () => {
    closing.dispose();
  });
  port.start();

  const ask = (request: MediaRequest): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (!open) {
        reject(new Error('the media window is gone'));
        return;
      }
      const id = ++lastId;
      const deadlineMs = request.kind === 'call/dtmf' ? DTMF_DEADLINE_MS : DEADLINE_MS;
      const deadline = clock.after(deadlineMs, () => {
        settle(id, { ok: false, detail: `the media window did not answer ${request.kind}` });
      });
      waiting.set(id, {
        deadline,
        settle: (reply) => {
          if (reply.ok) resolve(reply.value);
          else reject(new Error(reply.detail));
        },
      });
      port.postMessage({ id, request });
    });
  return {
    ...methods(ask),
    onLegFailed: legFailed.event,
    dispose: () => {
      closing.dispose();
    },
  };
}

/** Electron wraps what was posted in an event; Node hands it over bare. */
function dataOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'data' in message ? message.data : message;
}

function methods(ask: (request: MediaRequest) => Promise<unknown>): Omit<MediaWindow, 'onLegFailed'> {
  const text = async (request: MediaRequest): Promise<string> => v.parse(v.string(), await ask(request));
  const done = async (request: MediaRequest): Promise<void> => {
    await ask(request);
  };
  const call = ({ codecs, ...rest }: WebRtcCall) => ({ ...rest, codecs: [...codecs] });
  return {
    offerLeg: (legId) => text({ kind: 'leg/offer', legId }),
    answerLeg: (legId, sdp) => done({ kind: 'leg/answer', legId, sdp }),
    reanswerLeg: (legId, sdp) => done({ kind: 'leg/reanswer', legId, sdp }),
    attachLeg: (legId, callId) => done({ kind: 'leg/attach', legId, callId }),
    closeLeg: (legId) => done({ kind: 'leg/close', legId }),
    stats: async (legId) => v.parse(LegStats, await ask({ kind: 'leg/stats', legId })),
    offerCall: (what) => text({ kind: 'call/offer', ...call(what) }),
    acceptAnswer: (legId, sdp) => done({ kind: 'call/accept', legId, sdp }),
    answerCall: (what, sdp) => text({ kind: 'call/answer', ...call(what), sdp }),
    rollbackCall: (legId) => done({ kind: 'call/rollback', legId }),
    connectCall: (legId) => done({ kind: 'call/connect', legId }),
    sendDtmf: (legId, digits) => done({ kind: 'call/dtmf', legId, digits }),
  };
}
