import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { OWN_DEVICES } from './own-devices';

export interface CorpusDevice {
  /** Unique in the corpus. */
  readonly name: string;
  readonly vendorId: number;
  readonly productId: number;
  /** The report descriptor, hexadecimal. */
  readonly descriptor: string;
}

const Hex = v.pipe(v.string(), v.regex(/^[\da-f\s]+$/i));
const Shared = v.array(v.object({ vendor: v.string(), product: v.string(), vid: Hex, pid: Hex, hex: Hex }));

/** Real descriptors, read where they lie beside the project; never part of it. */
const FILE = join(__dirname, '../../../../shared/data/headsets.json');

function shared(): readonly CorpusDevice[] {
  if (!existsSync(FILE)) return [];
  return v
    .parse(Shared, JSON.parse(readFileSync(FILE, 'utf8')))
    .map(({ vid, pid, vendor, product, hex }) => ({
      name: `${vid}:${pid} ${vendor} ${product}`,
      vendorId: parseInt(vid, 16),
      productId: parseInt(pid, 16),
      descriptor: hex.replace(/\s/g, ''),
    }));
}

/** No real vendor, so that no driver takes it for another. */
const OWN_VENDOR = 0xf055;

function own(): readonly CorpusDevice[] {
  return Object.entries(OWN_DEVICES).map(([name, hex], at) => ({
    name,
    vendorId: OWN_VENDOR,
    productId: at + 1,
    descriptor: hex.replaceAll(' ', ''),
  }));
}

export const corpus = (): readonly CorpusDevice[] => [...own(), ...shared()];
