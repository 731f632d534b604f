import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CLASS = '/sys/class/hidraw';

/** The hidraw nodes of the device with this name. */
export function nodesOf(name: string): readonly string[] {
  return readdirSync(CLASS).filter((node) => {
    const about = readFileSync(join(CLASS, node, 'device/uevent'), 'utf8');
    return about.split('\n').includes(`HID_NAME=${name}`);
  });
}

/** Whether udev gave the node to the person at the seat, once it has made up its mind. */
export function isGranted(node: string): boolean {
  execFileSync('udevadm', ['settle', '--timeout=20']);
  // A node without tags is not in udev's database.
  const about = execFileSync('udevadm', ['info', '--query=all', `--name=/dev/${node}`], { encoding: 'utf8' });
  return /^E: TAGS=.*:uaccess:/m.test(about);
}
