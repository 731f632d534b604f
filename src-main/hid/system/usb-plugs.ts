import { disposable } from '../../base/disposable';
import { messageOf, type Log } from '../../base/log';
import type { PlugSource } from '../hotplug';

/**
 * USB devices that come and go, as the system announces them. Uses the native part of `usb` only: the WebUSB layer
 * over it lists devices unasked and throws in the event loop where that fails (a machine without USB). It is read
 * here and not before, so that a system without that part still has its headsets, noticed from time to time.
 */
export function usbPlugs(log: Log): PlugSource {
  return (noticed) => {
    const emitter = import('usb/index.js').then(({ Emitter }) => new Emitter());
    const failed = (error: unknown): void => {
      log('warn', 'USB devices are not announced: looking from time to time instead', {
        why: messageOf(error),
      });
    };
    const attached = emitter
      .then((one) => one.addAttach(noticed).then(() => one.addDetach(noticed)))
      .catch(failed);
    return disposable(() => {
      void attached
        .then(() => emitter)
        .then((one) => one.removeAttach().then(() => one.removeDetach()))
        .catch(() => undefined);
    });
  };
}
