import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { whereIs } from '../../support/peer-missing';
import type { Scratch } from '../../support/scratch';
import type { MachineParts } from './machine-parts';

const ROOT = join(__dirname, '../../..');
const MODULES = join(ROOT, 'node_modules');

/** In the order in which they need each other. hid-plantronics and hid-jabra: without them those get no hidraw node. */
const KERNEL_MODULES = [
  'usb-common',
  'usbcore',
  'configfs',
  'udc-core',
  'dummy_hcd',
  'libcomposite',
  'usb_f_hid',
  'hid',
  'usbhid',
  'hid-generic',
  'hid-plantronics',
  'hid-jabra',
  'uhid',
];

/** `udevd` starts as on any Linux; the guest program speaks last. */
const INIT = `#!/bin/sh
/bin/busybox --install -s /bin 2>/dev/null
export PATH=/bin:/sbin:/usr/bin
mount -t proc p /proc; mount -t sysfs s /sys; mount -t devtmpfs d /dev 2>/dev/null
/lib/systemd/systemd-udevd --daemon --resolve-names=never
for m in ${KERNEL_MODULES.join(' ')}; do insmod /m/$m.ko || echo "insmod $m failed"; done
mkdir -p /cfg; mount -t configfs c /cfg
cd /t; node guest.cjs; echo "GUEST_EXIT=$? after $(cut -d' ' -f1 /proc/uptime) s"
sync; poweroff -f
`;

export interface Image {
  readonly kernel: string;
  readonly initrd: string;
}

/** Every file of the libraries that `files` are linked with, by the loader's own word. */
function libraries(files: readonly string[]): readonly string[] {
  const lines = files.flatMap((file) => execFileSync('ldd', [file], { encoding: 'utf8' }).split('\n'));
  const paths = lines.flatMap((line) => /(?:=> |^\s*)(\/\S+) \(/.exec(line)?.[1] ?? []);
  return [...new Set(paths)];
}

function copyInto(folder: string, path: string, as = path): void {
  const target = join(folder, as);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(realpathSync(path), target);
}

function copyPrograms(root: string, { udev }: MachineParts): void {
  const node = realpathSync(process.execPath);
  copyInto(root, node, 'bin/node');
  copyInto(root, whereIs('busybox') ?? '/bin/busybox', 'bin/busybox');
  symlinkSync('busybox', join(root, 'bin/sh'));
  const udevadm = join(udev, 'bin/udevadm');
  copyInto(root, udevadm, 'bin/udevadm');
  mkdirSync(join(root, 'lib/systemd'), { recursive: true });
  symlinkSync('/bin/udevadm', join(root, 'lib/systemd/systemd-udevd'));
  const natives = nativeModules(join(root, 't/node_modules'));
  for (const library of libraries([node, udevadm, ...natives])) copyInto(root, library);
}

/** The native modules as the product ships them; resolves with their binaries. */
function nativeModules(target: string): readonly string[] {
  for (const name of ['node-hid', 'pkg-prebuilds', 'usb', '@node-usb', 'koffi', '@koromix'])
    cpSync(join(MODULES, name), join(target, name), {
      recursive: true,
      filter: (path) =>
        !/\/(hidapi|vendor|doc|[^/]*musl[^/]*|HID(?:_hidraw)?-(?!linux-x64$)[^/]*)$/.test(path),
    });
  const files = readdirSync(target, { recursive: true, encoding: 'utf8' });
  return files.filter((name) => name.endsWith('.node')).map((name) => join(target, name));
}

/** The rules that make nodes and rights, and ours; seat rules are left out, there is no seat. */
function copyRules(root: string, { udev }: MachineParts): void {
  const folder = 'lib/udev/rules.d';
  copyInto(root, join(udev, folder, '50-udev-default.rules'), join(folder, '50-udev-default.rules'));
  for (const rule of readdirSync(join(ROOT, 'assets/udev')))
    copyInto(root, join(ROOT, 'assets/udev', rule), join(folder, rule));
  mkdirSync(join(root, 'etc'), { recursive: true });
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\nperson:x:1000:1000::/:/bin/sh\n');
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nperson:x:1000:\n');
}

function copyKernelModules(root: string, { kernel }: MachineParts): void {
  const all = readdirSync(join(kernel, 'lib/modules'), { recursive: true, encoding: 'utf8' });
  for (const name of KERNEL_MODULES) {
    const path = all.find((file) => basename(file) === `${name}.ko`);
    if (path === undefined) throw new Error(`the kernel has no module ${name}`);
    copyInto(root, join(kernel, 'lib/modules', path), `m/${name}.ko`);
  }
}

/** A machine in memory that runs `guest`, with `corpus` beside it. */
export function makeImage(parts: MachineParts, scratch: Scratch, guest: string, corpus: string): Image {
  const root = scratch.path('root');
  for (const folder of ['bin', 'proc', 'sys', 'dev', 'run', 'tmp', 't', 'm'])
    mkdirSync(join(root, folder), { recursive: true });
  copyPrograms(root, parts);
  copyRules(root, parts);
  copyKernelModules(root, parts);
  copyInto(root, guest, 't/guest.cjs');
  writeFileSync(join(root, 't/corpus.json'), corpus);
  writeFileSync(join(root, 'init'), INIT);
  chmodSync(join(root, 'init'), 0o755);
  const initrd = scratch.path('initrd.cpio');
  execFileSync('sh', ['-c', `find . | cpio -o -H newc --quiet > '${initrd}'`], { cwd: root });
  const boot = readdirSync(join(parts.kernel, 'boot')).find((name) => name.startsWith('vmlinuz'));
  if (boot === undefined) throw new Error('the kernel package has no kernel');
  return { kernel: join(parts.kernel, 'boot', boot), initrd };
}
