/** A passing message; `undo` offers to take back what it tells. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'bad';
  readonly undo: (() => void) | null;
}

const SHOWN_MS = 7000;

export class Toasts {
  #list = $state.raw<readonly Toast[]>([]);
  #lastId = 0;
  readonly #timers = new Map<number, number>();

  get list(): readonly Toast[] {
    return this.#list;
  }

  show(text: string, options: { tone?: Toast['tone']; undo?: () => void } = {}): void {
    const id = ++this.#lastId;
    const toast = { id, text, tone: options.tone ?? 'plain', undo: options.undo ?? null };
    this.#list = [...this.#list.slice(-2), toast];
    this.resume(id);
  }

  /** Someone is reading or about to press Undo. */
  pause(id: number): void {
    window.clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  resume(id: number): void {
    this.pause(id);
    this.#timers.set(
      id,
      window.setTimeout(() => {
        this.dismiss(id);
      }, SHOWN_MS),
    );
  }

  dismiss(id: number): void {
    this.pause(id);
    this.#list = this.#list.filter((toast) => toast.id !== id);
  }
}
