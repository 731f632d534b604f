import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { seededRandom } from './seeded-random';

/** How a bad network treats packets. Probabilities are 0…1. */
export interface Weather {
  readonly seed: number;
  readonly loss?: number;
  readonly duplicate?: number;
  /** Share of packets held back by `reorderMs`, so that later ones overtake them. */
  readonly reorder?: number;
  readonly reorderMs?: number;
  readonly delayMs?: number;
  /** Up to this much more, evenly spread. */
  readonly jitterMs?: number;
}

export type Direction = 'forth' | 'back';

/** One delay per copy that arrives: none is lost, two is doubled. */
export type Fate = readonly number[];

/**
 * What happens to the `index`th packet of a direction. It depends on seed, direction and index alone, never on time or
 * on the other direction, so a failing run can be repeated.
 */
export function fateOf(weather: Weather, direction: Direction, index: number): Fate {
  const { seed, loss = 0, duplicate = 0, reorder = 0, reorderMs = 30, delayMs = 0, jitterMs = 0 } = weather;
  const random = seededRandom(
    Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index * 2 + (direction === 'forth' ? 0 : 1), 0x85ebca6b),
  );
  const [lost, doubled, held] = [random() < loss, random() < duplicate, random() < reorder];
  if (lost) return [];
  const arrival = (): number => delayMs + jitterMs * random() + (held ? reorderMs : 0);
  return doubled ? [arrival(), arrival()] : [arrival()];
}

export interface Tally {
  readonly packets: number;
  readonly lost: number;
  readonly doubled: number;
}

/** UDP on `port` ↔ a target port; every sender gets a socket of its own towards the target, as a NAT would give it. */
export interface LossyRelay extends AsyncDisposable {
  readonly port: number;
  tally(direction: Direction): Tally;
  /** From now on, with packet counts starting anew: a network that turns bad or good during a call. */
  change(weather: Weather): void;
  stop(): Promise<void>;
}

class Sky {
  readonly #pending = new Set<NodeJS.Timeout>();
  #counts = { forth: { packets: 0, lost: 0, doubled: 0 }, back: { packets: 0, lost: 0, doubled: 0 } };

  constructor(private weather: Weather) {}

  change(weather: Weather): void {
    this.weather = weather;
    this.#counts = { forth: { packets: 0, lost: 0, doubled: 0 }, back: { packets: 0, lost: 0, doubled: 0 } };
  }

  tally(direction: Direction): Tally {
    return { ...this.#counts[direction] };
  }

  carry(direction: Direction, deliver: () => void): void {
    const count = this.#counts[direction];
    const fate = fateOf(this.weather, direction, count.packets);
    count.packets += 1;
    if (fate.length === 0) count.lost += 1;
    if (fate.length > 1) count.doubled += 1;
    for (const delayMs of fate) this.#after(delayMs, deliver);
  }

  #after(delayMs: number, deliver: () => void): void {
    if (delayMs === 0) {
      deliver();
      return;
    }
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      deliver();
    }, delayMs);
    this.#pending.add(timer);
  }

  clear(): void {
    for (const timer of this.#pending) clearTimeout(timer);
  }
}

/** A relay to `127.0.0.1:toPort` with the given weather both ways. */
export async function startLossyRelay(toPort: number, weather: Weather): Promise<LossyRelay> {
  const sky = new Sky(weather);
  const front = createSocket('udp4');
  const backs = new Map<string, Socket>();
  let stopped: Promise<void> | undefined;
  const backOf = (from: RemoteInfo): Socket => {
    const key = `${from.address}:${String(from.port)}`;
    const known = backs.get(key);
    if (known) return known;
    const back = createSocket('udp4');
    back.bind(0, '127.0.0.1');
    back.on('error', () => undefined);
    back.on('message', (packet) => {
      sky.carry('back', () => {
        if (!stopped) front.send(packet, from.port, from.address);
      });
    });
    backs.set(key, back);
    return back;
  };
  front.on('error', () => undefined);
  front.on('message', (packet, from) => {
    const back = backOf(from);
    sky.carry('forth', () => {
      if (!stopped) back.send(packet, toPort, '127.0.0.1');
    });
  });
  front.bind(0, '127.0.0.1');
  await once(front, 'listening');
  const stop = (): Promise<void> => (stopped ??= closeAll(sky, [front, ...backs.values()]));
  return {
    port: front.address().port,
    tally: (direction) => sky.tally(direction),
    change: (next) => {
      sky.change(next);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function closeAll(sky: Sky, sockets: readonly Socket[]): Promise<void> {
  sky.clear();
  await Promise.all(
    sockets.map((socket) => {
      const closed = once(socket, 'close');
      socket.close();
      return closed;
    }),
  );
}
