import type { Telephone } from '../phone/telephone';
import { calls } from '../../src-preload/contract/calls';
import type { ContractServer } from './serve';

export function serveCalls(server: ContractServer, telephone: Telephone): void {
  server.publish(calls.changed, () => telephone.calls.value, telephone.calls.changed);
  server.command(calls.preview, ({ typed, lineId }) => telephone.preview(typed, lineId));
  server.command(calls.dial, ({ typed, lineId }) => telephone.dial(typed, lineId));
  server.command(calls.answer, ({ id }) => telephone.answer(id));
  server.command(calls.decline, ({ id }) => telephone.decline(id));
  server.command(calls.hangUp, ({ id }) => telephone.hangUp(id));
  server.command(calls.hold, ({ id, held }) => telephone.hold(id, held));
  server.command(calls.mute, ({ id, muted }) => telephone.mute(id, muted));
  server.command(calls.dtmf, ({ id, digits }) => telephone.dtmf(id, digits));
  server.command(calls.answerReferral, ({ id, agreed }) => telephone.answerReferral(id, agreed));
  server.command(calls.dismiss, ({ id }) => telephone.dismiss(id));
}
