import { watch } from 'node:fs';
import { disposable, NOTHING_TO_DISPOSE } from '../../base/disposable';
import { messageOf, type Log } from '../../base/log';
import type { PlugSource } from '../hotplug';

/**
 * Linux: hidraw nodes that appear, disappear or change their permissions. Sees what USB does not announce
 * (Bluetooth) and the moment udev grants the node to the person at the seat.
 * @param folder where the nodes are
 */
export function deviceNodes(log: Log, folder = '/dev'): PlugSource {
  return (noticed) => {
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name?.startsWith('hidraw') === true) noticed();
      });
      watcher.on('error', (error) => {
        log('warn', 'device nodes are not watched', { why: messageOf(error) });
      });
      return disposable(() => {
        watcher.close();
      });
    } catch (error) {
      log('warn', 'device nodes are not watched', { why: messageOf(error) });
      return NOTHING_TO_DISPOSE;
    }
  };
}
