import { describe, expect, test } from 'vitest';
import { callsSnapshot } from '../../../../src-main/phone/call/call-snapshot';
import { ENDED_LINGER_MS, find, MAX_LIVE_CALLS, speakingId } from '../../../../src-main/phone/call/calls';
import { BUSY_TONE_MS, localSound } from '../../../../src-main/phone/call/local-sound';
import { Desk, MEDIA, party } from './desk';

describe('one call', () => {
  test('out: dialled, ringing, answered, hung up by them', () => {
    const desk = new Desk();
    desk.dial('a');
    desk.report({ kind: 'call/progress', callId: 'a', progress: 'ringing' });
    expect(desk.sound()).toBe('ringback');
    desk.establish('a');
    expect(desk.sound()).toBe('none');
    desk.report({ kind: 'call/ended', callId: 'a', why: { kind: 'hung-up', by: 'them' } });
    expect(desk.sent).toEqual([{ kind: 'call/dial', callId: 'a', lineId: 'L', target: 'sip:a@pbx.example' }]);
    expect(desk.history).toEqual(['started a', 'answered a', 'ended a hung-up']);
    expect(desk.state.activeId).toBeNull();
  });

  test('early media silences the ringback, and a late 180 does not bring it back', () => {
    const desk = new Desk();
    desk.dial('a');
    desk.report({ kind: 'call/progress', callId: 'a', progress: 'early-media' });
    desk.report({ kind: 'call/progress', callId: 'a', progress: 'ringing' });
    expect(desk.sound()).toBe('none');
    expect(find(desk.state, 'a')).toMatchObject({ progress: 'early-media' });
  });

  test('in: rings, answered, talks', () => {
    const desk = new Desk();
    desk.ring('a');
    expect(desk.sound()).toBe('ring');
    expect(desk.state.activeId).toBeNull();
    expect(desk.command({ kind: 'answer', id: 'a' })).toBe('ok');
    expect(find(desk.state, 'a')?.state).toBe('answering');
    desk.establish('a');
    expect(speakingId(desk.state)).toBe('a');
    expect(desk.sent).toEqual([{ kind: 'call/answer', callId: 'a' }]);
  });

  test('nobody is heard before the person has answered', () => {
    const desk = new Desk();
    desk.ring('a');
    desk.establish('a');
    expect(find(desk.state, 'a')?.state).toBe('ringing-in');
  });

  test('declined is 486 and over at once; what comes late changes nothing', () => {
    const desk = new Desk();
    desk.ring('a');
    desk.command({ kind: 'decline', id: 'a' });
    desk.report({ kind: 'call/ended', callId: 'a', why: { kind: 'missed' } });
    desk.establish('a');
    expect(find(desk.state, 'a')).toMatchObject({ state: 'ended', why: { kind: 'declined', by: 'us' } });
    expect(desk.sent).toEqual([{ kind: 'call/decline', callId: 'a', status: 486 }]);
    expect(desk.history).toEqual(['started a', 'ended a declined']);
  });

  test('in: sent on by others, answered, then handed over to somebody else by the exchange', () => {
    const desk = new Desk();
    const via = { party: party('reception'), reason: 'busy' } as const;
    const incoming = { kind: 'call/incoming', callId: 'a', lineId: 'L', from: party('a') } as const;
    desk.report({ ...incoming, via, alert: 'external' });
    desk.command({ kind: 'answer', id: 'a' });
    desk.establish('a');
    desk.report({ kind: 'call/remote', callId: 'a', remote: party('b') });
    desk.report({ kind: 'call/remote', callId: 'a', remote: { uri: '', name: null, number: '' } });
    expect(callsSnapshot(desk.state).calls).toMatchObject([{ remote: party('b'), via, alert: 'external' }]);
    desk.command({ kind: 'hang-up', id: 'a' });
    desk.report({ kind: 'call/remote', callId: 'a', remote: party('c') });
    expect(callsSnapshot(desk.state).calls).toMatchObject([{ state: 'ended', remote: party('b'), via }]);
  });

  test('in: answered by itself where it may be and nobody else is on the telephone', () => {
    const desk = new Desk();
    const incoming = { kind: 'call/incoming', lineId: 'L', from: party('a'), autoAnswer: true } as const;
    desk.report({ ...incoming, callId: 'a' });
    desk.report({ ...incoming, callId: 'b' });
    expect(desk.sent).toEqual([{ kind: 'call/answer', callId: 'a' }]);
    expect(find(desk.state, 'a')?.state).toBe('answering');
    expect(find(desk.state, 'b')).toMatchObject({ state: 'ringing-in', waiting: true });
    expect(desk.history).toEqual(['started a', 'started b']);
  });

  test('somebody else takes the place of the far end: shown, not rung for, and still held if it was', () => {
    const desk = new Desk();
    desk.talk('a');
    desk.agreeHold('a', 'both');
    desk.report({ kind: 'call/established', callId: 'a', remote: party('b'), media: MEDIA });
    expect(find(desk.state, 'a')).toMatchObject({ state: 'established', remote: party('b'), hold: 'ours' });
    expect(desk.sound()).toBe('none');
    expect(desk.history).toEqual(['started a', 'answered a']);
  });

  test('whoever wants us to call somebody else is shown, and nothing is done until the person agrees', () => {
    const desk = new Desk();
    desk.talk('a');
    desk.refer('a', 'c');
    expect(callsSnapshot(desk.state).calls[0]).toMatchObject({ referral: { target: party('c') } });
    const sent = desk.sent.length;
    expect(desk.answerReferral('a', 'n')).toBe('ok');
    expect(desk.sent.slice(sent)).toEqual([
      { kind: 'call/hold', callId: 'a', held: true },
      { kind: 'call/refer-answer', callId: 'a', newCallId: 'n' },
    ]);
    expect(find(desk.state, 'n')).toMatchObject({ state: 'calling', remote: party('c'), direction: 'out' });
    expect(desk.state.activeId).toBe('n');
    expect(desk.history.at(-1)).toBe('started n');
    expect(callsSnapshot(desk.state).calls[0]).not.toHaveProperty('referral');
    // Twice pressed: once done.
    expect(desk.answerReferral('a', 'm')).toBe('unknown-call');
  });

  test('agreed to while another call is being dialled: not yet, and still shown', () => {
    const desk = new Desk();
    desk.talk('a');
    desk.refer('a', 'c');
    desk.dial('b');
    expect(desk.answerReferral('a', 'n')).toBe('too-many-calls');
    expect(find(desk.state, 'a')).toMatchObject({ referral: { target: party('c') } });
  });

  test('it may be turned down, it lapses, and somebody else taking their place ends it', () => {
    const desk = new Desk();
    desk.talk('a');
    desk.refer('a', 'c');
    expect(desk.answerReferral('a', null)).toBe('ok');
    const declined = { kind: 'call/refer-answer', callId: 'a', newCallId: null };
    expect(desk.sent.at(-1)).toEqual(declined);
    desk.refer('a', 'c');
    desk.report({ kind: 'call/refer-lapsed', callId: 'a' });
    expect(desk.answerReferral('a', 'n')).toBe('unknown-call');
    desk.refer('a', 'c');
    desk.establish('a');
    expect(desk.answerReferral('a', 'n')).toBe('unknown-call');
    // Nobody can be asked for a call that does not stand.
    desk.dial('b');
    desk.refer('b', 'c');
    expect(desk.sent.at(-1)).toEqual({ ...declined, callId: 'b' });
  });

  test('hanging up before the answer cancels', () => {
    const desk = new Desk();
    desk.dial('a');
    desk.command({ kind: 'hang-up', id: 'a' });
    expect(desk.history.at(-1)).toBe('ended a cancelled');
    expect(desk.command({ kind: 'hang-up', id: 'a' })).toBe('unknown-call');
  });

  test('a busy tone, then silence, then the card goes', () => {
    const desk = new Desk();
    desk.dial('a');
    desk.report({ kind: 'call/ended', callId: 'a', why: { kind: 'busy', status: 486 } });
    expect(localSound(desk.state, desk.nowMs + BUSY_TONE_MS - 1)).toBe('busy');
    expect(localSound(desk.state, desk.nowMs + BUSY_TONE_MS)).toBe('none');
    desk.pass(ENDED_LINGER_MS);
    expect(desk.state.calls).toEqual([]);
  });

  test('an ended card can be taken away, a live one not', () => {
    const desk = new Desk();
    desk.dial('a');
    expect(desk.command({ kind: 'dismiss', id: 'a' })).toBe('unknown-call');
    desk.command({ kind: 'hang-up', id: 'a' });
    expect(desk.command({ kind: 'dismiss', id: 'a' })).toBe('ok');
    expect(desk.state.calls).toEqual([]);
  });

  test('digits and mute', () => {
    const desk = new Desk();
    desk.dial('a');
    expect(desk.command({ kind: 'dtmf', id: 'a', digits: '1' })).toBe('unknown-call');
    desk.establish('a');
    desk.command({ kind: 'dtmf', id: 'a', digits: '1*' });
    desk.report({ kind: 'call/dtmf', callId: 'a', digit: '#' });
    desk.command({ kind: 'mute', id: 'a', muted: true });
    expect(find(desk.state, 'a')).toMatchObject({ digitsSent: '1*', digitsReceived: '#', muted: true });
    expect(desk.muted()).toEqual(['a']);
  });

  test('keys that were refused are not shown as sent', () => {
    const desk = new Desk();
    desk.talk('a');
    desk.command({ kind: 'dtmf', id: 'a', digits: '12' });
    desk.report({ kind: 'call/refused', callId: 'a', what: 'dtmf', status: null });
    expect(find(desk.state, 'a')).toMatchObject({ digitsSent: '', refused: 'dtmf', muted: false });
    desk.command({ kind: 'dtmf', id: 'a', digits: '3' });
    expect(find(desk.state, 'a')).toMatchObject({ digitsSent: '3', refused: null });
  });

  test('a far end without a name stays whom we called', () => {
    const desk = new Desk();
    desk.dial('a');
    const nobody = { uri: '', name: null, number: '' };
    desk.report({ kind: 'call/established', callId: 'a', remote: nobody, media: MEDIA });
    expect(find(desk.state, 'a')?.remote).toEqual(party('a'));
  });
});

describe('hold', () => {
  test('is pending until the far end agrees, but the microphone is off at once', () => {
    const desk = new Desk();
    desk.talk('a');
    desk.command({ kind: 'hold', id: 'a', held: true });
    expect(find(desk.state, 'a')).toMatchObject({ hold: 'none', pendingHold: 'hold' });
    expect(desk.muted()).toEqual(['a']);
    desk.report({ kind: 'call/hold', callId: 'a', hold: 'theirs' });
    expect(find(desk.state, 'a')).toMatchObject({ hold: 'theirs', pendingHold: 'hold' });
    desk.report({ kind: 'call/hold', callId: 'a', hold: 'both' });
    expect(find(desk.state, 'a')).toMatchObject({ hold: 'both', pendingHold: null });
    expect(desk.state.activeId).toBe('a');
  });

  test('asking twice sends once', () => {
    const desk = new Desk();
    desk.talk('a');
    desk.sent.length = 0;
    desk.command({ kind: 'hold', id: 'a', held: true });
    desk.command({ kind: 'hold', id: 'a', held: true });
    desk.command({ kind: 'hold', id: 'a', held: false });
    expect(desk.sent.map((sent) => sent.kind === 'call/hold' && sent.held)).toEqual([true, false]);
  });

  test('refused, it leaves them unheld but hearing nothing', () => {
    const desk = new Desk();
    desk.talk('a');
    desk.command({ kind: 'hold', id: 'a', held: true });
    desk.report({ kind: 'call/refused', callId: 'a', what: 'hold', status: 488 });
    expect(find(desk.state, 'a')).toMatchObject({ hold: 'none', pendingHold: null, muted: true });
  });

  test.each(['hold', 'resume'] as const)(
    'a refused %s is seen until the person does something else',
    (what) => {
      const desk = new Desk();
      desk.talk('a');
      desk.command({ kind: 'hold', id: 'a', held: true });
      desk.report({ kind: 'call/refused', callId: 'a', what, status: 488 });
      expect(callsSnapshot(desk.state).calls[0]).toMatchObject({ refused: what });
      desk.command({ kind: 'mute', id: 'a', muted: false });
      expect(callsSnapshot(desk.state).calls[0]).toMatchObject({ refused: null, muted: false });
    },
  );
});

describe('several calls', () => {
  test('dialling holds the one being spoken; its end does not resume it', () => {
    const desk = new Desk();
    desk.talk('a');
    desk.sent.length = 0;
    desk.dial('b');
    expect(desk.sent.map(({ kind }) => kind)).toEqual(['call/hold', 'call/dial']);
    desk.establish('b');
    desk.agreeHold('a', 'ours');
    desk.command({ kind: 'hang-up', id: 'b' });
    expect(desk.state.activeId).toBe('a');
    expect(speakingId(desk.state)).toBeNull();
    expect(desk.muted()).toEqual(['a']);
  });

  test('a second incoming call waits, beeps, and rings aloud when the first is over', () => {
    const desk = new Desk();
    desk.talk('a');
    desk.ring('b');
    expect(find(desk.state, 'b')).toMatchObject({ waiting: true });
    expect(desk.sound()).toBe('waiting');
    desk.command({ kind: 'hang-up', id: 'a' });
    expect(find(desk.state, 'b')).toMatchObject({ waiting: false });
    expect(desk.sound()).toBe('ring');
  });

  test('answering the waiting one holds the other first; resuming swaps them', () => {
    const desk = new Desk();
    desk.talk('a');
    desk.ring('b');
    desk.sent.length = 0;
    desk.command({ kind: 'answer', id: 'b' });
    expect(desk.sent.map(({ kind }) => kind)).toEqual(['call/hold', 'call/answer']);
    desk.establish('b');
    desk.agreeHold('a', 'ours');
    desk.command({ kind: 'hold', id: 'a', held: false });
    expect(desk.sent.slice(2)).toEqual([
      { kind: 'call/hold', callId: 'b', held: true },
      { kind: 'call/hold', callId: 'a', held: false },
    ]);
    expect(speakingId(desk.state)).toBe('a');
  });

  test('answered while the person speaks to someone else, it is held at once', () => {
    const desk = new Desk();
    desk.dial('a');
    desk.ring('b');
    desk.command({ kind: 'answer', id: 'b' });
    desk.establish('b');
    desk.sent.length = 0;
    desk.establish('a');
    expect(speakingId(desk.state)).toBe('b');
    expect(desk.sent).toEqual([{ kind: 'call/hold', callId: 'a', held: true }]);
  });

  test('answered while the other one is held, it gets the voice', () => {
    const desk = new Desk();
    desk.talk('a');
    desk.dial('b');
    desk.agreeHold('a', 'ours');
    desk.command({ kind: 'hold', id: 'a', held: false });
    desk.command({ kind: 'hold', id: 'a', held: true });
    desk.establish('b');
    expect(speakingId(desk.state)).toBe('b');
    expect(desk.muted()).toEqual(['a']);
  });

  test('no second call while one is being dialled, unless it is an emergency', () => {
    const desk = new Desk();
    desk.dial('a');
    expect(desk.dial('b')).toBe('too-many-calls');
    expect(desk.dial('c', true)).toBe('ok');
    expect(speakingId(desk.state)).toBe('c');
  });

  test('one call too many is refused and counts as missed', () => {
    const desk = new Desk();
    for (let count = 0; count < MAX_LIVE_CALLS; count++) desk.ring(`r${count}`);
    desk.ring('late');
    expect(desk.sent).toEqual([{ kind: 'call/decline', callId: 'late', status: 486 }]);
    expect(desk.history.slice(-2)).toEqual(['started late', 'ended late missed']);
  });

  test('a call for a line that is gone is refused and leaves no trace', () => {
    const desk = new Desk();
    desk.ring('a', null);
    expect(desk.sent).toEqual([{ kind: 'call/decline', callId: 'a', status: 486 }]);
    expect([desk.history, desk.state.calls]).toEqual([[], []]);
  });

  test('when the line process dies all live calls end, saying so, and nobody is told', () => {
    const desk = new Desk();
    desk.talk('a');
    desk.ring('b');
    desk.sent.length = 0;
    desk.lineRestarted();
    expect(desk.sent).toEqual([]);
    expect(desk.history.slice(-2)).toEqual(['ended a line-restarted', 'ended b line-restarted']);
    expect(desk.sound()).toBe('none');
  });

  test('a line that goes away takes its calls with it', () => {
    const desk = new Desk();
    desk.talk('a');
    desk.ring('b');
    desk.hangUpLine('L');
    expect(desk.sent.slice(-2)).toEqual([
      { kind: 'call/hang-up', callId: 'a' },
      { kind: 'call/hang-up', callId: 'b' },
    ]);
    expect(desk.history.slice(-2)).toEqual(['ended a hung-up', 'ended b missed']);
  });
});
