import { beforeEach, expect, test, vi } from 'vitest';
import type { AudioDevice } from '../../../src-preload/contract/audio';
import { Devices } from '../../../src-renderer/media/devices';
import { Microphone } from '../../../src-renderer/media/microphone';

const PROCESSING = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

class FakeTrack extends EventTarget {
  readonly stop = vi.fn();
  readonly label = 'Microphone';
  readonly getCapabilities = () => ({ sampleRate: { min: 8000, max: 48_000 } });

  clone(): FakeTrack {
    return new FakeTrack();
  }
}

/** Microphones by identity; the first stands in for the system's default. */
let plugged: string[];
let listeners: (() => void)[];

function getUserMedia({ audio }: { audio: { deviceId?: { exact: string } } }): Promise<unknown> {
  const wanted = audio.deviceId?.exact ?? plugged[0];
  if (wanted === undefined || !plugged.includes(wanted))
    return Promise.reject(new DOMException('not there', 'NotFoundError'));
  const track = new FakeTrack();
  return Promise.resolve({ getAudioTracks: () => [track], getTracks: () => [track] });
}

const enumerateDevices = () =>
  Promise.resolve(plugged.map((deviceId) => ({ deviceId, label: deviceId, kind: 'audioinput' })));

function replug(...microphones: string[]): void {
  plugged = microphones;
  for (const listener of listeners) listener();
}

beforeEach(() => {
  plugged = [];
  listeners = [];
  const addEventListener = (_type: string, listener: () => void): void => {
    listeners.push(listener);
  };
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia, enumerateDevices, addEventListener } });
});

test('one that could not be opened gives way to the one chosen instead, in mid-call', async () => {
  const reported = vi.fn();
  const microphone = new Microphone(reported);
  const share = microphone.share(() => undefined);
  await vi.waitFor(() => {
    expect(reported).toHaveBeenLastCalledWith('none', false);
  });
  plugged = ['headset'];
  microphone.use('headset', PROCESSING);
  await vi.waitFor(() => {
    expect(share.track).not.toBeNull();
  });
  expect(reported).toHaveBeenLastCalledWith('working', true);
});

test('once the devices were looked at, one that comes later is heard of', async () => {
  const devices = new Devices();
  const seen: string[][] = [];
  devices.onChange((list: readonly AudioDevice[]) => seen.push(list.map(({ deviceId }) => deviceId)));
  // As after a failure to open the microphone, before anyone chose a device.
  await devices.refresh();
  replug('headset');
  await vi.waitFor(() => {
    expect(seen).toEqual([['headset']]);
  });
});

test('looking twice listens once', async () => {
  const devices = new Devices();
  await devices.look();
  await devices.refresh();
  await devices.look();
  expect(listeners).toHaveLength(1);
});
