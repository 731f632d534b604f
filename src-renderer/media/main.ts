import * as v from 'valibot';
import {
  DesiredAudioMessage,
  Keys,
  MEDIA_PORT_MESSAGE,
  MediaRequestMessage,
  TestToneRole,
  type MediaBridge,
  type MediaWindowMessage,
} from '../../src-preload/contract/media';
import { presentOf, SYSTEM_DEFAULT } from './device-choice';
import { Devices } from './devices';
import { Legs } from './legs';
import { Loudspeaker } from './loudspeaker';
import { Meter } from './meter';
import { Microphone } from './microphone';
import { MicrophoneHealth } from './microphone-health';
import { Sounds } from './sounds';
import { VoiceTest } from './voice-test';

declare global {
  interface Window {
    readonly offhookMedia: MediaBridge;
  }
}

const bridge = window.offhookMedia;
/** The others tell of every device by themselves. */
const LOOKS = navigator.userAgent.includes('Linux');
const devices = new Devices();
const hear = new Loudspeaker();
const sounds = new Sounds(hear);
const health = new MicrophoneHealth((state) => {
  bridge.report({ kind: 'microphone', state });
});
const microphone = new Microphone((state, narrow) => {
  health.opened(state, narrow);
  // With the permission come the devices' names.
  void devices.refresh();
});
const room = {
  microphone,
  loudspeaker: hear,
  isMuted: (callId: string) => desired?.mutedCalls.includes(callId) ?? false,
};
const meter = new Meter({
  microphone,
  hearing: () => line?.legs.level ?? 0,
  spoken: (level) => {
    health.heard(level, performance.now());
  },
  report: (levels) => {
    bridge.report({ kind: 'levels', levels });
  },
});

const voiceTest = new VoiceTest({
  microphone,
  loudspeaker: hear,
  report: (state) => {
    bridge.report({ kind: 'voice-test', state });
  },
});

let desired: DesiredAudioMessage | undefined;
let line: { readonly port: MessagePort; readonly legs: Legs } | undefined;

function apply(): void {
  if (!desired) return;
  const { devices: chosen, volumes, processing } = desired;
  const spoken = presentOf(chosen.speak, 'input', devices.current).slice(0, 1);
  const heard = presentOf(chosen.hear, 'output', devices.current).slice(0, 1);
  const rung = presentOf(chosen.ring, 'output', devices.current).slice(0, desired.ringsOnAll ? undefined : 1);
  hear.use(heard[0] ?? SYSTEM_DEFAULT, volumes.hear);
  sounds.ringOn(rung.length > 0 ? rung : [SYSTEM_DEFAULT], volumes.ring);
  microphone.use(spoken[0] ?? SYSTEM_DEFAULT, processing, volumes.speak);
  bridge.report({ kind: 'using', using: { speak: spoken, hear: heard, ring: rung } });
  line?.legs.applyMute();
  sounds.play(desired);
  meter.set(desired.meter);
}

/** Looking for devices starts Chromium's audio and camera services: not before somebody wants to hear or to choose. */
function wantsDevices({ devices: chosen, sound, meter: metering }: DesiredAudioMessage): boolean {
  return metering || sound !== 'none' || Object.values(chosen).some(({ length }) => length > 0);
}

/** Another line process: the legs of the one before are worth nothing now. */
function connect(port: MessagePort): void {
  line?.legs.close();
  line?.port.close();
  const post = (message: MediaWindowMessage): void => {
    port.postMessage(message);
  };
  const legs = new Legs(room, (legFailed) => {
    post({ legFailed });
  });
  line = { port, legs };
  port.onmessage = ({ data }) => {
    void answer(legs, data, post);
  };
}

async function answer(legs: Legs, data: unknown, post: (message: MediaWindowMessage) => void): Promise<void> {
  const checked = v.safeParse(MediaRequestMessage, data);
  if (!checked.success) return;
  const { id, request } = checked.output;
  try {
    post({ id, reply: { ok: true, value: await legs.handle(request) } });
  } catch (error) {
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    post({ id, reply: { ok: false, detail: detail.slice(0, 1024) } });
  }
}

window.addEventListener('message', (event) => {
  const [port] = event.ports;
  if (event.source === window && event.data === MEDIA_PORT_MESSAGE && port) connect(port);
});
bridge.onDesired((message) => {
  const checked = v.safeParse(DesiredAudioMessage, message);
  if (!checked.success) return;
  desired = checked.output;
  if (wantsDevices(desired)) void devices.look();
  devices.watch(desired.watchDevices && LOOKS);
  apply();
});
bridge.onKeys((message) => {
  const checked = v.safeParse(Keys, message);
  if (checked.success) for (const key of checked.output) sounds.key(key);
});
bridge.onTestVoice(() => void voiceTest.run());
bridge.onTestTone((message) => {
  const checked = v.safeParse(TestToneRole, message);
  if (checked.success) sounds.test(checked.output);
});
devices.onChange((list) => {
  bridge.report({ kind: 'devices', devices: [...list] });
  apply();
  microphone.devicesChanged();
});
for (const change of ['online', 'offline'])
  window.addEventListener(change, () => {
    bridge.report({ kind: 'network' });
  });
bridge.report({ kind: 'ready' });
