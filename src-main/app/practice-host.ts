import * as v from 'valibot';
import type { Clock } from '../base/clock';
import { DisposableStore, disposable, type Disposable } from '../base/disposable';
import type { Log } from '../base/log';
import { fail, ok, type Result } from '../base/result';
import { Signal } from '../base/signal';
import type { ChildProcess } from './line/child-process';

/** What the exchange is told once, when its process exists. */
export interface PracticeStart {
  readonly kind: 'start';
  readonly language: 'de' | 'en';
  readonly promptsDir: string;
}

const START_DEADLINE_MS = 5000;

const FromPractice = v.variant('kind', [
  v.object({
    kind: v.literal('ready'),
    port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  }),
  v.object({ kind: v.literal('stopped'), why: v.string() }),
]);

type StartFailure = { readonly kind: 'unavailable'; readonly detail: string };

/** Runs the practice exchange in a process of its own, so that the telephone meets it only on the network. */
export class PracticeHost implements Disposable {
  readonly #gone = new Signal<void>();
  #running: DisposableStore | null = null;

  /** The exchange ended by itself; nobody answers on its port any more. */
  readonly onGone = this.#gone.event;

  constructor(
    private readonly options: {
      readonly spawn: () => ChildProcess<PracticeStart>;
      readonly promptsDirectory: string;
      readonly clock: Clock;
      readonly log: Log;
    },
  ) {}

  /** Resolves with the UDP port on 127.0.0.1. */
  start(language: 'de' | 'en'): Promise<Result<number, StartFailure>> {
    this.stop();
    const { spawn, promptsDirectory, clock, log } = this.options;
    const running = new DisposableStore();
    this.#running = running;
    const child = spawn();
    running.add(
      disposable(() => {
        child.kill();
      }),
    );
    return new Promise((resolve) => {
      // Stopped while it starts: whoever waits must not wait for ever.
      running.add(
        disposable(() => {
          resolve(fail({ kind: 'unavailable', detail: 'stopped' }));
        }),
      );
      const giveUp = (detail: string): void => {
        log('error', 'practice exchange', { detail });
        resolve(fail({ kind: 'unavailable', detail }));
        if (this.#running !== running) return;
        this.stop();
        this.#gone.fire();
      };
      const deadline = running.add(
        clock.after(START_DEADLINE_MS, () => {
          giveUp('did not start in time');
        }),
      );
      running.add(
        child.onExit(() => {
          giveUp('ended');
        }),
      );
      running.add(
        child.onMessage((message) => {
          const parsed = v.safeParse(FromPractice, message);
          if (!parsed.success) return;
          if (parsed.output.kind === 'ready') {
            running.release(deadline);
            resolve(ok(parsed.output.port));
          } else giveUp(parsed.output.why);
        }),
      );
      child.post({ kind: 'start', language, promptsDir: promptsDirectory });
    });
  }

  stop(): void {
    const running = this.#running;
    this.#running = null;
    running?.dispose();
  }

  dispose(): void {
    this.stop();
    this.#gone.dispose();
  }
}
