import type { TrayIcon, TrayView } from '../os/tray';
import type { LineSnapshot } from '../phone/account/line-entry';
import type { CallsSnapshot, CallSnapshot } from '../phone/call/call-snapshot';

const WITHHELD = { de: 'Anonym', en: 'Anonymous' } as const;

/** What the tray says about the telephone. */
export function trayView(
  language: 'de' | 'en',
  lines: readonly LineSnapshot[],
  { calls, activeId }: CallsSnapshot,
): TrayView {
  return {
    language,
    icon: icon(lines, calls, activeId),
    lines: lines.map(({ label, registration }) => ({ label, state: registration.state })),
    calls: calls
      .filter((call) => call.state !== 'ended')
      .map((call) => ({
        id: call.id,
        who: call.remote.uri === '' ? WITHHELD[language] : (call.remote.name ?? call.remote.number),
        state: call.state === 'ringing-in' ? 'ringing-in' : 'live',
      })),
  };
}

function icon(
  lines: readonly LineSnapshot[],
  calls: readonly CallSnapshot[],
  activeId: string | null,
): TrayIcon {
  if (calls.some((call) => call.state === 'ringing-in')) return 'ringing';
  const active = calls.find((call) => call.id === activeId);
  if (active) return active.state === 'established' && active.muted ? 'muted' : 'in-call';
  if (lines.length === 0) return 'idle';
  return lines.some(({ registration }) => registration.state === 'registered') ? 'registered' : 'unreachable';
}
