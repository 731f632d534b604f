import { expect, test, vi } from 'vitest';
import { silentLog } from '../../../src-main/base/log';
import { cryptoRandom } from '../../../src-main/base/random';
import { systemClock } from '../../../src-main/base/system-clock';
import { SecureTransport } from '../../../src-main/media/loopback/secure-transport';
import { openWeriftLeg } from '../../../src-main/media/loopback/werift-leg';
import { FakeWindow } from '../../support/fake-window';

test('a leg that gets no socket here is closed in the window too', async () => {
  const window = new FakeWindow();
  vi.spyOn(SecureTransport, 'open').mockRejectedValue(new Error('EMFILE'));
  const parts = { clock: systemClock, random: cryptoRandom, log: silentLog };
  await expect(openWeriftLeg({ id: 'leg-1', window, ...parts })).rejects.toThrow('EMFILE');
  expect(window.legs.size).toBe(0);
});
