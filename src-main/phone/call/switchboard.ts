import type { Clock } from '../../base/clock';
import { NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import { Observable, type Observed } from '../../base/observable';
import { ok, type Result } from '../../base/result';
import type { LineId } from '../account/line';
import { liveCalls, NO_CALLS, type Calls, type HistoryStep, type Step } from './calls';
import { command, dial, type CallCommand, type DialRequest, type UnknownCall } from './calls-command';
import { endAll, forget, hangUpLine } from './calls-end';
import { declineReferral, followReferral } from './calls-referral';
import { report, type CalledLine, type CallSignal } from './calls-event';
import { nextChangeMs } from './local-sound';
import type { CallId, SignallingCommand } from './signalling';

interface Ports {
  readonly clock: Clock;
  readonly send: (command: SignallingCommand) => void;
  readonly write: (step: HistoryStep) => void;
}

/**
 * Holds the calls of this run: applies the pure rules, then tells the line process first (it must not wait),
 * the windows next, and the history last (its write waits for the disk).
 */
export class Switchboard implements Disposable {
  readonly #ports: Ports;
  readonly #state = new Observable<Calls>(NO_CALLS);
  #timer: Disposable = NOTHING_TO_DISPOSE;
  #unwritten: readonly HistoryStep[] = [];

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Also fires when time alone changed what is to be heard. */
  get state(): Observed<Calls> {
    return this.#state;
  }

  dial(request: DialRequest): Result<void, { readonly kind: 'too-many-calls' }> {
    return this.#take(dial(this.#state.value, request, this.#ports.clock.nowMs()));
  }

  command(asked: CallCommand): Result<void, UnknownCall> {
    return this.#take(command(this.#state.value, asked, this.#ports.clock.nowMs()));
  }

  /** @param newId of the call to be made, `null` declines */
  answerReferral(
    id: CallId,
    newId: CallId | null,
  ): Result<void, UnknownCall | { readonly kind: 'too-many-calls' }> {
    const state = this.#state.value;
    if (newId === null) return this.#take(declineReferral(state, id));
    return this.#take(followReferral(state, id, newId, this.#ports.clock.nowMs()));
  }

  report(signal: CallSignal, line: CalledLine): void {
    this.#apply(report(this.#state.value, signal, line, this.#ports.clock.nowMs()));
  }

  /** The line process died with all its calls. */
  lineRestarted(): void {
    this.#apply(endAll(this.#state.value, { kind: 'line-restarted' }, this.#ports.clock.nowMs()));
  }

  /** Hangs up the calls of one line, or with `null` all. */
  hangUpLine(lineId: LineId | null): void {
    this.#apply(hangUpLine(this.#state.value, lineId, this.#ports.clock.nowMs()));
  }

  usesLine(lineId: LineId): boolean {
    return liveCalls(this.#state.value).some((call) => call.lineId === lineId);
  }

  dispose(): void {
    this.#timer.dispose();
    this.#state.dispose();
  }

  #take<E extends { readonly kind: string }>(step: Result<Step, E>): Result<void, E> {
    if (!step.ok) return step;
    this.#apply(step.value);
    return ok(undefined);
  }

  #apply(step: Step): void {
    for (const one of step.commands) this.#ports.send(one);
    this.#unwritten = [...this.#unwritten, ...step.history];
    this.#state.set(step.state);
    this.#schedule();
    this.#write();
  }

  /** First come, first written, also when a listener has just caused the next step. */
  #write(): void {
    const steps = this.#unwritten;
    this.#unwritten = [];
    for (const step of steps) this.#ports.write(step);
  }

  #schedule(): void {
    this.#timer.dispose();
    const nowMs = this.#ports.clock.nowMs();
    const atMs = nextChangeMs(this.#state.value, nowMs);
    if (atMs !== null) this.#timer = this.#ports.clock.after(atMs - nowMs, () => this.#tick());
  }

  #tick(): void {
    // A copy even if nothing is forgotten: listeners work out afresh what time means for the sound.
    this.#state.set({ ...forget(this.#state.value, this.#ports.clock.nowMs()) });
    this.#schedule();
  }
}
