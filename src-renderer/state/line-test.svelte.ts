import { lines, type LineDraft, type RegistrationView } from '../../src-preload/contract/lines';
import type { Ask } from './ask';
import type { CommandFailure } from '../text/text';

export type TestState =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly host: string; readonly long: boolean }
  | { readonly state: 'done'; readonly found: RegistrationView; readonly draft: LineDraft }
  | { readonly state: 'refused'; readonly why: CommandFailure };

const LONG_MS = 3000;

/** One try at registering with a draft, and what it found. */
export class LineTest {
  now = $state.raw<TestState>({ state: 'idle' });
  #run = 0;

  /** `id`: the line that is being changed, `null` for a new one. */
  constructor(
    readonly ask: Ask,
    readonly id: string | null,
  ) {}

  /** Answers whether the line works; an answer that comes after `forget` is ignored and counts as no. */
  async run(draft: LineDraft, password: string | null): Promise<boolean> {
    const run = ++this.#run;
    const host = draft.server?.host ?? draft.domain;
    this.now = { state: 'running', host, long: false };
    const timer = window.setTimeout(() => {
      if (run === this.#run) this.now = { state: 'running', host, long: true };
    }, LONG_MS);
    const reply = await this.ask(lines.test, { id: this.id, draft, password });
    window.clearTimeout(timer);
    if (run !== this.#run) return false;
    this.now = reply.ok
      ? { state: 'done', found: reply.value, draft }
      : { state: 'refused', why: reply.error.kind };
    return reply.ok && reply.value.state === 'registered';
  }

  /** What was found no longer fits what is typed. */
  forget(): void {
    this.#run++;
    this.now = { state: 'idle' };
  }
}
