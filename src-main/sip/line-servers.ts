import { isDeepStrictEqual } from 'node:util';
import type { Servers } from './call/servers';
import type { Link } from './link';
import type { Endpoint } from './transport/flow';

export interface LineServersOptions {
  readonly link: Pick<Link, 'flow' | 'hasAlternative' | 'failOver' | 'connect'>;
  /** Calls that have no dialog yet, ringing or being made: they do not outlive their flow. */
  readonly waitingCalls: () => number;
  /** The flow leads elsewhere now: the registrar there must hear of us. */
  readonly onMoved: () => void;
}

/** Moves a line, and with it the calls that stand, to the next server because of a call that is being made. */
export class LineServers implements Servers {
  constructor(private readonly options: LineServersOptions) {}

  get present(): Endpoint | null {
    return this.options.link.flow?.remote ?? null;
  }

  get hasAlternative(): boolean {
    return this.options.link.hasAlternative;
  }

  async next(failed: Endpoint | null, afterMs: number | null): Promise<boolean> {
    const { link, waitingCalls, onMoved } = this.options;
    // Another call may have moved us already.
    const stillThere = this.present !== null && isDeepStrictEqual(this.present, failed);
    if (stillThere && (waitingCalls() > 1 || !link.failOver(afterMs))) return false;
    if ((await link.connect()) !== null) return false;
    onMoved();
    return true;
  }
}
