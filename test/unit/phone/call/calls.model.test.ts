import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import {
  find,
  isEngaged,
  isLive,
  speakingId,
  type Calls,
  type Step,
} from '../../../../src-main/phone/call/calls';
import type { CallCommand } from '../../../../src-main/phone/call/calls-command';
import type { CallSignal } from '../../../../src-main/phone/call/calls-event';
import { callsSnapshot } from '../../../../src-main/phone/call/call-snapshot';
import { CallsView } from '../../../../src-preload/contract/calls';
import { Desk, MEDIA, party } from './desk';

type Move =
  | { readonly kind: 'dial'; readonly id: string; readonly emergency: boolean }
  | { readonly kind: 'command'; readonly asked: CallCommand }
  | { readonly kind: 'signal'; readonly signal: CallSignal; readonly known: boolean }
  | { readonly kind: 'referral'; readonly id: string; readonly newId: string | null }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'restart' }
  | { readonly kind: 'hang-up-line' };

// Few identities, so that moves meet; at first all are unknown, and later over.
const id = fc.constantFrom('a', 'b', 'c', 'd', 'x');
const held = fc.boolean();
const asked: fc.Arbitrary<CallCommand> = fc.oneof(
  ...(['answer', 'decline', 'hang-up', 'dismiss'] as const).map((kind) =>
    fc.record({ kind: fc.constant(kind), id }),
  ),
  fc.record({ kind: fc.constant('hold' as const), id, held }),
  fc.record({ kind: fc.constant('hold' as const), id, held }),
  fc.record({ kind: fc.constant('mute' as const), id, muted: held }),
  fc.record({ kind: fc.constant('dtmf' as const), id, digits: fc.constant('1') }),
);
const signal: fc.Arbitrary<CallSignal> = fc.oneof(
  id.map((callId) => ({ kind: 'call/incoming', callId, lineId: 'L', from: party(callId) }) as const),
  id.map((callId) => ({ kind: 'call/established', callId, remote: party(callId), media: MEDIA }) as const),
  id.map((callId) => ({ kind: 'call/established', callId, remote: party(callId), media: MEDIA }) as const),
  fc.record({
    kind: fc.constant('call/progress' as const),
    callId: id,
    progress: fc.constantFrom('trying' as const, 'ringing' as const, 'early-media' as const),
  }),
  fc.record({
    kind: fc.constant('call/hold' as const),
    callId: id,
    hold: fc.constantFrom('none' as const, 'ours' as const, 'theirs' as const, 'both' as const),
  }),
  fc.record({
    kind: fc.constant('call/refused' as const),
    callId: id,
    what: fc.constantFrom('hold' as const, 'resume' as const, 'dtmf' as const),
    status: fc.constant(488),
  }),
  id.map((callId) => ({ kind: 'call/dtmf', callId, digit: '5' }) as const),
  id.map((callId) => ({
    ...({ kind: 'call/refer-asked', callId, target: party('z') } as const),
    ...{ referredBy: null, attended: false },
  })),
  id.map((callId) => ({ kind: 'call/refer-lapsed', callId }) as const),
  id.map((callId) => ({ kind: 'call/ended', callId, why: { kind: 'busy', status: 486 } }) as const),
);
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('dial' as const), id, emergency: fc.boolean() }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('command' as const), asked }) },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('signal' as const),
      signal,
      known: fc.integer({ min: 0, max: 9 }).map((die) => die > 0),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('referral' as const),
      id,
      newId: fc.option(id, { nil: null }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(8_000) }) },
  { weight: 1, arbitrary: fc.constantFrom<Move>({ kind: 'restart' }, { kind: 'hang-up-line' }) },
);

function play(desk: Desk, moves: readonly Move[], check: () => void): void {
  const taken = new Set<string>();
  for (const one of moves) {
    if (one.kind === 'dial') {
      // Identities are random in the product: one is never dialled twice.
      if (!taken.has(one.id) && !desk.state.calls.some((call) => call.id === one.id)) {
        taken.add(one.id);
        desk.dial(one.id, one.emergency);
      }
    } else if (one.kind === 'referral') {
      const { newId } = one;
      if (newId === null || (!taken.has(newId) && !desk.state.calls.some((call) => call.id === newId))) {
        if (desk.answerReferral(one.id, newId) === 'ok' && newId !== null) taken.add(newId);
      }
    } else if (one.kind === 'command') desk.command(one.asked);
    else if (one.kind === 'signal') {
      const incoming = one.signal.kind === 'call/incoming';
      if (incoming && taken.has(one.signal.callId)) continue;
      if (incoming && one.known) taken.add(one.signal.callId);
      desk.report(one.signal, one.known ? { signallingEncrypted: false } : null);
    } else if (one.kind === 'pass') desk.pass(one.ms);
    else if (one.kind === 'restart') desk.lineRestarted();
    else desk.hangUpLine('L');
    check();
  }
}

/** No command names a call that is over or was never there, but for refusing one that comes in. */
function commandsAreForLiveCalls({ commands }: Step, before: Calls): void {
  for (const command of commands) {
    if (!('callId' in command) || command.kind === 'call/dial' || command.kind === 'call/decline') continue;
    expect(before.calls.find((call) => call.id === command.callId && isLive(call))).toBeDefined();
  }
}

/** Whoever loses the voice to another call is put on hold. */
function theSilencedIsHeld({ state, commands }: Step, before: Calls): void {
  const id = speakingId(before);
  if (id === null || [null, id].includes(speakingId(state))) return;
  const call = find(state, id);
  if (call?.state !== 'established' || find(before, id)?.state !== 'established') return;
  expect(commands).toContainEqual({ kind: 'call/hold', callId: id, held: true });
  expect(call.pendingHold).toBe('hold');
}

function countsBy(history: readonly string[], what: string): readonly string[] {
  return history.filter((line) => line.startsWith(what)).map((line) => line.split(' ')[1] ?? '');
}

test('whatever happens in whatever order, the rules between calls hold', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
      const desk = new Desk();
      desk.watch = (step, before) => {
        commandsAreForLiveCalls(step, before);
        theSilencedIsHeld(step, before);
      };
      play(desk, moves, () => {
        const engaged = desk.state.calls.filter(isEngaged);
        const silenced = desk.muted();
        // At most one call hears the microphone.
        expect(engaged.filter((call) => !silenced.includes(call.id)).length).toBeLessThanOrEqual(1);
        // Someone is active exactly while someone is engaged.
        expect(engaged.some((call) => call.id === desk.state.activeId)).toBe(engaged.length > 0);
        if (engaged.length === 0) expect(desk.state.activeId).toBeNull();
        const snapshot = callsSnapshot(desk.state);
        expect(v.parse(CallsView, snapshot)).toEqual(snapshot);
      });
      desk.hangUpLine(null);
      const started = countsBy(desk.history, 'started');
      // Every call that started is in the history exactly once, and nothing else is.
      expect([...countsBy(desk.history, 'ended')].sort()).toEqual([...started].sort());
      expect(new Set(started).size).toBe(started.length);
      expect(desk.state.calls.some(isLive)).toBe(false);
      desk.pass(10_000);
      expect([desk.sound(), desk.muted(), desk.state.calls]).toEqual(['none', [], []]);
    }),
    { numRuns: 1_500 },
  );
});
