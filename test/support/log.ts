import { within } from './deadline';

const MAX_LINES = 20_000;

/** What a peer printed, kept in memory; one can wait for a line. */
export class Log {
  #lines: string[] = [];
  #rest = '';
  #watchers = new Set<(line: string) => void>();

  get text(): string {
    return [...this.#lines, this.#rest].join('\n');
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  append(chunk: string): void {
    const pieces = (this.#rest + chunk).split('\n');
    this.#rest = pieces.pop() ?? '';
    for (const piece of pieces) {
      this.#lines.push(piece);
      if (this.#lines.length > MAX_LINES) this.#lines.shift();
      for (const watcher of [...this.#watchers]) watcher(piece);
    }
  }

  /** The next line matching `pattern`; lines printed earlier count too unless `from: 'now'`. */
  async line(pattern: RegExp, options: { ms?: number; from?: 'start' | 'now' } = {}): Promise<string> {
    const { ms = 5000, from = 'start' } = options;
    const earlier = from === 'start' ? this.#lines.find((line) => pattern.test(line)) : undefined;
    if (earlier !== undefined) return earlier;
    let watcher: ((line: string) => void) | undefined;
    const coming = new Promise<string>((resolve) => {
      watcher = (line) => {
        if (pattern.test(line)) resolve(line);
      };
      this.#watchers.add(watcher);
    });
    try {
      return await within(ms, `a line matching ${String(pattern)}`, coming);
    } finally {
      if (watcher) this.#watchers.delete(watcher);
    }
  }
}
