import * as v from 'valibot';
import type { Clock } from '../../base/clock';
import { DisposableStore, disposable, type Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import { Signal } from '../../base/signal';
import type { LineId } from '../../phone/account/line';
import type { SignallingCommand, SignallingEvent } from '../../phone/call/signalling';
import type { ChildProcess } from './child-process';
import { FromLine, type ToLine, type TraceForm } from './protocol';
import { Watch } from './watch';

/** A running line process: Electron's utility process in the product, a Node child in tests. */
export type LineChild = ChildProcess<ToLine>;

/** A process that lived this long did not crash at start: the next restart is immediate again. */
const STABLE_MS = 10_000;
/** Starting takes well under a second; what is not ready by then never will be. */
const START_DEADLINE_MS = 10_000;
const RESTART_DELAYS_MS = [0, 250, 1000, 2000, 5000] as const;

export type LineProcessState = 'starting' | 'running' | 'restarting';

/** Keeps one line process alive and speaks its protocol. Commands said while it is down are dropped: on `onReady` the whole state is said anew. */
export class LineSupervisor implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #ready = this.#owned.add(new Signal<void>());
  readonly #gone = this.#owned.add(new Signal<void>());
  readonly #event = this.#owned.add(new Signal<SignallingEvent>());
  readonly #state = this.#owned.add(new Signal<LineProcessState>());
  #child: {
    readonly process: LineChild;
    readonly owned: DisposableStore;
    readonly startedMs: number;
    readonly watch: Watch;
  } | null = null;
  #current: LineProcessState = 'starting';
  #failures = 0;
  #closed: (() => void) | null = null;
  #closing = false;
  /** Traces asked for and not yet had. */
  readonly #traces = new Map<number, (content: string | null) => void>();
  #asked = 0;

  /** The process is up and empty: lines have to be set, the media window's port handed over. */
  readonly onReady = this.#ready.event;
  /** The process died: every live call died with it. */
  readonly onGone = this.#gone.event;
  readonly onEvent = this.#event.event;
  readonly onState = this.#state.event;

  constructor(
    private readonly options: { readonly spawn: () => LineChild; readonly clock: Clock; readonly log: Log },
  ) {}

  /** Brings the process up, once: afterwards it is kept up. Until then everything said is dropped. */
  start(): void {
    if (this.#current === 'starting' && !this.#child) this.#start();
  }

  get state(): LineProcessState {
    return this.#current;
  }

  send(command: SignallingCommand): void {
    if (this.#current !== 'running' || !this.#child) return;
    this.#child.process.post({ kind: 'command', command });
    this.#child.watch.wanted();
  }

  /** The network may be another: the line process looks now, not with its next beat. */
  networkMayHaveChanged(): void {
    if (this.#current === 'running') this.#child?.process.post({ kind: 'ping' });
  }

  /** Hands the media window's port over; `false` when there is no process to take it. */
  connectMediaWindow(port: unknown): boolean {
    if (this.#current !== 'running' || !this.#child) return false;
    this.#child.process.post({ kind: 'media-window' }, [port]);
    return true;
  }

  /** The last messages of a line as a file, secrets taken out; `null`: no such line, or no process to ask. */
  trace(lineId: LineId, form: TraceForm): Promise<Uint8Array | null> {
    const child = this.#child;
    if (this.#current !== 'running' || !child) return Promise.resolve(null);
    return new Promise((resolve) => {
      const asked = ++this.#asked;
      const gone = child.owned.add(
        disposable(() => {
          this.#traces.delete(asked);
          resolve(null);
        }),
      );
      this.#traces.set(asked, (content) => {
        if (content !== null) resolve(Buffer.from(content, 'base64'));
        child.owned.release(gone);
      });
      child.process.post({ kind: 'trace', asked, lineId, form });
    });
  }

  /** Unregisters and ends the process; gives up waiting after `deadlineMs`. */
  async close(deadlineMs: number): Promise<void> {
    this.#closing = true;
    const child = this.#child;
    if (child && this.#current === 'running') {
      await new Promise<void>((resolve) => {
        this.#closed = resolve;
        child.owned.add(
          child.process.onExit(() => {
            resolve();
          }),
        );
        child.owned.add(this.options.clock.after(deadlineMs, resolve));
        child.process.post({ kind: 'close' });
      });
    }
    this.dispose();
  }

  dispose(): void {
    this.#closing = true;
    this.#owned.dispose();
    this.#child?.owned.dispose();
    this.#child?.process.kill();
    this.#child = null;
  }

  #start(): void {
    if (this.#closing) return;
    const { clock } = this.options;
    const process = this.options.spawn();
    const owned = new DisposableStore();
    const watch = owned.add(new Watch(clock, process));
    this.#child = { process, owned, startedMs: clock.monotonicMs(), watch };
    owned.add(
      clock.after(START_DEADLINE_MS, () => {
        if (this.#current === 'running') return;
        this.options.log('error', 'line process does not get ready: killed');
        process.kill();
      }),
    );
    owned.add(
      process.onMessage((message) => {
        const said = this.#receive(message);
        // Between beats it may say much; only a beat tells when the next one is due.
        if (said?.kind === 'beat') watch.heard(said.nextMs);
      }),
    );
    owned.add(
      watch.onHung(() => {
        this.options.log('error', 'line process hangs: killed');
        process.kill();
      }),
    );
    owned.add(
      process.onExit(() => {
        this.#exited();
      }),
    );
  }

  /** What was said; `null` when it was no message at all. */
  #receive(message: unknown): FromLine | null {
    const parsed = v.safeParse(FromLine, message);
    if (!parsed.success) {
      this.options.log('error', 'line process said something malformed', {
        issue: parsed.issues[0].message,
      });
      return null;
    }
    const said = parsed.output;
    switch (said.kind) {
      case 'ready':
        this.#become('running');
        this.#ready.fire();
        break;
      case 'event':
        this.#event.fire(said.event);
        break;
      case 'log':
        this.options.log(said.level, said.what, said.detail);
        break;
      case 'trace':
        this.#traces.get(said.asked)?.(said.content);
        break;
      case 'closed':
        this.#closed?.();
        break;
      case 'beat':
    }
    return said;
  }

  #exited(): void {
    const child = this.#child;
    if (!child) return;
    this.#child = null;
    child.owned.dispose();
    if (this.#closing) return;
    const livedMs = this.options.clock.monotonicMs() - child.startedMs;
    this.#failures = livedMs > STABLE_MS ? 0 : this.#failures + 1;
    const delayMs = RESTART_DELAYS_MS[Math.min(this.#failures, RESTART_DELAYS_MS.length - 1)] ?? 5000;
    this.options.log('error', 'line process ended: restarting', { livedMs: Math.round(livedMs), delayMs });
    this.#become('restarting');
    this.#gone.fire();
    const timer = this.#owned.add(
      this.options.clock.after(delayMs, () => {
        this.#owned.release(timer);
        this.#start();
      }),
    );
  }

  #become(state: LineProcessState): void {
    if (this.#current === state) return;
    this.#current = state;
    this.#state.fire(state);
  }
}
