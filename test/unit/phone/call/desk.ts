import { desiredAudio } from '../../../../src-main/phone/audio/desire';
import type { LocalSound } from '../../../../src-main/phone/audio/desired-audio';
import { NO_CALLS, type Calls, type HistoryStep, type Step } from '../../../../src-main/phone/call/calls';
import { command, dial, type CallCommand } from '../../../../src-main/phone/call/calls-command';
import { endAll, forget, hangUpLine } from '../../../../src-main/phone/call/calls-end';
import { declineReferral, followReferral } from '../../../../src-main/phone/call/calls-referral';
import { report, type CalledLine, type CallSignal } from '../../../../src-main/phone/call/calls-event';
import type { Party } from '../../../../src-main/phone/call/party';
import type { Hold, SignallingCommand } from '../../../../src-main/phone/call/signalling';
import { DEFAULT_SETTINGS } from '../../../../src-main/phone/settings/settings';

export const MEDIA = { codec: 'PCMA', encrypted: false } as const;

export function party(id: string): Party {
  return { uri: `sip:${id}@pbx.example`, name: null, number: id };
}

/** The pure rules with a memory: what was sent and what the history was told. */
export class Desk {
  state: Calls = NO_CALLS;
  nowMs = 1_000_000;
  readonly sent: SignallingCommand[] = [];
  /** `started a`, `answered a`, `ended a busy`. */
  readonly history: string[] = [];
  /** Looks at every step before it is applied. */
  watch: (step: Step, before: Calls) => void = () => undefined;

  dial(id: string, emergency = false): string {
    const request = { id, lineId: 'L', signallingEncrypted: true, remote: party(id), emergency };
    const step = dial(this.state, request, this.nowMs);
    if (step.ok) this.#apply(step.value);
    return step.ok ? 'ok' : step.error.kind;
  }

  command(asked: CallCommand): string {
    const step = command(this.state, asked, this.nowMs);
    if (step.ok) this.#apply(step.value);
    return step.ok ? 'ok' : step.error.kind;
  }

  answerReferral(id: string, newId: string | null): string {
    const step =
      newId === null ? declineReferral(this.state, id) : followReferral(this.state, id, newId, this.nowMs);
    if (step.ok) this.#apply(step.value);
    return step.ok ? 'ok' : step.error.kind;
  }

  /** `id` asks us to call `target` instead. */
  refer(id: string, target: string): void {
    this.report({
      ...{ kind: 'call/refer-asked', callId: id, target: party(target), referredBy: null, attended: false },
    });
  }

  report(signal: CallSignal, line: CalledLine = { signallingEncrypted: true }): void {
    this.#apply(report(this.state, signal, line, this.nowMs));
  }

  ring(id: string, line: CalledLine = { signallingEncrypted: true }): void {
    this.report({ kind: 'call/incoming', callId: id, lineId: 'L', from: party(id) }, line);
  }

  establish(id: string): void {
    this.report({ kind: 'call/established', callId: id, remote: party(id), media: MEDIA });
  }

  talk(id: string): void {
    this.dial(id);
    this.establish(id);
  }

  agreeHold(id: string, hold: Hold): void {
    this.report({ kind: 'call/hold', callId: id, hold });
  }

  lineRestarted(): void {
    this.#apply(endAll(this.state, { kind: 'line-restarted' }, this.nowMs));
  }

  hangUpLine(lineId: string | null): void {
    this.#apply(hangUpLine(this.state, lineId, this.nowMs));
  }

  pass(ms: number): void {
    this.nowMs += ms;
    this.state = forget(this.state, this.nowMs);
  }

  sound(): LocalSound {
    return desiredAudio(this.state, DEFAULT_SETTINGS, false, this.nowMs).sound;
  }

  muted(): readonly string[] {
    return desiredAudio(this.state, DEFAULT_SETTINGS, false, this.nowMs).mutedCalls;
  }

  #apply(step: Step): void {
    this.watch(step, this.state);
    this.state = step.state;
    this.sent.push(...step.commands);
    this.history.push(...step.history.map(described));
  }
}

function described(step: HistoryStep): string {
  if (step.kind === 'answered') return `answered ${step.callId}`;
  return step.kind === 'started' ? `started ${step.call.id}` : `ended ${step.call.id} ${step.call.why.kind}`;
}
