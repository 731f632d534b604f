import { describeDescriptor } from './descriptor/describe';
import { parseDescriptor } from './descriptor/parse';
import type { HeadsetDevice } from './headset-device';
import { fieldsOf, type QuirksOf } from './headsets';
import type { JournalEntry } from './journal';

const BYTES_PER_LINE = 32;
const ARROWS = { read: '<-', written: '->', failed: '-> not taken' } as const;

/**
 * What a headset is and what passed between it and us, as text for whoever looks for a fault. Names no serial
 * number, and not the device's id, which contains it.
 */
export function diagnosticsOf(
  device: HeadsetDevice,
  quirksOf: QuirksOf,
  journal: readonly JournalEntry[],
): string {
  const { name, manufacturer, vendorId, productId, access, descriptor } = device;
  const quirks = quirksOf(device);
  const parsed = parseDescriptor(descriptor);
  return [
    `Headset: ${name} (${manufacturer}), ${hex16(vendorId)}:${hex16(productId)}`,
    `Access: ${access.state}`,
    `Functions: ${fieldsOf(descriptor, quirks)?.functions.join(', ') ?? 'none'}`,
    `Quirks: ${JSON.stringify(quirks)}`,
    '',
    `Report descriptor, ${String(descriptor.length)} bytes:`,
    ...hexLines(descriptor),
    '',
    parsed.ok ? describeDescriptor(parsed.value) : `It cannot be read: ${JSON.stringify(parsed.error)}`,
    '',
    `The last ${String(journal.length)} reports, in seconds before the last:`,
    ...journal.map((entry) => journalLine(entry, journal.at(-1)?.atMs ?? 0)),
    '',
  ].join('\n');
}

function journalLine({ direction, report, atMs }: JournalEntry, lastMs: number): string {
  return `${((atMs - lastMs) / 1000).toFixed(3)} ${ARROWS[direction]} ${hexOf(report)}`.trimEnd();
}

function hexLines(bytes: Uint8Array): readonly string[] {
  const lines = Math.ceil(bytes.length / BYTES_PER_LINE);
  return Array.from({ length: lines }, (_, line) =>
    hexOf(bytes.subarray(line * BYTES_PER_LINE, (line + 1) * BYTES_PER_LINE)),
  );
}

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

const hex16 = (value: number): string => value.toString(16).padStart(4, '0');
