/** What a window is shown, by channel, and what its commands are answered; anything else is answered “done”. */
export interface FakeMain {
  readonly snapshots: Readonly<Record<string, unknown>>;
  readonly replies?: Readonly<Record<string, unknown>>;
}

export interface FakeBridge {
  invoke(channel: string, request: unknown): Promise<unknown>;
  subscribe(channel: string, listener: (value: unknown) => void): () => void;
  /** Shows the window a new snapshot, as main would. */
  push(channel: string, value: unknown): void;
  /** Answers the channel with this from now on. */
  reply(channel: string, reply: unknown): void;
  /** Every command so far, oldest first. */
  readonly asked: { readonly channel: string; readonly request: unknown }[];
}

/** Stands in for main. Uses nothing outside itself, so that it can be sent into a page as an init script. */
export function fakeBridge(main: FakeMain): FakeBridge {
  const snapshots = new Map<string, unknown>(Object.entries(main.snapshots));
  const replies = new Map<string, unknown>(Object.entries(main.replies ?? {}));
  const listeners = new Map<string, Set<(value: unknown) => void>>();
  const asked: { channel: string; request: unknown }[] = [];
  const bridge: FakeBridge = {
    asked,
    invoke(channel, request) {
      asked.push({ channel, request });
      const reply = replies.get(channel);
      // A function cannot be sent into a page; `null` stands for an answer that never comes.
      if (reply === null) return new Promise(() => undefined);
      return Promise.resolve(reply ?? { ok: true, value: undefined });
    },
    subscribe(channel, listener) {
      const heard = listeners.get(channel) ?? new Set();
      listeners.set(channel, heard.add(listener));
      if (snapshots.has(channel)) listener(snapshots.get(channel));
      return () => heard.delete(listener);
    },
    push(channel, value) {
      snapshots.set(channel, value);
      for (const listener of listeners.get(channel) ?? []) listener(value);
    },
    reply(channel, reply) {
      replies.set(channel, reply);
    },
  };
  return bridge;
}
