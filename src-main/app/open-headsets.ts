import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { Log } from '../base/log';
import type { Observed } from '../base/observable';
import type { HeadsetPort } from '../phone/headset/ports';
import { diagnosticsOf } from '../hid/diagnostics';
import { headsetByDescriptor, Headsets } from '../hid/headsets';
import { Journal } from '../hid/journal';
import { openHid, type HidComputer } from '../hid/open-hid';
import { permissionFix } from '../hid/permission';
import { quirksOf as quirksBy } from '../hid/quirks/quirks-of';
import { readQuirkFiles } from './quirk-files';

export interface OpenHeadsetsParts {
  readonly clock: Clock;
  readonly log: Log;
  /** The label of the device the person hears with. */
  readonly sound: Observed<string>;
  readonly quirkFolders: Parameters<typeof readQuirkFiles>[0];
  readonly computer: HidComputer | undefined;
}

/** The plug with its parts put together, in a file of its own that main reads late. */
export interface OpenHeadsets extends Disposable {
  readonly port: HeadsetPort;
  /** What is wrong with files of quirks. */
  readonly quirkProblems: readonly string[];
  scan(): Promise<void>;
  woke(): void;
  /** Resolves when the headsets have heard everything. */
  written(): Promise<void>;
  permissionFix(folder: string): string;
  /** What is known of a headset, as text; `null` for one that is not here. */
  diagnostics(id: string): string | null;
}

export function openHeadsets({ clock, log, sound, quirkFolders, computer }: OpenHeadsetsParts): OpenHeadsets {
  const owned = new DisposableStore();
  const quirks = readQuirkFiles(quirkFolders);
  for (const problem of quirks.problems) log('warn', 'a quirk is not used', { problem });
  const quirksOf = quirksBy(quirks.provisioned, quirks.own);
  const isHeadset = headsetByDescriptor(quirksOf);
  const hid = owned.add(openHid({ clock, log, isHeadset, ...(computer && { computer }) }));
  const journal = owned.add(new Journal(hid.devices, clock));
  const port = owned.add(new Headsets(hid.devices, quirksOf, sound));
  return {
    port,
    quirkProblems: quirks.problems,
    scan: () => hid.devices.scan(),
    woke: () => {
      hid.woke();
    },
    written: () => hid.devices.written(),
    permissionFix,
    diagnostics: (id) => {
      const device = hid.devices.headsets.value.find((one) => one.id === id);
      return device ? diagnosticsOf(device, quirksOf, journal.of(id)) : null;
    },
    dispose: () => {
      owned.dispose();
    },
  };
}
