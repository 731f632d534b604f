import { expect, test, vi } from 'vitest';
import { CallLeg } from '../../../src-renderer/media/call-leg';
import type { Room } from '../../../src-renderer/media/sound-path';
import { within } from '../../support/deadline';

/** Plays its tones only when told, as a browser's sender does in its own time. */
class FakeDtmf extends EventTarget {
  readonly canInsertDTMF = true;
  toneBuffer = '';

  insertDTMF(tones: string): void {
    this.toneBuffer = tones;
  }

  play(): string {
    const played = this.toneBuffer;
    for (const tone of [...played.split(''), ''])
      this.dispatchEvent(Object.assign(new Event('tonechange'), { tone }));
    this.toneBuffer = '';
    return played;
  }
}

function talking(dtmf: FakeDtmf): CallLeg {
  const sender = { dtmf, replaceTrack: () => Promise.resolve() };
  const transceiver = { sender, receiver: { track: {} }, setCodecPreferences: vi.fn() };
  class FakePeer extends EventTarget {
    readonly iceGatheringState = 'complete';
    readonly localDescription = { sdp: 'v=0' };
    readonly addTransceiver = () => transceiver;
    readonly setLocalDescription = () => Promise.resolve();
  }
  const element = { dataset: {}, play: () => Promise.resolve() };
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('RTCPeerConnection', FakePeer);
  vi.stubGlobal('RTCRtpReceiver', { getCapabilities: () => null });
  vi.stubGlobal('MediaStream', Object);
  vi.stubGlobal('document', { createElement: () => element, body: { append: vi.fn() } });
  const room = {
    microphone: { share: () => ({ track: null, release: vi.fn() }) },
    loudspeaker: { add: () => Promise.resolve() },
    isMuted: () => false,
  } as unknown as Room;
  return new CallLeg(room, vi.fn());
}

test('digits pressed while others sound are sent, and both are told so', async () => {
  const dtmf = new FakeDtmf();
  const leg = talking(dtmf);
  await leg.offer({ legId: 'leg', callId: 'call', direction: 'sendrecv', codecs: ['opus'] });
  const sent = [leg.dtmf('12'), leg.dtmf('3')];
  expect(dtmf.play()).toBe('123');
  await within(2000, 'all digits are out', Promise.all(sent));
});
