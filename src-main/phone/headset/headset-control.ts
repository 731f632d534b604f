import type { Clock } from '../../base/clock';
import { DisposableStore, NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import { Observable, type Observed } from '../../base/observable';
import { unreachable } from '../../base/result';
import type { CallsSnapshot } from '../call/call-snapshot';
import type { CallCommand } from '../call/calls-command';
import { NO_CONTROL, type Control, type HeadsetCommand, type Input } from './control';
import { nextMomentMs } from './lights';
import type { HeadsetPort } from './ports';
import { step } from './step';

/** What headsets need of the telephone and of the windows. */
export interface HeadsetActions {
  readonly calls: Observed<CallsSnapshot>;
  /** Does what was asked of a call; nothing where the call is over. */
  command(asked: Exclude<CallCommand, { kind: 'dismiss' }>): void;
  /** The last dialled number once more, or the place to dial at where the person wants no such key. */
  redial(): void;
  voicemail(): void;
  showDial(): void;
}

/** Joins the headsets to the telephone: feeds `step` with what happens, and carries out what follows from it. */
export class HeadsetControl implements Disposable {
  readonly #port: HeadsetPort;
  readonly #actions: HeadsetActions;
  readonly #clock: Clock;
  readonly #owned = new DisposableStore();
  readonly #state = new Observable<Control>(NO_CONTROL);
  readonly #inputs: Input[] = [];
  #busy = false;
  #timer: Disposable = NOTHING_TO_DISPOSE;

  constructor(port: HeadsetPort, actions: HeadsetActions, clock: Clock) {
    this.#port = port;
    this.#actions = actions;
    this.#clock = clock;
    this.#owned.add(actions.calls.changed((calls) => this.#feed({ kind: 'calls', calls })));
    this.#owned.add(port.headsets.changed((headsets) => this.#feed({ kind: 'headsets', headsets })));
    this.#owned.add(port.onEvent(({ id, event }) => this.#feed({ kind: 'event', id, event })));
    this.#feed({ kind: 'calls', calls: actions.calls.value });
    this.#feed({ kind: 'headsets', headsets: port.headsets.value });
  }

  get state(): Observed<Control> {
    return this.#state;
  }

  /** Turns every light off that we turned on. */
  dispose(): void {
    this.#feed({ kind: 'close' });
    this.#timer.dispose();
    this.#owned.dispose();
    this.#state.dispose();
  }

  /** One input after the other, also those that the commands of one bring about. */
  #feed(input: Input): void {
    this.#inputs.push(input);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#inputs.shift(); next; next = this.#inputs.shift()) this.#take(next);
    } finally {
      this.#busy = false;
    }
    this.#schedule();
  }

  #take(input: Input): void {
    const { control, commands, writes } = step(this.#state.value, input, this.#clock.monotonicMs());
    this.#state.set(control);
    for (const { id, lights } of writes) this.#port.write(id, lights);
    for (const command of commands) this.#carryOut(command);
    if (commands.length > 0) this.#inputs.push({ kind: 'time' });
  }

  #carryOut(command: HeadsetCommand): void {
    switch (command.kind) {
      case 'redial':
        this.#actions.redial();
        return;
      case 'voicemail':
        this.#actions.voicemail();
        return;
      case 'show-dial':
        this.#actions.showDial();
        return;
      case 'answer':
      case 'decline':
      case 'hang-up':
      case 'hold':
      case 'mute':
      case 'dtmf':
        this.#actions.command(command);
        return;
      default:
        unreachable(command);
    }
  }

  #schedule(): void {
    this.#timer.dispose();
    const nowMs = this.#clock.monotonicMs();
    const atMs = nextMomentMs(this.#state.value, nowMs);
    this.#timer =
      atMs === null
        ? NOTHING_TO_DISPOSE
        : this.#clock.after(atMs - nowMs, () => {
            this.#feed({ kind: 'time' });
          });
  }
}
