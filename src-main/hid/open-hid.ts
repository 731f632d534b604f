import type { Clock } from '../base/clock';
import { disposable, DisposableStore, type Disposable } from '../base/disposable';
import type { Log } from '../base/log';
import { Devices, type IsHeadset } from './devices';
import type { HidSystem } from './found';
import { Hotplug, type PlugSource } from './hotplug';
import { deviceNodes } from './system/device-nodes';
import { foreignSystem } from './system/foreign';
import { linuxSystem } from './system/linux';
import { usbPlugs } from './system/usb-plugs';

/** Where HID devices are found, and what tells that one came or went. */
export interface HidComputer {
  readonly system: HidSystem;
  readonly sources: readonly PlugSource[];
}

export interface HidParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly isHeadset: IsHeadset;
  /** This computer where not said. */
  readonly computer?: HidComputer;
}

export interface OpenedHid extends Disposable {
  readonly devices: Devices;
  /** The machine woke up: what is plugged in now nobody announced. */
  woke(): void;
}

/** The computer this runs on. */
function thisComputer(log: Log): HidComputer {
  const linux = process.platform === 'linux';
  return {
    system: linux ? linuxSystem(log) : foreignSystem(log),
    sources: linux ? [usbPlugs(log), deviceNodes(log)] : [usbPlugs(log)],
  };
}

/** A computer's headsets. Nothing is opened before the first `devices.scan()`. */
export function openHid({ clock, log, isHeadset, computer = thisComputer(log) }: HidParts): OpenedHid {
  const owned = new DisposableStore();
  const hotplug = owned.add(new Hotplug(clock, computer.sources));
  const devices = owned.add(new Devices({ system: computer.system, hotplug, clock, log, isHeadset }));
  return {
    devices,
    woke: () => {
      hotplug.notice();
    },
    ...disposable(() => {
      owned.dispose();
    }),
  };
}
