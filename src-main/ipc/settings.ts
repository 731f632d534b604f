import type { Observed } from '../base/observable';
import type { Telephone } from '../phone/telephone';
import { settings, type AppView, type FocusDialView } from '../../src-preload/contract/settings';
import type { ContractServer } from './serve';

export function serveSettings(
  server: ContractServer,
  telephone: Telephone,
  parts: { readonly app: Observed<AppView>; readonly focusDial: Observed<FocusDialView> },
): void {
  server.publish(settings.changed, () => telephone.settings.value, telephone.settings.changed);
  server.publish(settings.app, () => parts.app.value, parts.app.changed);
  server.publish(settings.focusDial, () => parts.focusDial.value, parts.focusDial.changed);
  server.command(settings.change, (change) => telephone.changeSettings(change));
}
