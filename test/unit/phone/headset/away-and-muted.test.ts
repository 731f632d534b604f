import { expect, test } from 'vitest';
import { Rig } from './rig';

function talking(): Rig {
  const rig = new Rig();
  rig.headsets.plug('h');
  rig.calls((desk) => {
    desk.talk('a');
  });
  rig.headsets.hook('h', true);
  return rig;
}

test('unplugged, and back only after the call: what it may still show is put out, once', () => {
  const rig = talking();
  rig.headsets.unplug('h');
  rig.calls((desk) => {
    desk.command({ kind: 'hang-up', id: 'a' });
  });
  const { writes } = rig.headsets;
  rig.headsets.plug('h');
  rig.clock.advance(60_000);
  expect([rig.headsets.writes - writes, rig.headsets.shows('h')]).toEqual([1, 'dark']);
  rig.headsets.unplug('h');
  rig.headsets.plug('h');
  expect(rig.headsets.writes - writes).toBe(1);
});

test('its mute switch was on before the call: the call is muted, and by whom is said', () => {
  const rig = new Rig();
  rig.headsets.plug('h');
  rig.headsets.say('h', { kind: 'mute-set', muted: true });
  expect(rig.headsets.writes).toBe(0);
  rig.calls((desk) => {
    desk.talk('a');
  });
  expect(rig.takeSaid()).toEqual(['mute a on']);
  expect(rig.headsets.shows('h')).toBe('off-hook mute');
  expect(rig.control.state.value.mutedCallId).toBe('a');
});

test('the switch was turned off again before: nothing is muted', () => {
  const rig = new Rig();
  rig.headsets.plug('h');
  rig.headsets.say('h', { kind: 'mute-set', muted: true });
  rig.headsets.say('h', { kind: 'mute-set', muted: false });
  rig.calls((desk) => {
    desk.talk('a');
  });
  expect(rig.takeSaid()).toEqual([]);
});
