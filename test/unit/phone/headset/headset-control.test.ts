import { describe, expect, test } from 'vitest';
import { RING_ALONE_MS } from '../../../../src-main/phone/headset/lights';
import { DEFAULT_TIMING } from '../../../../src-main/phone/headset/ports';
import { BOUNCE_MS, SAME_PRESS_MS } from '../../../../src-main/phone/headset/press';
import { Rig } from './rig';

function oneHeadset(): Rig {
  const rig = new Rig();
  rig.headsets.plug('h');
  return rig;
}

/** A call of 'a' that was answered with the headset's button. */
function inCall(): Rig {
  const rig = oneHeadset();
  rig.calls((desk) => {
    desk.ring('a');
  });
  rig.headsets.hook('h', true);
  rig.calls((desk) => {
    desk.establish('a');
  });
  rig.takeSaid();
  rig.clock.advance(10_000);
  return rig;
}

describe('a call comes in', () => {
  test('the ring light goes on, the button answers, and its off-hook is granted', () => {
    const rig = oneHeadset();
    rig.calls((desk) => {
      desk.ring('a');
    });
    expect(rig.headsets.shows('h')).toBe('ring');
    rig.headsets.hook('h', true);
    expect(rig.takeSaid()).toEqual(['answer a']);
    expect(rig.headsets.shows('h')).toBe('off-hook');
    expect(rig.stateOf('a')).toBe('answering');
  });

  test('answered in the window, the headset goes off-hook; its report confirms and is no press', () => {
    const rig = oneHeadset();
    rig.calls((desk) => {
      desk.ring('a');
    });
    rig.calls((desk) => {
      desk.command({ kind: 'answer', id: 'a' });
    });
    expect(rig.headsets.shows('h')).toBe('off-hook');
    rig.headsets.hook('h', true);
    rig.clock.advance(100);
    expect(rig.takeSaid()).toEqual([]);
    rig.headsets.hook('h', false);
    expect(rig.takeSaid()).toEqual(['hang-up a']);
  });

  test('reject declines it, and the hook that some headsets send beside it does nothing more', () => {
    const rig = oneHeadset();
    rig.calls((desk) => {
      desk.ring('a');
      desk.ring('b');
    });
    rig.headsets.say('h', { kind: 'reject' });
    rig.clock.advance(SAME_PRESS_MS - 1);
    rig.headsets.hook('h', true);
    expect(rig.takeSaid()).toEqual(['decline a']);
    expect(rig.stateOf('b')).toBe('ringing-in');
  });

  test('it goes away: the headset is dark again', () => {
    const rig = oneHeadset();
    rig.calls((desk) => {
      desk.ring('a');
    });
    rig.calls((desk) => {
      desk.report({ kind: 'call/ended', callId: 'a', why: { kind: 'missed' } });
    });
    expect(rig.headsets.shows('h')).toBe('dark');
  });

  test('an off-hook nobody took up, said again 2 s later, does not answer the call that came meanwhile', () => {
    const rig = oneHeadset();
    rig.headsets.hook('h', true);
    expect(rig.takeSaid()).toEqual(['show-dial']);
    rig.clock.advance(1_000);
    rig.calls((desk) => {
      desk.ring('a');
    });
    rig.clock.advance(1_000);
    rig.headsets.hook('h', true, true);
    expect(rig.takeSaid()).toEqual([]);
    rig.headsets.hook('h', false);
    rig.headsets.hook('h', true);
    expect(rig.takeSaid()).toEqual(['answer a']);
  });
});

describe('echo', () => {
  test('the first press after a call answered and ended in the window within the echo time is a press', () => {
    const rig = oneHeadset();
    // This headset confirms nothing.
    rig.calls((desk) => {
      desk.talk('a');
    });
    rig.clock.advance(500);
    rig.calls((desk) => {
      desk.command({ kind: 'hang-up', id: 'a' });
    });
    rig.calls((desk) => {
      desk.ring('b');
    });
    rig.clock.advance(500);
    rig.headsets.hook('h', true);
    expect(rig.takeSaid()).toEqual(['answer b']);
  });

  test('a headset that never confirms hangs up by saying on-hook again, after the echo time', () => {
    const rig = oneHeadset();
    rig.calls((desk) => {
      desk.talk('a');
    });
    rig.headsets.hook('h', false, true);
    expect(rig.takeSaid()).toEqual([]);
    rig.clock.advance(DEFAULT_TIMING.hookEchoMs + 1_000);
    rig.headsets.hook('h', false, true);
    expect(rig.takeSaid()).toEqual(['hang-up a']);
  });

  test('unconfirmed lights are written once more, and once only', () => {
    const rig = oneHeadset();
    rig.calls((desk) => {
      desk.talk('a');
    });
    expect(rig.headsets.writes).toBe(1);
    rig.clock.advance(60_000);
    expect(rig.headsets.writes).toBe(2);
  });

  test('confirmed ones are not', () => {
    const rig = oneHeadset();
    rig.calls((desk) => {
      desk.talk('a');
    });
    rig.headsets.hook('h', true);
    rig.clock.advance(60_000);
    expect(rig.headsets.writes).toBe(1);
  });

  test('a headset that confirms everything we write twice does not write for ever', () => {
    const rig = oneHeadset();
    rig.headsets.hears = (id, { offHook }) => {
      if (rig.headsets.writes > 50) throw new Error('they talk to each other for ever');
      rig.headsets.hook(id, offHook);
      rig.headsets.hook(id, offHook, true);
    };
    rig.calls((desk) => {
      desk.talk('a');
    });
    rig.clock.advance(60_000);
    expect(rig.headsets.writes).toBeLessThan(3);
  });
});

describe('in a call', () => {
  test('mute as a one-shot toggles, and the light follows', () => {
    const rig = inCall();
    rig.headsets.say('h', { kind: 'mute-toggle' });
    expect(rig.headsets.shows('h')).toBe('off-hook mute');
    rig.headsets.say('h', { kind: 'mute-toggle' });
    expect(rig.headsets.shows('h')).toBe('off-hook');
    expect(rig.takeSaid()).toEqual(['mute a on', 'mute a off']);
  });

  test('mute as a switch is adopted, and said to be the headset’s own', () => {
    const rig = inCall();
    rig.headsets.say('h', { kind: 'mute-set', muted: true });
    rig.headsets.say('h', { kind: 'mute-set', muted: true });
    expect(rig.takeSaid()).toEqual(['mute a on']);
    expect(rig.control.state.value.mutedCallId).toBe('a');
    rig.headsets.say('h', { kind: 'mute-set', muted: false });
    expect(rig.control.state.value.mutedCallId).toBeNull();
  });

  test('a mute right after unmuting in the window is the boom arm: muted by the headset', () => {
    const rig = inCall();
    rig.headsets.say('h', { kind: 'mute-toggle' });
    expect(rig.control.state.value.mutedCallId).toBeNull();
    rig.clock.advance(5_000);
    rig.calls((desk) => {
      desk.command({ kind: 'mute', id: 'a', muted: false });
    });
    rig.clock.advance(BOUNCE_MS - 1);
    rig.headsets.say('h', { kind: 'mute-toggle' });
    expect(rig.control.state.value.mutedCallId).toBe('a');
    expect(rig.headsets.shows('h')).toBe('off-hook mute');
  });

  test('flash holds and resumes', () => {
    const rig = inCall();
    rig.headsets.say('h', { kind: 'flash' });
    expect(rig.headsets.shows('h')).toBe('off-hook hold');
    rig.headsets.say('h', { kind: 'flash' });
    expect(rig.takeSaid()).toEqual(['hold a on']);
    rig.calls((desk) => {
      desk.agreeHold('a', 'ours');
    });
    rig.headsets.say('h', { kind: 'flash' });
    expect(rig.headsets.shows('h')).toBe('off-hook');
    expect(rig.takeSaid()).toEqual(['hold a off']);
  });

  test('keys of the headset are digits', () => {
    const rig = inCall();
    rig.headsets.say('h', { kind: 'key', digit: '5' });
    expect(rig.takeSaid()).toEqual(['dtmf a 5']);
  });

  test('unplugged, the call stays; plugged in again, the headset shows it again', () => {
    const rig = inCall();
    rig.headsets.unplug('h');
    expect(rig.stateOf('a')).toBe('established');
    rig.headsets.plug('h');
    expect(rig.headsets.shows('h')).toBe('off-hook');
    rig.headsets.hook('h', true);
    rig.clock.advance(5_000);
    rig.headsets.hook('h', false);
    expect(rig.takeSaid()).toEqual(['hang-up a']);
  });

  test('at the end of the program every light goes off', () => {
    const rig = inCall();
    rig.control.dispose();
    expect(rig.headsets.shows('h')).toBe('dark');
  });
});

describe('a second call', () => {
  test('on-hook with one waiting ends the focused call and does not answer the other', () => {
    const rig = inCall();
    rig.calls((desk) => {
      desk.ring('b');
    });
    expect(rig.headsets.shows('h')).toBe('off-hook ring');
    rig.headsets.hook('h', false);
    expect(rig.takeSaid()).toEqual(['hang-up a']);
    expect(rig.stateOf('b')).toBe('ringing-in');
    expect(rig.headsets.shows('h')).toBe('ring');
    rig.clock.advance(1_000);
    rig.headsets.hook('h', true);
    expect(rig.takeSaid()).toEqual(['answer b']);
  });

  test('flash takes the one that waits and holds the other; then it swaps', () => {
    const rig = inCall();
    rig.calls((desk) => {
      desk.ring('b');
    });
    rig.headsets.say('h', { kind: 'flash' });
    expect(rig.takeSaid()).toEqual(['answer b']);
    rig.calls((desk) => {
      desk.establish('b');
      desk.agreeHold('a', 'ours');
    });
    rig.clock.advance(1_000);
    rig.headsets.say('h', { kind: 'flash' });
    expect(rig.takeSaid()).toEqual(['hold a off']);
    expect(rig.desk.state.activeId).toBe('a');
  });

  test('hung up with one on hold: the headset rests, and taking it up resumes that one', () => {
    const rig = inCall();
    rig.calls((desk) => {
      desk.talk('b');
      desk.agreeHold('a', 'ours');
    });
    rig.headsets.hook('h', false);
    expect(rig.takeSaid()).toEqual(['hang-up b']);
    expect(rig.headsets.shows('h')).toBe('hold');
    rig.clock.advance(5_000);
    rig.headsets.hook('h', true);
    expect(rig.takeSaid()).toEqual(['hold a off']);
    expect(rig.headsets.shows('h')).toBe('off-hook');
  });

  test('drop with one waiting rejects it, without one it hangs up', () => {
    const rig = inCall();
    rig.calls((desk) => {
      desk.ring('b');
    });
    rig.headsets.say('h', { kind: 'drop' });
    rig.clock.advance(1_000);
    rig.headsets.say('h', { kind: 'drop' });
    expect(rig.takeSaid()).toEqual(['decline b', 'hang-up a']);
  });
});

describe('without a call of ours', () => {
  test('nothing is ever written, and the keys for it work', () => {
    const rig = oneHeadset();
    rig.headsets.hook('h', true);
    rig.clock.advance(1_000);
    rig.headsets.hook('h', false);
    rig.headsets.say('h', { kind: 'mute-toggle' });
    rig.headsets.say('h', { kind: 'flash' });
    rig.clock.advance(1_000);
    rig.headsets.say('h', { kind: 'redial' });
    rig.clock.advance(1_000);
    rig.headsets.say('h', { kind: 'voicemail' });
    rig.headsets.say('h', { kind: 'key', digit: '1' });
    rig.clock.advance(60_000);
    rig.control.dispose();
    expect(rig.takeSaid()).toEqual(['show-dial', 'redial', 'voicemail']);
    expect(rig.headsets.writes).toBe(0);
  });

  test('a busy line is another program’s call: ours rings in silence there, and its presses are not for us', () => {
    const rig = oneHeadset();
    rig.headsets.say('h', { kind: 'line-busy', busy: true });
    rig.calls((desk) => {
      desk.ring('a');
    });
    rig.headsets.hook('h', true);
    rig.headsets.say('h', { kind: 'reject' });
    expect(rig.takeSaid()).toEqual([]);
    expect(rig.headsets.writes).toBe(0);
    rig.headsets.say('h', { kind: 'line-busy', busy: false });
    expect(rig.headsets.shows('h')).toBe('ring');
  });

  test('a busy line during our own call is ours', () => {
    const rig = inCall();
    rig.headsets.say('h', { kind: 'line-busy', busy: true });
    rig.headsets.say('h', { kind: 'mute-toggle' });
    expect(rig.takeSaid()).toEqual(['mute a on']);
  });
});

describe('several headsets', () => {
  function two(): Rig {
    const rig = new Rig();
    rig.headsets.plug('other');
    rig.headsets.plug('chosen', { selected: true });
    return rig;
  }

  test('the one of the chosen audio device rings first, the others join after a while', () => {
    const rig = two();
    rig.calls((desk) => {
      desk.ring('a');
    });
    expect([rig.headsets.shows('chosen'), rig.headsets.shows('other')]).toEqual(['ring', 'dark']);
    rig.clock.advance(RING_ALONE_MS);
    expect(rig.headsets.shows('other')).toBe('ring');
  });

  test('any may answer, and the one that answered keeps the call', () => {
    const rig = two();
    rig.calls((desk) => {
      desk.ring('a');
    });
    rig.headsets.hook('other', true);
    expect(rig.takeSaid()).toEqual(['answer a']);
    expect([rig.headsets.shows('chosen'), rig.headsets.shows('other')]).toEqual(['dark', 'off-hook']);
    rig.clock.advance(5_000);
    rig.headsets.hook('chosen', true);
    rig.headsets.say('chosen', { kind: 'mute-toggle' });
    rig.headsets.hook('chosen', false);
    expect(rig.takeSaid()).toEqual([]);
    rig.headsets.hook('other', false);
    expect(rig.takeSaid()).toEqual(['hang-up a']);
  });

  test('a call dialled in the window is on the chosen one', () => {
    const rig = two();
    rig.calls((desk) => {
      desk.dial('a');
    });
    expect([rig.headsets.shows('chosen'), rig.headsets.shows('other')]).toEqual(['off-hook', 'dark']);
  });

  test('the one with the call is gone: another takes it over', () => {
    const rig = two();
    rig.calls((desk) => {
      desk.talk('a');
    });
    rig.headsets.unplug('chosen');
    rig.headsets.hook('other', true);
    expect(rig.takeSaid()).toEqual([]);
    expect(rig.headsets.shows('other')).toBe('off-hook');
  });
});
