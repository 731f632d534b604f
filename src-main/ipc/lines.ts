import { NOTHING_TO_DISPOSE } from '../base/disposable';
import type { Event } from '../base/signal';
import { ok, type Result } from '../base/result';
import type { LineId } from '../phone/account/line';
import { PRESETS } from '../phone/account/presets';
import type { Telephone } from '../phone/telephone';
import { lines } from '../../src-preload/contract/lines';
import type { ContractServer } from './serve';

const never: Event<void> = () => NOTHING_TO_DISPOSE;

export type SwitchPractice = (on: boolean) => Promise<Result<void, { readonly kind: 'unavailable' }>>;

export type SaveTrace = (
  id: LineId,
) => Promise<
  Result<
    { readonly saved: boolean },
    { readonly kind: 'unknown-line' | 'unavailable' | 'not-written'; readonly detail?: string }
  >
>;

export function serveLines(
  server: ContractServer,
  telephone: Telephone,
  { switchPractice, saveTrace }: { readonly switchPractice: SwitchPractice; readonly saveTrace: SaveTrace },
): void {
  server.publish(lines.changed, () => telephone.lines.value, telephone.lines.changed);
  server.publish(lines.presets, () => PRESETS, never);
  server.publish(lines.keychain, () => ({ available: telephone.keychain.value }), telephone.keychain.changed);
  server.command(lines.add, ({ draft, password }) => telephone.addLine(draft, password));
  server.command(lines.change, ({ id, draft, password }) => telephone.changeLine(id, draft, password));
  server.command(lines.remove, ({ id }) => telephone.removeLine(id));
  server.command(lines.enterPassword, ({ id, password }) => telephone.enterPassword(id, password));
  server.command(lines.refresh, ({ id }) => telephone.refreshLine(id));
  server.command(lines.test, ({ id, draft, password }) => telephone.testLine(draft, password, id));
  server.command(lines.saveTrace, ({ id }) => saveTrace(id));
  server.command(lines.practice, ({ on }) =>
    on || telephone.lines.value.some((line) => line.practice) ? switchPractice(on) : ok(undefined),
  );
}
