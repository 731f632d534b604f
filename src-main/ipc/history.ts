import type { Telephone } from '../phone/telephone';
import { history } from '../../src-preload/contract/history';
import type { ContractServer } from './serve';

export function serveHistory(server: ContractServer, telephone: Telephone): void {
  server.publish(history.changed, () => telephone.history.value, telephone.history.changed);
  server.command(history.page, ({ beforeId, limit }) => telephone.historyPage(beforeId, limit));
  server.command(history.markSeen, () => telephone.markHistorySeen());
  server.command(history.remove, ({ ids }) => telephone.removeHistory(ids));
  server.command(history.restore, ({ ids }) => telephone.restoreHistory(ids));
}
