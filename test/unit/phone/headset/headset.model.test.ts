import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallCommand } from '../../../../src-main/phone/call/calls-command';
import { isEngaged, isLive } from '../../../../src-main/phone/call/calls';
import type { HeadsetEvent } from '../../../../src-main/phone/headset/ports';
import { MEDIA, party, type Desk } from '../call/desk';
import { Rig } from './rig';

type Move =
  | { readonly kind: 'calls'; readonly change: (desk: Desk) => void; readonly name: string }
  | { readonly kind: 'event'; readonly on: string; readonly event: HeadsetEvent }
  | { readonly kind: 'plug' | 'unplug'; readonly on: string }
  | { readonly kind: 'pass'; readonly ms: number };

const call = fc.constantFrom('a', 'b', 'c');
const headset = fc.constantFrom('h', 'k');

const command = (asked: CallCommand): Move => ({
  kind: 'calls',
  name: JSON.stringify(asked),
  change: (desk) => desk.command(asked),
});

/** No two calls ever have one identity. */
const fresh =
  (id: string, begin: (desk: Desk) => void) =>
  (desk: Desk): void => {
    if (!desk.state.calls.some((known) => known.id === id)) begin(desk);
  };

const callMoves: fc.Arbitrary<Move> = fc.oneof(
  call.map((id): Move => ({ kind: 'calls', name: `ring ${id}`, change: fresh(id, (desk) => desk.ring(id)) })),
  call.map((id): Move => ({ kind: 'calls', name: `dial ${id}`, change: fresh(id, (desk) => desk.dial(id)) })),
  call.map((id): Move => ({ kind: 'calls', name: `establish ${id}`, change: (desk) => desk.establish(id) })),
  call.map((id): Move => ({
    kind: 'calls',
    name: `hold ${id}`,
    change: (desk) => desk.agreeHold(id, 'ours'),
  })),
  call.map((id): Move => ({
    kind: 'calls',
    name: `resume ${id}`,
    change: (desk) => desk.agreeHold(id, 'none'),
  })),
  call.map((id): Move => ({
    kind: 'calls',
    name: `end ${id}`,
    change: (desk) => desk.report({ kind: 'call/ended', callId: id, why: { kind: 'hung-up', by: 'them' } }),
  })),
  call.map((id) => command({ kind: 'answer', id })),
  call.map((id) => command({ kind: 'hang-up', id })),
  fc.tuple(call, fc.boolean()).map(([id, held]) => command({ kind: 'hold', id, held })),
  fc.tuple(call, fc.boolean()).map(([id, muted]) => command({ kind: 'mute', id, muted })),
);

const event: fc.Arbitrary<HeadsetEvent> = fc.oneof(
  fc.record({ kind: fc.constant('hook' as const), offHook: fc.boolean(), repeated: fc.boolean() }),
  fc.record({ kind: fc.constant('hook' as const), offHook: fc.boolean(), repeated: fc.constant(false) }),
  fc.record({ kind: fc.constantFrom('hook-toggle' as const, 'mute-toggle' as const) }),
  fc.record({ kind: fc.constant('mute-set' as const), muted: fc.boolean() }),
  fc.record({ kind: fc.constant('line-busy' as const), busy: fc.boolean() }),
  fc.record({
    kind: fc.constantFrom(
      'flash' as const,
      'reject' as const,
      'drop' as const,
      'redial' as const,
      'voicemail' as const,
    ),
  }),
  fc.constant({ kind: 'key' as const, digit: '5' }),
);

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 5, arbitrary: callMoves },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('event' as const), on: headset, event }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('plug' as const, 'unplug' as const), on: headset }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(8_000) }) },
);

/** Headsets of which half confirm each Off-Hook as real ones do. */
function start(confirms: boolean): Rig {
  const rig = new Rig();
  rig.headsets.plug('h', { selected: true });
  rig.headsets.plug('k');
  const hooks = new Map<string, boolean>();
  rig.headsets.hears = (id, { offHook }) => {
    if (!confirms || (hooks.get(id) ?? false) === offHook) return;
    hooks.set(id, offHook);
    rig.headsets.hook(id, offHook);
  };
  return rig;
}

function play(rig: Rig, one: Move): void {
  switch (one.kind) {
    case 'calls':
      rig.calls(one.change);
      return;
    case 'event':
      rig.headsets.say(one.on, one.event);
      return;
    case 'plug':
      if (!rig.headsets.lights.has(one.on)) rig.headsets.plug(one.on);
      return;
    case 'unplug':
      rig.headsets.unplug(one.on);
      return;
    case 'pass':
      rig.clock.advance(one.ms);
  }
}

const busyElsewhere = (rig: Rig, id: string): boolean =>
  rig.control.state.value.units.some(({ headset: { id: other }, line }) => other === id && line === 'other');

/** Whatever lights are on, a call of ours explains them. */
function lightsFollowTheCalls(rig: Rig): void {
  const { calls } = rig.desk.state;
  const engaged = calls.some(isEngaged);
  for (const [id, lights] of rig.headsets.lights) {
    if (busyElsewhere(rig, id)) continue;
    if (!calls.some(isLive)) expect(rig.headsets.shows(id)).toBe('dark');
    if (!engaged) expect(lights.offHook || lights.mute || lights.hold).toBe(false);
    if (!calls.some(({ state }) => state === 'ringing-in')) expect(lights.ring).toBe(false);
  }
  const lit = [...rig.headsets.lights].filter(([id, { offHook }]) => offHook && !busyElsewhere(rig, id));
  expect(lit.length, 'one headset has the call').toBeLessThanOrEqual(1);
}

test('whatever happens: lights follow the calls, a press does one thing, nothing is written without a call', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(move, { maxLength: 40 }), (confirms, moves) => {
      const rig = start(confirms);
      for (const one of moves) {
        const live = rig.desk.state.calls.some(isLive);
        const { writes } = rig.headsets;
        rig.takeSaid();
        play(rig, one);
        const said = rig.takeSaid();
        expect(said.length, 'one press, one thing').toBeLessThanOrEqual(1);
        // But for a mute switch that is on when a call begins.
        if (one.kind !== 'event')
          expect(
            said.filter((what) => !what.startsWith('mute ')),
            'nobody pressed',
          ).toEqual([]);
        // But to one that went away lit and is back.
        if (one.kind !== 'plug' && !live && !rig.desk.state.calls.some(isLive))
          expect(rig.headsets.writes, 'no call, no write').toBe(writes);
        lightsFollowTheCalls(rig);
      }
    }),
    { numRuns: 500 },
  );
});

test('off-hook by hand is granted whenever a call of ours is, or becomes, engaged by it', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(move, { maxLength: 25 }), (confirms, moves) => {
      const rig = start(confirms);
      for (const one of moves) play(rig, one);
      rig.clock.advance(10_000);
      const { ownerId, units, restsOnHook } = rig.control.state.value;
      const owner = units.find(({ headset: { id } }) => id === ownerId);
      if (!owner || owner.line === 'other' || restsOnHook || !rig.desk.state.calls.some(isEngaged)) return;
      expect(rig.headsets.lights.get(owner.headset.id)?.offHook).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('when all calls are gone every light of ours is off, and after the end on every headset', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(move, { maxLength: 40 }), (confirms, moves) => {
      const rig = start(confirms);
      for (const one of moves) play(rig, one);
      rig.calls((desk) => {
        desk.lineRestarted();
      });
      for (const id of rig.headsets.lights.keys()) rig.headsets.say(id, { kind: 'line-busy', busy: false });
      for (const id of rig.headsets.lights.keys()) expect(rig.headsets.shows(id)).toBe('dark');
      rig.calls((desk) => {
        desk.report({ kind: 'call/incoming', callId: 'z', lineId: 'L', from: party('z') });
        desk.command({ kind: 'answer', id: 'z' });
        desk.report({ kind: 'call/established', callId: 'z', remote: party('z'), media: MEDIA });
      });
      rig.control.dispose();
      for (const id of rig.headsets.lights.keys()) expect(rig.headsets.shows(id)).toBe('dark');
    }),
    { numRuns: 300 },
  );
});
