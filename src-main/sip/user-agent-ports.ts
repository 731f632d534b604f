import type { Clock } from '../base/clock';
import type { Log } from '../base/log';
import type { Random } from '../base/random';
import type { MediaPort } from '../phone/call/media-session';
import type { CallId, SignallingEvent } from '../phone/call/signalling';
import type { Leg } from './call/leg';
import type { RegistrarMemories } from './digest/registrar-memory';
import type { Resolver } from './locate/resolver';
import type { RegisterPacer } from './register/pacer';
import type { SipTimers } from './retransmission/timers';
import type { Network } from './transport/network';

/** What all lines share. */
export interface UserAgentPorts {
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly timers: SipTimers;
  readonly resolver: Resolver;
  /** Of this line alone: it knows its client key. */
  readonly network: Network;
  readonly registrars: RegistrarMemories;
  readonly pacer: RegisterPacer;
  readonly emit: (event: SignallingEvent) => void;
  /** A message came in and is about to be read: whatever it holds, somebody may want to know that it was. */
  readonly onReading?: (() => void) | undefined;
  /** Whether one more may ring: the rest hears busy. */
  readonly mayRing: () => boolean;
  /** Somebody sees the texts that come. */
  readonly takesMessages: boolean;
  /** A call of any line. */
  readonly legOf: (callId: CallId) => Leg | undefined;
}
