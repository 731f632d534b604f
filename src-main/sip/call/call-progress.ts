import type { CallId, SignallingEvent } from '../../phone/call/signalling';

type Stage = 'none' | 'trying' | 'ringing' | 'early-media';

/** What the caller was told of a call before its answer: each thing once, and `trying` only at the beginning. */
export class CallProgress {
  #stage: Stage = 'none';

  constructor(
    private readonly callId: CallId,
    private readonly emit: (event: SignallingEvent) => void,
  ) {}

  /** Somebody rings: another INVITE would call them a second time. */
  get heard(): boolean {
    return this.#stage === 'ringing' || this.#stage === 'early-media';
  }

  report(stage: Exclude<Stage, 'none'>): void {
    const back = stage === 'trying' && this.#stage !== 'none';
    if (back || stage === this.#stage) return;
    this.#stage = stage;
    this.emit({ kind: 'call/progress', callId: this.callId, progress: stage });
  }

  /** Somebody else is called. */
  afresh(): void {
    this.#stage = 'none';
  }
}
