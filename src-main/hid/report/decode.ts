import type { HeadsetEvent } from '../../phone/headset/ports';
import { readBits } from './bits';
import type { FieldMap, InputArray, InputRole, InputValue, Place } from './field-map';

/** The last input report of each id, without the id. */
export type InputState = ReadonlyMap<number, Uint8Array>;

export const NOTHING_HEARD: InputState = new Map();

export interface Decoded {
  readonly state: InputState;
  readonly events: readonly HeadsetEvent[];
}

/**
 * What an input report says that the one before did not. `bytes` begin with the report's id where the device numbers
 * its reports. Before its first report a headset is taken to be on-hook with nothing pressed.
 */
export function decodeReport(map: FieldMap, previous: InputState, bytes: Uint8Array): Decoded {
  const reportId = map.numbered ? bytes[0] : 0;
  if (reportId === undefined) return { state: previous, events: [] };
  const now = bytes.slice(map.numbered ? 1 : 0);
  const before = previous.get(reportId) ?? new Uint8Array(now.length);
  const change = { before, now, repeated: previous.has(reportId) && sameBytes(before, now) };
  const here = ({ reportId: id }: Place): boolean => id === reportId;
  const events = [
    ...map.values.filter(here).flatMap((value) => valueEvents(value, change, map.muteAbsolute)),
    ...map.arrays.filter(here).flatMap((array) => arrayEvents(array, change)),
  ];
  return {
    state: new Map(previous).set(reportId, now),
    events: events.length > 1 ? events.filter(isNews) : events,
  };
}

/** A one-shot that is pressed once more carries the hook along, which then asks for nothing. */
function isNews(event: HeadsetEvent): boolean {
  return event.kind !== 'hook' || !event.repeated;
}

interface Change {
  readonly before: Uint8Array;
  readonly now: Uint8Array;
  /** Not a bit differs from the report before. */
  readonly repeated: boolean;
}

function valueEvents(value: InputValue, change: Change, muteAbsolute: boolean): readonly HeadsetEvent[] {
  const was = readBits(change.before, value) !== 0;
  const on = readBits(change.now, value) !== 0;
  const changed = was !== on;
  // A one-shot is sent anew for every press, and some never send the 0 in between; but while it is held down, reports
  // of other buttons carry it along.
  const pressed = on && (changed || (value.relative && change.repeated));
  switch (value.role) {
    case 'hook':
      if (value.relative) return pressed ? [{ kind: 'hook-toggle' }] : [];
      return changed || change.repeated ? [{ kind: 'hook', offHook: on, repeated: !changed }] : [];
    case 'mute':
      if (!muteAbsolute) return pressed ? [{ kind: 'mute-toggle' }] : [];
      return changed ? [{ kind: 'mute-set', muted: on }] : [];
    case 'line-busy':
      return changed ? [{ kind: 'line-busy', busy: on }] : [];
    default:
      return pressed ? [pressOf(value.role)] : [];
  }
}

function arrayEvents(array: InputArray, { before, now }: Change): readonly HeadsetEvent[] {
  const held = new Set(numbersOf(array, before));
  const pressed = new Set(numbersOf(array, now).filter((number) => !held.has(number)));
  return [...pressed].flatMap((number) => {
    const role = array.roles.get(number);
    return role === undefined ? [] : [pressOf(role)];
  });
}

function numbersOf({ bitOffset, bits, count }: InputArray, report: Uint8Array): readonly number[] {
  return Array.from({ length: count }, (_, index) =>
    readBits(report, { bitOffset: bitOffset + index * bits, bits }),
  );
}

/** An array can hold no states, so whatever it names is a press. */
function pressOf(role: InputRole): HeadsetEvent {
  if (typeof role === 'object') return { kind: 'key', digit: role.digit };
  switch (role) {
    case 'hook':
      return { kind: 'hook-toggle' };
    case 'mute':
      return { kind: 'mute-toggle' };
    case 'line-busy':
      return { kind: 'line-busy', busy: true };
    default:
      return { kind: role };
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
