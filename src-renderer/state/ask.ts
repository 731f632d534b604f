import * as v from 'valibot';
import type { Command, Reply, Snapshot } from '../../src-preload/contract/command';
import type { PhoneBridge } from '../../src-preload/contract/phone';

/** What the preload script put on this page. */
export function ownBridge(): PhoneBridge {
  return (window as unknown as { readonly offhook: PhoneBridge }).offhook;
}

/** Asks main and checks its answer; an answer outside the contract, or none at all, is the failure `broken`. */
export type Ask = <Req, Res, F extends string>(
  command: Command<Req, Res, F>,
  request: Req,
) => Promise<Reply<Res, F | 'broken'>>;

export function askThrough(bridge: PhoneBridge): Ask {
  return async (command, request) => {
    try {
      const reply = v.safeParse(command.reply, await bridge.invoke(command.channel, request));
      return reply.success ? reply.output : broken(`${command.channel}: ${v.summarize(reply.issues)}`);
    } catch (error) {
      return broken(`${command.channel}: ${String(error)}`);
    }
  };
}

function broken(detail: string): { ok: false; error: { kind: 'broken'; detail: string } } {
  console.error(detail);
  return { ok: false, error: { kind: 'broken', detail } };
}

/** Calls back with each snapshot that keeps the contract; others are reported and skipped. */
export function watch<T>(bridge: PhoneBridge, snapshot: Snapshot<T>, seen: (value: T) => void): () => void {
  return bridge.subscribe(snapshot.channel, (value) => {
    const checked = v.safeParse(snapshot.schema, value);
    if (checked.success) seen(checked.output);
    else console.error(`${snapshot.channel}: ${v.summarize(checked.issues)}`);
  });
}
