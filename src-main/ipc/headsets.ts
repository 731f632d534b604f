import type { Observed } from '../base/observable';
import { fail, ok, type Result } from '../base/result';
import { headsets, type HeadsetsView } from '../../src-preload/contract/headsets';
import type { ContractServer } from './serve';

type Refused = { readonly kind: 'unknown-headset' | 'headset-busy' };

/** The headsets as windows see them. */
export interface HeadsetSource {
  readonly view: Observed<HeadsetsView>;
  tryButton(id: string): Result<void, Refused>;
  tryLights(id: string): Result<void, Refused>;
  endTrial(): void;
}

export interface HeadsetFiles {
  readonly copy: (text: string) => void;
  readonly saveDiagnostics: (
    id: string,
  ) => Promise<
    Result<
      { readonly saved: boolean },
      { readonly kind: 'unknown-headset' | 'not-written'; readonly detail?: string }
    >
  >;
}

export function serveHeadsets(
  server: ContractServer,
  source: HeadsetSource,
  { copy, saveDiagnostics }: HeadsetFiles,
): void {
  server.publish(headsets.changed, () => source.view.value, source.view.changed);
  server.command(headsets.tryButton, ({ id }) => source.tryButton(id));
  server.command(headsets.tryLights, ({ id }) => source.tryLights(id));
  server.command(headsets.endTrial, () => {
    source.endTrial();
    return ok(undefined);
  });
  server.command(headsets.copyFix, () => {
    const { permissionFix } = source.view.value;
    if (permissionFix === null) return fail({ kind: 'unavailable' });
    copy(permissionFix);
    return ok(undefined);
  });
  server.command(headsets.saveDiagnostics, ({ id }) => saveDiagnostics(id));
}
