import { expect, test } from 'vitest';
import type { HeadsetDevice } from '../../../src-main/hid/headset-device';
import { headsetsOf } from '../../../src-main/hid/pairing';

const headset = (name: string, productId = 1, soundCards: readonly string[] = []): HeadsetDevice => ({
  id: name,
  name,
  manufacturer: 'Maker',
  vendorId: 0x0b0e,
  productId,
  serial: '',
  parent: { vendorId: 0x0b0e, productId, port: '', soundCards },
  descriptor: new Uint8Array(),
  access: { state: 'open' },
});

const ids = (label: string, ...headsets: readonly HeadsetDevice[]): readonly string[] =>
  headsetsOf(label, headsets).map(({ id }) => id);

test('vendor and product in the label decide, whatever the name says', () => {
  const two = [headset('Evolve 65', 0x0307), headset('Link 380', 0x24c8)];
  expect(ids('Headset (Evolve 65) (0B0E:24c8)', ...two)).toEqual(['Link 380']);
  expect(ids('Evolve 65 (1234:0307)', ...two)).toEqual([]);
});

test('without them a name must be said whole', () => {
  const two = [headset('Evolve 65'), headset('Evolve 65 SE')];
  expect(ids('Evolve 65 SE Analog Stereo', ...two)).toEqual(['Evolve 65 SE']);
  expect(ids('EVOLVE-65 Mono', ...two)).toEqual(['Evolve 65']);
  expect(ids('Evolve 650', ...two)).toEqual([]);
  expect(ids('Built-in Audio', ...two)).toEqual([]);
});

test('ALSA’s name of its card is one of them', () => {
  expect(ids('SC660, USB Audio', headset('SC 660 ANC USB', 1, ['SC660']), headset('Link'))).toEqual([
    'SC 660 ANC USB',
  ]);
});

test('a name of punctuation fits nothing', () => {
  expect(ids('Built-in Audio', headset('--'))).toEqual([]);
});
