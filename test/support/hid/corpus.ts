import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

const Corpus = v.array(
  v.object({ vendor: v.string(), product: v.string(), vid: v.string(), pid: v.string(), hex: v.string() }),
);

export interface KnownDevice {
  readonly name: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly descriptor: Uint8Array;
}

/** Beside the checkout, unless `OFFHOOK_HEADSETS` names the file. */
const FILE = process.env['OFFHOOK_HEADSETS'] ?? join(__dirname, '../../../../shared/data/headsets.json');

/**
 * Report descriptors of real devices, which are not part of the project; without the file none, with a loud line.
 */
export function knownDevices(): readonly KnownDevice[] {
  if (!existsSync(FILE)) {
    console.warn(`\n⚠ SKIPPED, no descriptors of real headsets here (OFFHOOK_HEADSETS=headsets.json)\n`);
    return [];
  }
  return v
    .parse(Corpus, JSON.parse(readFileSync(FILE, 'utf8')))
    .map(({ vendor, product, vid, pid, hex }) => ({
      name: `${vendor} ${product}`,
      vendorId: parseInt(vid, 16),
      productId: parseInt(pid, 16),
      descriptor: Uint8Array.from(Buffer.from(hex, 'hex')),
    }));
}
