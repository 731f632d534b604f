import type { Telephone } from '../phone/telephone';
import { ring } from '../../src-preload/contract/ring';
import type { ContractServer } from './serve';

export function serveRing(server: ContractServer, telephone: Telephone): void {
  server.publish(
    ring.changed,
    () => ({
      calls: telephone.calls.value.calls.filter((call) => call.state === 'ringing-in'),
      lineLabels: Object.fromEntries(telephone.lines.value.map((line) => [line.id, line.label])),
    }),
    telephone.calls.changed,
  );
}
