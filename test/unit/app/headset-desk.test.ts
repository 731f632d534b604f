import { expect, test } from 'vitest';
import { HeadsetDesk } from '../../../src-main/app/headset-desk';
import { silentLog } from '../../../src-main/base/log';
import { Observable } from '../../../src-main/base/observable';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import { callsSnapshot } from '../../../src-main/phone/call/call-snapshot';
import type { AudioView } from '../../../src-preload/contract/audio';
import { FIXTURES } from '../../support/hid/fixtures';
import { Desk } from '../phone/call/desk';
import { FakeSystem } from '../hid/support/fake-system';

const AUDIO: AudioView = {
  devices: [],
  chosen: { speak: [], hear: [], ring: [] },
  using: { speak: [], hear: [], ring: [] },
  microphone: 'unknown',
  voiceTest: 'idle',
};

test('a headset that takes no write any more does not keep Offhook from quitting', async () => {
  const clock = new VirtualClock();
  const calls = new Desk();
  calls.talk('a');
  const system = new FakeSystem();
  system.plug({}, [...FIXTURES.allLedsInOneReport]);
  const open = system.open.bind(system);
  system.open = async (found) => {
    const opened = await open(found);
    return opened.ok
      ? { ok: true, value: { ...opened.value, write: () => new Promise(() => undefined) } }
      : opened;
  };
  const desk = new HeadsetDesk({
    actions: {
      calls: new Observable(callsSnapshot(calls.state)),
      command: () => undefined,
      redial: () => undefined,
      voicemail: () => undefined,
      showDial: () => undefined,
    },
    audio: new Observable(AUDIO),
    clock,
    log: silentLog,
    udevFolder: '/udev',
    linux: true,
    quirkFolders: { provisioned: null, own: '/nowhere' },
    computer: { system, sources: [] },
  });
  await desk.open();
  expect(desk.view.value.headsets).toMatchObject([{ access: 'open', use: 'in-call' }]);
  const closed = desk.close(2_000);
  clock.advance(2_000);
  await closed;
  desk.dispose();
});
