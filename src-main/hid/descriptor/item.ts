import { fail, ok, type Result } from '../../base/result';

/** One item of a report descriptor (HID 1.11 §6.2.2). */
export interface Item {
  /** Where it begins, in bytes. */
  readonly at: number;
  readonly type: 'main' | 'global' | 'local' | 'long';
  /** The four bits of a short item's tag, the whole tag of a long one. */
  readonly tag: number;
  /** Its data, little-endian, without sign. 0 for a long item. */
  readonly value: number;
  /** The same data with sign. */
  readonly signed: number;
  /** Bytes of data: 0, 1, 2 or 4; up to 255 for a long item. */
  readonly size: number;
}

export interface BadItem {
  readonly kind: 'truncated-item' | 'reserved-item';
  readonly at: number;
}

const SIZES = [0, 1, 2, 4] as const;
const TYPES = ['main', 'global', 'local'] as const;
/** HID 1.11 §6.2.2.3: size 2, type 3, tag 15. */
const LONG_ITEM = 0xfe;

/** The items of a report descriptor in order, up to one that is none; a long item is for the reader to skip. */
export function* items(bytes: Uint8Array): Generator<Result<Item, BadItem>, void> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length;) {
    const item = bytes[at] === LONG_ITEM ? longItem(view, at) : shortItem(view, at);
    yield item;
    if (!item.ok) return;
    at += (item.value.type === 'long' ? 3 : 1) + item.value.size;
  }
}

function shortItem(view: DataView, at: number): Result<Item, BadItem> {
  const prefix = view.getUint8(at);
  const type = TYPES[(prefix >> 2) & 3];
  if (type === undefined) return fail({ kind: 'reserved-item', at });
  const size = SIZES[prefix & 3] ?? 0;
  if (at + 1 + size > view.byteLength) return fail({ kind: 'truncated-item', at });
  return ok({ at, type, tag: prefix >> 4, size, ...data(view, at + 1, size) });
}

function longItem(view: DataView, at: number): Result<Item, BadItem> {
  if (at + 3 > view.byteLength) return fail({ kind: 'truncated-item', at });
  const size = view.getUint8(at + 1);
  if (at + 3 + size > view.byteLength) return fail({ kind: 'truncated-item', at });
  return ok({ at, type: 'long', tag: view.getUint8(at + 2), value: 0, signed: 0, size });
}

function data(view: DataView, at: number, size: 0 | 1 | 2 | 4): Pick<Item, 'value' | 'signed'> {
  switch (size) {
    case 0:
      return { value: 0, signed: 0 };
    case 1:
      return { value: view.getUint8(at), signed: view.getInt8(at) };
    case 2:
      return { value: view.getUint16(at, true), signed: view.getInt16(at, true) };
    case 4:
      return { value: view.getUint32(at, true), signed: view.getInt32(at, true) };
  }
}
