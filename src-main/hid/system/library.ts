import type { LibraryHandle } from 'koffi';
import { messageOf } from '../../base/log';
import { fail, ok, type Result } from '../../base/result';
import type { NoDescriptor } from '../found';

/** hidapi's own limit (HID_API_MAX_REPORT_DESCRIPTOR_SIZE). */
const LONGEST_DESCRIPTOR = 4096;

/** Reads the report descriptor of the device behind a path. */
export type DescriptorReader = (path: string) => Promise<Result<Uint8Array, NoDescriptor>>;

/**
 * hidapi's `hid_get_report_descriptor`, which node-hid has inside but does not offer: called in node-hid's own
 * prebuilt file (see README.md).
 * prebuilt file (see README.md). node-hid must have listed devices before: `hid_init` is its business.
 * @param file that file, as the loader sees it: not inside an asar
 */
export async function libraryReader(file: string): Promise<Result<DescriptorReader, NoDescriptor>> {
  try {
    const hidapi = await bind(file);
    return ok((path) => read(hidapi, path));
  } catch (error) {
    return fail({ kind: 'no-descriptor', detail: messageOf(error) });
  }
}

type Handle = object;

/** hidapi's functions, each on a thread of its own: opening may wait for the driver. */
interface Hidapi {
  /** Only macOS has it: hidapi starts with "exclusive" there, which would take the device from other programs. */
  share(): void;
  open(path: string): Promise<Handle | null>;
  descriptor(device: Handle, buffer: Uint8Array, size: number): Promise<number>;
  close(device: Handle): Promise<void>;
}

/** A C function on one of koffi's threads; what it returns only its declaration says. */
function onThread<Reply>(func: {
  async: (...given: readonly unknown[]) => void;
}): (...given: readonly unknown[]) => Promise<Reply> {
  return (...given) =>
    new Promise((resolve, reject) => {
      func.async(...given, (error: unknown, reply: Reply) => {
        if (error === null) resolve(reply);
        else reject(error instanceof Error ? error : new Error(messageOf(error)));
      });
    });
}

function sharing(library: LibraryHandle): () => void {
  if (process.platform !== 'darwin') return () => undefined;
  const setExclusive = library.func('void hid_darwin_set_open_exclusive(int exclusive)');
  return () => {
    setExclusive(0);
  };
}

async function bind(file: string): Promise<Hidapi> {
  const { load } = await import('koffi');
  const library = load(file);
  return {
    share: sharing(library),
    open: onThread(library.func('void *hid_open_path(const char *path)')),
    descriptor: onThread(
      library.func('int hid_get_report_descriptor(void *device, _Out_ uint8_t *buffer, size_t size)'),
    ),
    close: onThread(library.func('void hid_close(void *device)')),
  };
}

async function read(hidapi: Hidapi, path: string): Promise<Result<Uint8Array, NoDescriptor>> {
  hidapi.share();
  const device = await hidapi.open(path);
  if (device === null) return fail({ kind: 'no-descriptor', detail: 'hid_open_path failed' });
  try {
    const buffer = new Uint8Array(LONGEST_DESCRIPTOR);
    const length = await hidapi.descriptor(device, buffer, buffer.length);
    if (length < 0) return fail({ kind: 'no-descriptor', detail: 'hid_get_report_descriptor failed' });
    return ok(buffer.slice(0, length));
  } finally {
    await hidapi.close(device);
  }
}
