/**
 * Where a usage lies in a descriptor's reports: a second opinion, so that the product's parser is not its own witness.
 * Knows no more than the corpus needs, and trusts its input.
 */
export interface Place {
  readonly kind: 'input' | 'output' | 'feature';
  readonly reportId: number;
  readonly bit: number;
  readonly usage: number;
  readonly relative: boolean;
}

export interface Places {
  readonly places: readonly Place[];
  readonly numbered: boolean;
  /** Whole bytes behind the id, by kind and id: `output 3`. */
  readonly bytes: ReadonlyMap<string, number>;
}

/** What the checks press and look at. */
export const USAGE = {
  hook: 0x0b0020,
  mute: 0x0b002f,
  reject: 0x090007,
  muteLight: 0x080009,
  offHookLight: 0x080017,
  ringLight: 0x080018,
  holdLight: 0x080020,
} as const;

const KINDS = { 8: 'input', 9: 'output', 11: 'feature' } as const;
const SIZES = [0, 1, 2, 4] as const;

interface Local {
  readonly value: number;
  readonly short: boolean;
}

class Walk {
  readonly places: Place[] = [];
  readonly bits = new Map<string, number>();
  #page = 0;
  #size = 0;
  #count = 0;
  #id = 0;
  #stack: (readonly [number, number, number, number])[] = [];
  #usages: Local[] = [];
  #minimum: Local | undefined;

  item(prefix: number, size: number, value: number): void {
    const tag = prefix >> 4;
    const type = (prefix >> 2) & 3;
    if (type === 1) this.#global(tag, value);
    else if (type === 2) this.#local(tag, { value, short: size < 4 });
    else this.#main(tag, value);
  }

  #global(tag: number, value: number): void {
    if (tag === 0) this.#page = value;
    if (tag === 7) this.#size = value;
    if (tag === 8) this.#id = value;
    if (tag === 9) this.#count = value;
    if (tag === 10) this.#stack.push([this.#page, this.#size, this.#count, this.#id]);
    if (tag === 11) [this.#page, this.#size, this.#count, this.#id] = this.#stack.pop() ?? [0, 0, 0, 0];
  }

  #local(tag: number, local: Local): void {
    if (tag === 0) this.#usages.push(local);
    if (tag === 1) this.#minimum = local;
    if (tag !== 2 || this.#minimum === undefined) return;
    for (let value = this.#minimum.value; value <= local.value; value += 1)
      this.#usages.push({ ...local, value });
  }

  #main(tag: number, flags: number): void {
    if (tag === 8 || tag === 9 || tag === 11) this.#field(KINDS[tag], flags);
    this.#usages = [];
    this.#minimum = undefined;
  }

  #field(kind: Place['kind'], flags: number): void {
    const key = `${kind} ${String(this.#id)}`;
    const start = this.bits.get(key) ?? 0;
    this.bits.set(key, start + this.#size * this.#count);
    const variable = (flags & 2) !== 0;
    if (!variable) return;
    for (let at = 0; at < this.#count; at += 1) {
      const local = this.#usages[Math.min(at, this.#usages.length - 1)];
      if (local === undefined) return;
      this.places.push({
        kind,
        reportId: this.#id,
        bit: start + at * this.#size,
        usage: local.short ? this.#page * 0x10000 + local.value : local.value,
        relative: (flags & 4) !== 0,
      });
    }
  }
}

export function placesOf(descriptor: Uint8Array): Places {
  const walk = new Walk();
  const view = Buffer.from(descriptor);
  for (let at = 0; at < view.length;) {
    const prefix = view.readUInt8(at);
    const size = SIZES[prefix & 3] ?? 0;
    walk.item(prefix, size, size === 0 ? 0 : view.readUIntLE(at + 1, size));
    at += 1 + size;
  }
  const bytes = new Map([...walk.bits].map(([key, bits]) => [key, Math.ceil(bits / 8)]));
  return { places: walk.places, numbered: walk.places.some(({ reportId }) => reportId > 0), bytes };
}
