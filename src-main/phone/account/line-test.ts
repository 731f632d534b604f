import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { token, type Random } from '../../base/random';
import { fail, ok, type Result } from '../../base/result';
import type { SignallingPort } from '../call/signalling-port';
import { checkDraft, describeFailures, type LineDraft } from './line-draft';
import type { Registration, RegistrationFailure } from './registration';

/** A test that has found nothing by then says so. */
export const LINE_TEST_MS = 12_000;

interface Ports {
  readonly signalling: SignallingPort;
  readonly clock: Clock;
  readonly random: Random;
}

/** Registers a draft once, on a line of its own that is taken away again whatever happens. One at a time. */
export class LineTest implements Disposable {
  readonly #ports: Ports;
  #running = false;
  #giveUp: () => void = () => undefined;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async run(
    draft: LineDraft,
    password: string | null,
    clientKey: string | null = null,
  ): Promise<Result<Registration, { readonly kind: 'busy' }>> {
    if (this.#running) return fail({ kind: 'busy' });
    const fields = checkDraft(draft);
    if (fields.length > 0) return ok(failed({ kind: 'internal', detail: describeFailures(fields) }));
    if (!this.#ports.signalling.up)
      return ok(failed({ kind: 'internal', detail: 'the line process is starting' }));
    this.#running = true;
    const registration = await this.#register(draft, password, clientKey);
    this.#running = false;
    return ok(registration);
  }

  /** A test under way finds nothing. */
  dispose(): void {
    this.#giveUp();
  }

  #register(draft: LineDraft, password: string | null, clientKey: string | null): Promise<Registration> {
    const { signalling, clock, random } = this.#ports;
    const lineId = `test-${token(random)}`;
    const open = new DisposableStore();
    return new Promise((resolve) => {
      const finish = (registration: Registration): void => {
        if (open.isDisposed) return;
        open.dispose();
        signalling.send({ kind: 'line/remove', lineId });
        resolve(registration);
      };
      open.add(
        signalling.onEvent((event) => {
          if (event.kind !== 'line/registration' || event.lineId !== lineId) return;
          const { state } = event.registration;
          if (state === 'registered' || state === 'failed' || state === 'password-needed')
            finish(event.registration);
        }),
      );
      this.#giveUp = (): void => {
        finish(failed({ kind: 'internal', detail: 'the line process restarted' }));
      };
      open.add(signalling.onDown(this.#giveUp));
      const host = draft.server?.host ?? draft.domain;
      open.add(
        clock.after(LINE_TEST_MS, () => {
          finish(failed({ kind: 'timeout', host }));
        }),
      );
      const line = { ...draft, id: lineId };
      signalling.send({ kind: 'line/set', line, password, ...(clientKey !== null && { clientKey }) });
    });
  }
}

function failed(why: RegistrationFailure): Registration {
  return { state: 'failed', why, retryAtMs: null };
}
