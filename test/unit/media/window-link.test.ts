import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../src-main/base/log';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import { linkWindow, type WindowLink } from '../../../src-main/app/line/window-link';
import { within } from '../../support/deadline';

let clock: VirtualClock;
let page: MessagePort;
let link: WindowLink;

beforeEach(() => {
  const { port1, port2 } = new MessageChannel();
  clock = new VirtualClock();
  page = port2;
  link = linkWindow(port1, { clock, log: silentLog });
});

afterEach(() => {
  link.dispose();
  page.close();
});

function answer(reply: (id: number) => unknown): void {
  page.on('message', ({ id }: { id: number }) => {
    page.postMessage(reply(id));
  });
}

test('a request is answered by its number', async () => {
  answer((id) => ({ id, reply: { ok: true, value: 'v=0' } }));
  await expect(link.offerLeg('leg-1')).resolves.toBe('v=0');
  expect(clock.pending).toBe(0);
});

test('what the browser refused is an error with its words', async () => {
  answer((id) => ({ id, reply: { ok: false, detail: 'InvalidStateError: closed' } }));
  await expect(link.answerLeg('leg-1', 'v=0')).rejects.toThrow('InvalidStateError: closed');
});

test('a wrong answer is not believed, a malformed one not heard', async () => {
  answer((id) => ({ id, reply: { ok: true, value: null } }));
  await expect(link.offerLeg('leg-1')).rejects.toThrow();
  page.removeAllListeners('message');
  answer((id) => ({ id, reply: 'nonsense' }));
  const asked = link.offerLeg('leg-1');
  clock.advance(5000);
  await expect(asked).rejects.toThrow('did not answer leg/offer');
});

test('a leg that failed is told', async () => {
  const failed = new Promise<string>((resolve) => link.onLegFailed(resolve));
  page.postMessage({ legFailed: 'leg-7' });
  await expect(within(2000, 'leg-7 fails', failed)).resolves.toBe('leg-7');
});

test('when the window goes, nobody waits', async () => {
  const asked = link.offerLeg('leg-1');
  page.close();
  await expect(asked).rejects.toThrow('the media window is gone');
  await expect(link.offerLeg('leg-2')).rejects.toThrow('the media window is gone');
  expect(clock.pending).toBe(0);
});

test('digits may take their time: 64 tones are 11 s', async () => {
  const asked = new Promise<number>((resolve) => {
    page.once('message', ({ id }: { id: number }) => {
      resolve(id);
    });
  });
  const sent = link.sendDtmf('leg-1', '1'.repeat(64));
  const id = await asked;
  clock.advance(11_000);
  page.postMessage({ id, reply: { ok: true, value: null } });
  await expect(sent).resolves.toBeUndefined();
});
