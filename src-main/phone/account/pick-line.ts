import type { LineId } from './line';
import type { LineSnapshot } from './line-entry';

/**
 * The line a call goes out on: the one asked for, else the default one, else the first registered one (a real one
 * before the practice exchange), else the first. A default line that is not registered is not silently replaced: who pays and who is shown as
 * caller would change.
 */
export function pickLine(
  lines: readonly LineSnapshot[],
  wanted: LineId | null,
  defaultId: LineId | null,
): LineSnapshot | null {
  if (wanted !== null) return byId(lines, wanted);
  return (defaultId === null ? null : byId(lines, defaultId)) ?? firstRegistered(lines) ?? lines[0] ?? null;
}

/** For an emergency any real line will do, one not registered only if no other is. */
export function pickEmergencyLine(
  lines: readonly LineSnapshot[],
  preferred: LineSnapshot | null,
): LineSnapshot | null {
  const real = lines.filter((line) => !line.practice);
  const chosen = real.find((line) => line.id === preferred?.id);
  if (chosen && isRegistered(chosen)) return chosen;
  return firstRegistered(real) ?? chosen ?? real[0] ?? preferred;
}

function firstRegistered(lines: readonly LineSnapshot[]): LineSnapshot | undefined {
  const registered = lines.filter(isRegistered);
  return registered.find((line) => !line.practice) ?? registered[0];
}

export function isRegistered(line: LineSnapshot): boolean {
  return line.registration.state === 'registered';
}

function byId(lines: readonly LineSnapshot[], id: LineId): LineSnapshot | null {
  return lines.find((line) => line.id === id) ?? null;
}
