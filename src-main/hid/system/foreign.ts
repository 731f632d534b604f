import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { messageOf, type Log } from '../../base/log';
import { fail, type Result } from '../../base/result';
import type { Found, HidSystem, NoDescriptor, TopUsage } from '../found';
import { libraryReader, type DescriptorReader } from './library';
import { listInterfaces, openInterface } from './node-hid';

const TELEPHONY_PAGE = 0x0b;
const GENERIC_DESKTOP_PAGE = 0x01;
const KEYBOARDS = [0x06, 0x07];

const isKeyboard = ({ page, usage }: TopUsage): boolean =>
  page === GENERIC_DESKTOP_PAGE && KEYBOARDS.includes(usage);

/**
 * Whether an interface is worth opening to look further. A keyboard is never opened: macOS would ask the person
 * whether Offhook may watch everything they type.
 */
export function mayBeHeadset({ topUsages }: Found): boolean {
  return topUsages.some(({ page }) => page === TELEPHONY_PAGE) && !topUsages.some(isKeyboard);
}

/** Windows and macOS: the descriptor comes out of hidapi itself, since no file has it. */
export function foreignSystem(log: Log, platform: NodeJS.Platform = process.platform): HidSystem {
  let reader: Promise<Result<DescriptorReader, NoDescriptor>> | undefined;
  return {
    list: () =>
      listInterfaces().then(
        (found) => found.filter(mayBeHeadset),
        (error: unknown) => {
          log('warn', 'HID devices cannot be listed', { why: messageOf(error) });
          return [];
        },
      ),
    async descriptor({ path }) {
      reader ??= libraryReader(prebuiltFile(platform));
      const read = await reader;
      return read.ok ? read.value(path) : fail(read.error);
    },
    usbParent: ({ vendorId, productId }) =>
      Promise.resolve({ vendorId, productId, port: '', soundCards: [] }),
    open: ({ path }) => openInterface(path),
  };
}

/** The library node-hid has loaded; the system's loader cannot look into an asar, so it lies beside it. */
export function prebuiltFile(platform: NodeJS.Platform, architecture: string = process.arch): string {
  const folder = dirname(createRequire(__filename).resolve('node-hid/package.json'));
  const name = platform === 'linux' ? 'HID_hidraw' : 'HID';
  return join(
    folder.replace('app.asar', 'app.asar.unpacked'),
    `prebuilds/${name}-${platform}-${architecture}/node-napi-v4.node`,
  );
}
