import type { Clock } from '../base/clock';
import { disposable, DisposableStore, type Disposable } from '../base/disposable';
import type { Log } from '../base/log';
import { Devices, type IsHeadset } from './devices';
import { Hotplug } from './hotplug';
import { deviceNodes } from './system/device-nodes';
import { foreignSystem } from './system/foreign';
import { linuxSystem } from './system/linux';
import { usbPlugs } from './system/usb-plugs';

export interface HidParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly isHeadset: IsHeadset;
}

export interface OpenedHid extends Disposable {
  readonly devices: Devices;
  /** The machine woke up: what is plugged in now nobody announced. */
  woke(): void;
}

/** This system's headsets. Nothing is opened before the first `devices.scan()`. */
export function openHid({ clock, log, isHeadset }: HidParts): OpenedHid {
  const linux = process.platform === 'linux';
  const owned = new DisposableStore();
  const hotplug = owned.add(new Hotplug(clock, linux ? [usbPlugs(log), deviceNodes(log)] : [usbPlugs(log)]));
  const system = linux ? linuxSystem(log) : foreignSystem(log);
  const devices = owned.add(new Devices({ system, hotplug, clock, log, isHeadset }));
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
