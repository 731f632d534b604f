/** Takes whole netstrings (`5:hello,`) off the front of a stream; the rest waits for more bytes. */
export class NetstringReader {
  #pending: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): readonly string[] {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    const whole: string[] = [];
    for (;;) {
      const colon = this.#pending.indexOf(':');
      if (colon < 0) return whole;
      const end = colon + 1 + Number(this.#pending.toString('latin1', 0, colon));
      if (Number.isNaN(end)) throw new Error('not a netstring');
      if (this.#pending.length <= end) return whole;
      whole.push(this.#pending.toString('utf8', colon + 1, end));
      this.#pending = this.#pending.subarray(end + 1);
    }
  }
}

export function netstring(text: string): string {
  return `${String(Buffer.byteLength(text))}:${text},`;
}
