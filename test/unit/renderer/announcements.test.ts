import { expect, test } from 'vitest';
import type { LineView } from '../../../src-preload/contract/lines';
import { Announcements } from '../../../src-renderer/state/announcements';
import { en } from '../../../src-renderer/text/en';
import { busy, office, ringing, talking } from '../../support/window-states';

test('who rings is said at once, and said again when the same one rings again', () => {
  const announcements = new Announcements();
  const rings = announcements.ofCalls(en, [ringing]);
  expect(rings.urgent).toContain('Incoming call from');
  expect(announcements.ofCalls(en, [ringing])).toEqual({});
  // The card of a call that is over stays for a while.
  expect(announcements.ofCalls(en, [busy])).toMatchObject({ urgent: '' });
  expect(announcements.ofCalls(en, [busy, { ...ringing, id: 'again' }])).toEqual(rings);
});

test('what becomes of a call is said once', () => {
  const announcements = new Announcements();
  expect(announcements.ofCalls(en, [talking]).calm).toContain(en.calls.hold.none);
  expect(announcements.ofCalls(en, [{ ...talking, hold: 'theirs' }]).calm).toContain(en.calls.hold.theirs);
  expect(announcements.ofCalls(en, [{ ...talking, hold: 'theirs' }]).calm).toBeUndefined();
});

test('being asked to call somebody else interrupts, and is over when it is answered', () => {
  const announcements = new Announcements();
  announcements.ofCalls(en, [talking]);
  const asked = {
    ...talking,
    referral: { target: { uri: 'sip:23@pbx.example', name: 'Carol', number: '23' } },
  };
  expect(announcements.ofCalls(en, [asked]).urgent).toContain('wants to connect you to Carol (23).');
  expect(announcements.ofCalls(en, [asked])).toEqual({});
  expect(announcements.ofCalls(en, [talking])).toMatchObject({ urgent: '' });
});

test('a line that cannot be called is said, not each try, and that it can be again', () => {
  const announcements = new Announcements();
  const line = (registration: LineView['registration']): LineView => ({ ...office, registration });
  const failed = line({ state: 'failed', why: { kind: 'timeout', host: 'pbx.example' }, retryAtMs: null });
  const trying = line({ state: 'registering' });
  const said = [office, failed, trying, failed, trying, office, office].map(
    (now) => announcements.ofLines(en, [now]).calm,
  );
  expect(said).toEqual([
    undefined,
    'pbx.example does not answer.',
    undefined,
    undefined,
    undefined,
    en.line.registeredHint(office.label),
    undefined,
  ]);
});
