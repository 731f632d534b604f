import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron';
import * as v from 'valibot';
import { DisposableStore, disposable, type Disposable } from '../base/disposable';
import { messageOf, type Log } from '../base/log';
import type { Event } from '../base/signal';
import type { Command, Failure, Snapshot } from '../../src-preload/contract/command';
import { SUBSCRIBE } from '../../src-preload/contract/subscribe';
import type { Immutable } from './immutable';

/** A `Result` of the telephone is a reply already; one without a value is a reply of nothing. */
type Answer<Res, F extends string> =
  | { readonly ok: true; readonly value: Res extends undefined ? unknown : Immutable<Res> }
  | { readonly ok: false; readonly error: Immutable<Failure<F>> };

/** Serves the contract to our own windows and to nobody else. */
export class ContractServer implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #current = new Map<string, () => unknown>();
  /** Which snapshots each page wants. */
  readonly #subscribers = new Map<WebContents, Set<string>>();

  constructor(
    private readonly options: {
      /** Whether this page, in its main frame, is one that we made and loaded. */
      readonly isOurs: (event: IpcMainEvent | IpcMainInvokeEvent) => boolean;
      readonly log: Log;
    },
  ) {
    const listener = (event: IpcMainEvent, channel: unknown): void => {
      if (options.isOurs(event) && typeof channel === 'string') this.#subscribe(event.sender, channel);
    };
    ipcMain.on(SUBSCRIBE, listener);
    this.#owned.add(disposable(() => ipcMain.removeListener(SUBSCRIBE, listener)));
  }

  /** The handler may fail only in the ways the contract names; a request of the wrong shape never reaches it. */
  command<Req, Res, F extends string>(
    command: Command<Req, Res, F>,
    handler: (request: Req) => Answer<Res, F> | Promise<Answer<Res, F>>,
  ): void {
    ipcMain.handle(command.channel, async (event, request: unknown) => {
      if (!this.options.isOurs(event)) throw new Error('not one of our windows');
      const parsed = v.safeParse(command.request, request);
      if (!parsed.success) {
        this.options.log('warn', 'malformed request', { channel: command.channel });
        throw new Error(`malformed request: ${parsed.issues[0].message}`);
      }
      try {
        return await handler(parsed.output);
      } catch (error) {
        this.options.log('error', 'command failed unexpectedly', {
          channel: command.channel,
          error: messageOf(error),
        });
        throw error;
      }
    });
    this.#owned.add(
      disposable(() => {
        ipcMain.removeHandler(command.channel);
      }),
    );
  }

  /** Sends `current()` to each window that asked for it, now and whenever `changed` fires. */
  publish<T>(snapshot: Snapshot<T>, current: () => Immutable<T>, changed: Event<unknown>): void {
    this.#current.set(snapshot.channel, current);
    this.#owned.add(
      changed(() => {
        const { channel } = snapshot;
        const interested = [...this.#subscribers].filter(([, channels]) => channels.has(channel));
        if (interested.length === 0) return;
        const value = current();
        for (const [contents] of interested) contents.send(channel, value);
      }),
    );
  }

  dispose(): void {
    this.#owned.dispose();
    this.#subscribers.clear();
  }

  #subscribe(contents: WebContents, channel: string): void {
    const current = this.#current.get(channel);
    if (!current) return;
    this.#channelsOf(contents).add(channel);
    contents.send(channel, current());
  }

  #channelsOf(contents: WebContents): Set<string> {
    const known = this.#subscribers.get(contents);
    if (known) return known;
    const channels = new Set<string>();
    this.#subscribers.set(contents, channels);
    // A page that died asks anew when it is back.
    const forget = (): void => {
      this.#subscribers.delete(contents);
      contents.off('destroyed', forget);
      contents.off('render-process-gone', forget);
    };
    contents.on('destroyed', forget);
    contents.on('render-process-gone', forget);
    return channels;
  }
}
