import { expect, test } from 'vitest';
import { NOTHING_TO_DISPOSE } from '../../../src-main/base/disposable';
import { silentLog } from '../../../src-main/base/log';
import { defaultsFor } from '../../../src-main/phone/account/line-draft';
import type { MediaWindow } from '../../../src-main/media/media-window';
import { WebRtcSession } from '../../../src-main/media/webrtc-session';

const LINE = { ...defaultsFor('wss'), id: 'L', label: 'L', user: '1', domain: 'pbx.example' };
const SDP =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 8\r\n';

/** Notes what it is asked. */
function recordingWindow(asked: string[]): MediaWindow {
  const note = (what: string) => (): Promise<string> => {
    asked.push(what);
    return Promise.resolve('');
  };
  const done = (what: string) => (): Promise<void> => {
    asked.push(what);
    return Promise.resolve();
  };
  return {
    offerLeg: note('offerLeg'),
    answerLeg: done('answerLeg'),
    reanswerLeg: done('reanswerLeg'),
    attachLeg: done('attachLeg'),
    closeLeg: done('close'),
    stats: () => Promise.reject(new Error('none')),
    offerCall: note('offer'),
    acceptAnswer: done('accept'),
    answerCall: note('answer'),
    rollbackCall: done('rollback'),
    connectCall: done('connect'),
    sendDtmf: done('dtmf'),
    onLegFailed: () => NOTHING_TO_DISPOSE,
  };
}

async function talking() {
  const asked: string[] = [];
  let window = recordingWindow(asked);
  const session = new WebRtcSession(
    { callId: 'c', line: LINE, legId: 'leg', window: () => window, log: silentLog },
    NOTHING_TO_DISPOSE,
  );
  const codecs: (string | null)[] = [];
  session.onInfo(({ codec }) => codecs.push(codec));
  await session.createOffer('sendrecv');
  await session.acceptAnswer(SDP);
  session.connected();
  asked.length = 0;
  return { session, asked, codecs, replace: (next: MediaWindow) => (window = next) };
}

test('in another window it asks for a new offer and may speak at once when that is answered', async () => {
  const { session, codecs, replace } = await talking();
  const asked: string[] = [];
  replace(recordingWindow(asked));
  session.windowReplaced();
  expect(codecs).toEqual(['PCMA', null]);
  await session.createOffer('sendrecv');
  await session.acceptAnswer(SDP);
  expect(asked).toEqual(['offer', 'accept', 'connect']);
  expect(codecs).toEqual(['PCMA', null, 'PCMA']);
});

test('a second death in a row is told like the first', async () => {
  const { session, codecs } = await talking();
  session.windowReplaced();
  session.windowReplaced();
  expect(codecs).toEqual(['PCMA', null, null]);
});

test('a connection that gave up is closed and made afresh; those of others are not its business', async () => {
  const { session, asked, codecs } = await talking();
  session.legFailed('another');
  expect([asked, codecs]).toEqual([[], ['PCMA']]);
  session.legFailed('leg');
  expect([asked, codecs]).toEqual([['close'], ['PCMA', null]]);
});

test('at another address the next offer makes a connection afresh, and the codec is still agreed', async () => {
  const { session, asked, codecs } = await talking();
  session.moved();
  await session.createOffer('sendrecv');
  await session.acceptAnswer(SDP);
  expect(asked).toEqual(['close', 'offer', 'accept', 'connect']);
  expect(codecs).toEqual(['PCMA']);
});
