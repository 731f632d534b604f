import type { Clock } from '../base/clock';
import { disposable, DisposableStore, NOTHING_TO_DISPOSE, type Disposable } from '../base/disposable';
import { named, type Log } from '../base/log';
import { token, type Random } from '../base/random';
import type { Line, LineId } from '../phone/account/line';
import type { MediaPort, MediaSession } from '../phone/call/media-session';
import type { CallId } from '../phone/call/signalling';
import type { Leg } from './loopback/leg';
import { GatewaySession } from './gateway/session';
import type { LegId, MediaWindow } from './media-window';
import { DEFAULT_PORT_RANGE, PortPool, type PortRange } from './port-pool';
import { WarmLegs } from './warm-legs';
import { WebRtcSession } from './webrtc-session';

export interface MediaSetting {
  readonly window: MediaWindow;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Our address as this line's far end can reach it. */
  readonly advertisedAddress: (line: Line) => Promise<string> | string;
  readonly portRange?: PortRange;
}

/** The media side of the line process; see the README of this folder. */
export interface Media extends MediaPort, Disposable {
  /** The media window died and another is there: legs are made anew and every live call gets its sound back. */
  windowReplaced(window: MediaWindow): void;
}

interface LiveSession extends MediaSession {
  windowReplaced(): void;
  legFailed?(legId: LegId): void;
}

export function openMedia(setting: MediaSetting): Media {
  return new OpenMedia(setting);
}

class OpenMedia implements Media {
  readonly #setting: MediaSetting;
  readonly #log: Log;
  readonly #ports: PortPool;
  readonly #legs: WarmLegs;
  readonly #sessions = new Set<LiveSession>();
  readonly #owned = new DisposableStore();
  #window: MediaWindow;
  #failures: Disposable = NOTHING_TO_DISPOSE;

  constructor(setting: MediaSetting) {
    const { window, clock, random, portRange } = setting;
    const log = named(setting.log, 'media');
    this.#setting = setting;
    this.#log = log;
    this.#window = window;
    this.#ports = new PortPool({ range: portRange ?? DEFAULT_PORT_RANGE, random, log });
    // Two thirds of a megabyte of code that no line needs to register.
    const open = async (): Promise<Leg> => {
      const { openWeriftLeg } = await import('./loopback/werift-leg');
      return openWeriftLeg({ id: `leg-${token(random)}`, window: this.#window, clock, random, log });
    };
    this.#legs = this.#owned.add(new WarmLegs({ open, clock, log }));
  }

  open(callId: CallId, line: Line, here: () => string | null = () => null): MediaSession {
    const session: LiveSession =
      line.media === 'webrtc' ? this.#webRtc(callId, line) : this.#gateway(callId, line, here);
    this.#sessions.add(session);
    return session;
  }

  warm(line: Line): void {
    // A WebRTC call makes its own connection with the far end: there is nothing to keep warm.
    if (line.media === 'rtp') this.#legs.warm(line.id);
  }

  cool(lineId: LineId): void {
    this.#legs.cool(lineId);
  }

  windowReplaced(window: MediaWindow): void {
    this.#window = window;
    this.#failures.dispose();
    this.#failures = window.onLegFailed((legId) => {
      for (const session of this.#sessions) session.legFailed?.(legId);
    });
    this.#legs.renew(() => {
      for (const session of this.#sessions) session.windowReplaced();
    });
  }

  dispose(): void {
    this.#failures.dispose();
    for (const session of [...this.#sessions]) session.dispose();
    this.#owned.dispose();
  }

  #gateway(callId: CallId, line: Line, here: () => string | null): LiveSession {
    const { clock, random } = this.#setting;
    const advertisedAddress = (): Promise<string> | string => here() ?? this.#setting.advertisedAddress(line);
    const parts = { callId, line, legs: this.#legs, ports: this.#ports, advertisedAddress, clock, random };
    const session: LiveSession = new GatewaySession(
      { ...parts, log: this.#log },
      disposable(() => this.#sessions.delete(session)),
    );
    return session;
  }

  #webRtc(callId: CallId, line: Line): LiveSession {
    const { random } = this.#setting;
    const session: LiveSession = new WebRtcSession(
      { callId, line, legId: `call-${token(random)}`, window: () => this.#window, log: this.#log },
      disposable(() => this.#sessions.delete(session)),
    );
    return session;
  }
}
