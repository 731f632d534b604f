import * as v from 'valibot';
import {
  DesiredAudioMessage,
  MEDIA_PORT_MESSAGE,
  MediaRequestMessage,
  TestToneRole,
  type MediaBridge,
  type MediaWindowMessage,
} from '../../src-preload/contract/media';
import { deviceIdOf } from './device-choice';
import { Devices } from './devices';
import { Legs } from './legs';
import { Loudspeaker } from './loudspeaker';
import { Meter } from './meter';
import { Microphone } from './microphone';
import { Sounds } from './sounds';

declare global {
  interface Window {
    readonly offhookMedia: MediaBridge;
  }
}

const bridge = window.offhookMedia;
const devices = new Devices();
const hear = new Loudspeaker();
const ring = new Loudspeaker();
const sounds = new Sounds({ hear, ring });
const microphone = new Microphone((state) => {
  bridge.report({ kind: 'microphone', state });
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
  report: (levels) => {
    bridge.report({ kind: 'levels', levels });
  },
});

let desired: DesiredAudioMessage | undefined;
let line: { readonly port: MessagePort; readonly legs: Legs } | undefined;

function apply(): void {
  if (!desired) return;
  const chosen = desired.devices;
  hear.use(deviceIdOf(chosen.hear, 'output', devices.current));
  ring.use(deviceIdOf(chosen.ring, 'output', devices.current));
  microphone.use(deviceIdOf(chosen.speak, 'input', devices.current), desired.processing);
  line?.legs.applyMute();
  sounds.play(desired.sound);
  meter.set(desired.meter);
}

/** Looking for devices starts Chromium's audio and camera services: not before somebody wants to hear or to choose. */
function wantsDevices({ devices: chosen, sound, meter: metering }: DesiredAudioMessage): boolean {
  return metering || sound !== 'none' || Object.values(chosen).some((choice) => choice !== null);
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
  apply();
});
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
