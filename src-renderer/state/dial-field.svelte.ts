import { calls, type DialPreview, type PartyView } from '../../src-preload/contract/calls';
import type { Ask } from './ask';

const EMPTY: DialPreview = { kind: 'empty' };

/** The one field: what is typed, what it would dial, which suggestion is chosen. */
export class DialField {
  #typed = $state('');
  #preview = $state.raw<DialPreview>(EMPTY);
  #asked = 0;
  /** Index into the suggestions; −1 when the typed text itself is meant. */
  chosen = $state(-1);
  /** The list was closed with Esc and stays so until the text changes. */
  closed = $state(false);
  padOpen = $state(false);
  /** The text box, once it is on screen. */
  input: HTMLInputElement | null = null;

  constructor(readonly ask: Ask) {}

  get typed(): string {
    return this.#typed;
  }

  set typed(text: string) {
    this.#typed = text.slice(0, 512);
    this.chosen = -1;
    this.closed = false;
    void this.refreshPreview();
  }

  get preview(): DialPreview {
    return this.#preview;
  }

  /** Asks again what would be dialled: the text changed, or a line did. */
  async refreshPreview(): Promise<void> {
    const asked = ++this.#asked;
    if (this.#typed.trim() === '') {
      this.#preview = EMPTY;
      return;
    }
    const reply = await this.ask(calls.preview, { typed: this.#typed, lineId: null });
    if (asked === this.#asked) this.#preview = reply.ok ? reply.value : { kind: 'no-line' };
  }

  /** Types at the caret, as a dial pad key does. */
  insert(text: string): void {
    const at = this.input?.selectionStart ?? this.#typed.length;
    const end = this.input?.selectionEnd ?? at;
    this.typed = this.#typed.slice(0, at) + text + this.#typed.slice(end);
    const caret = at + text.length;
    queueMicrotask(() => this.input?.setSelectionRange(caret, caret));
  }

  /** Moves the choice by one, through “the typed text” and round again. */
  choose(step: 1 | -1, suggestions: readonly PartyView[]): void {
    const size = suggestions.length + 1;
    this.chosen = ((this.chosen + 1 + step + size) % size) - 1;
  }

  clear(): void {
    this.typed = '';
    this.input?.focus();
  }
}
