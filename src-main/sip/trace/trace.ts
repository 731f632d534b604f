import type { Endpoint, FlowProtocol } from '../transport/flow';
import { redact } from './redact';

/** A message as it went over the wire. */
export interface TracedMessage {
  /** Wall-clock milliseconds. */
  readonly atMs: number;
  readonly direction: 'in' | 'out';
  readonly protocol: FlowProtocol;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** Without secrets. */
  readonly text: string;
}

/** As it is kept: neither decoded nor redacted until somebody looks. */
export interface RawMessage extends Omit<TracedMessage, 'text'> {
  readonly raw: string | Uint8Array;
}

export const TRACE_LIMITS = { messages: 2_000, bytes: 4_194_304 } as const;

/** The last messages of one line, the oldest given up first. Recording costs no more than a note in an array. */
export class Trace {
  readonly #kept: RawMessage[] = [];
  /** Before it everything is given up; the array is cut now and then, not at each message. */
  #first = 0;
  #bytes = 0;

  constructor(
    private readonly limits: { readonly messages: number; readonly bytes: number } = TRACE_LIMITS,
  ) {}

  record(message: RawMessage): void {
    this.#kept.push(message);
    this.#bytes += sizeOf(message);
    while (this.#kept.length - this.#first > this.limits.messages || this.#bytes > this.limits.bytes)
      this.#giveUpOldest();
  }

  /** Oldest first, secrets taken out. */
  get messages(): TracedMessage[] {
    return this.#kept.slice(this.#first).map(({ raw, ...rest }) => ({
      ...rest,
      text: redact(typeof raw === 'string' ? raw : Buffer.from(raw).toString('utf8')),
    }));
  }

  #giveUpOldest(): void {
    const oldest = this.#kept[this.#first];
    if (oldest) this.#bytes -= sizeOf(oldest);
    this.#first++;
    if (this.#first <= this.limits.messages) return;
    this.#kept.splice(0, this.#first);
    this.#first = 0;
  }
}

/** Characters for bytes: near enough, and free. */
function sizeOf({ raw }: RawMessage): number {
  return raw.length;
}
