import type { FromLine } from './protocol';

/** The part of Electron's MessagePortMain that the line process uses; Node's worker ports have it too. */
export interface PortLike {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** Whoever started this process. */
export interface Parent {
  post(message: FromLine): void;
  onMessage(listener: (message: unknown, ports: readonly PortLike[]) => void): void;
}

interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown; ports: PortLike[] }) => void): void;
}

/** Electron's utility process gives `process.parentPort`; a plain Node child, as in tests, `process.send`. */
export function parentProcess(): Parent {
  const port = (process as unknown as { parentPort?: UtilityPort }).parentPort;
  if (port)
    return {
      post: (message) => {
        port.postMessage(message);
      },
      onMessage: (listener) => {
        port.on('message', (event) => {
          listener(event.data, event.ports);
        });
      },
    };
  // An orphan must not go on registering a line that nobody watches.
  process.once('disconnect', () => process.exit(0));
  return {
    post: (message) => {
      process.send?.(message);
    },
    onMessage: (listener) => {
      process.on('message', (message) => {
        listener(message, []);
      });
    },
  };
}
