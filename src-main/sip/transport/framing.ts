import { LIMITS } from '../guard/limits';

/** What a stream carried: a message, or the CRLFs of RFC 5626 §3.5.1. */
export type Frame =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  | { readonly kind: 'ping' }
  | { readonly kind: 'pong' };

/** The stream can no longer be understood: where one message ends decides where the next begins. */
export class FramingError extends Error {}

const CR = 13;
const LF = 10;

/** Cuts a TCP or TLS stream into messages by Content-Length (RFC 3261 §18.3). */
export class Framing {
  #buffer = Buffer.alloc(4_096);
  #length = 0;
  /** Up to here there is no end of headers: not searched again when more arrives. */
  #searched = 0;

  /** @throws FramingError when the stream is beyond repair; close the connection then. */
  push(chunk: Uint8Array): Frame[] {
    this.#append(chunk);
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): Frame | null {
    return this.#keepAlive() ?? this.#message();
  }

  /** Two CRLFs between messages ask, one answers. */
  #keepAlive(): Frame | null {
    let count = 0;
    while (this.#buffer[count] === CR && this.#buffer[count + 1] === LF && count + 1 < this.#length)
      count += 2;
    if (count === 0) return null;
    this.#drop(count);
    return { kind: count >= 4 ? 'ping' : 'pong' };
  }

  #message(): Frame | null {
    const end = this.#buffer.subarray(0, this.#length).indexOf('\r\n\r\n', Math.max(0, this.#searched - 3));
    if (end < 0) {
      this.#searched = this.#length;
      if (this.#length > LIMITS.streamMessage) throw new FramingError('headers too long');
      return null;
    }
    const total = end + 4 + this.#contentLength(end);
    if (total > LIMITS.streamMessage) throw new FramingError('message too long');
    if (this.#length < total) return null;
    const bytes = Uint8Array.from(this.#buffer.subarray(0, total));
    this.#drop(total);
    return { kind: 'message', bytes };
  }

  /** Absent counts as 0: without it a stream has no other way to go on. */
  #contentLength(end: number): number {
    const head = this.#buffer.toString('latin1', 0, end + 2);
    const stated = /\r\n(?:content-length|l)[ \t]*:[ \t]*([^\r\n]*)/i.exec(head)?.[1]?.trim();
    if (stated === undefined) return 0;
    if (!/^\d{1,7}$/.test(stated)) throw new FramingError('bad Content-Length');
    return Number(stated);
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(needed, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, this.#length);
    this.#length = needed;
  }

  #drop(count: number): void {
    this.#buffer.copyWithin(0, count, this.#length);
    this.#length -= count;
    this.#searched = 0;
  }
}
