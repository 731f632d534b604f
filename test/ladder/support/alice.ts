import type { Clock } from '../../../src-main/base/clock';
import { cryptoRandom } from '../../../src-main/base/random';
import { silentLog, type Log } from '../../../src-main/base/log';
import { systemClock } from '../../../src-main/base/system-clock';
import type { Line } from '../../../src-main/phone/account/line';
import type { Registration } from '../../../src-main/phone/account/registration';
import type { SignallingEvent } from '../../../src-main/phone/call/signalling';
import type { TransferProgress } from '../../../src-main/phone/call/transfer';
import type { Resolver } from '../../../src-main/sip/locate/resolver';
import type { Network } from '../../../src-main/sip/transport/network';
import { openSignalling, type Signalling } from '../../../src-main/sip/signalling';
import type { MediaPort } from '../../../src-main/phone/call/media-session';
import { FakeMedia } from './fake-media';
import { Inbox, until } from './waiting';

/** Ten times faster than RFC 3261, so that a transaction that must time out does so in seconds. */
export const TEST_T1_MS = 50;

export interface AliceOptions {
  readonly port: number;
  readonly host?: string;
  readonly line?: Partial<Line>;
  readonly password?: string;
  /** Of the line's client certificate. */
  readonly clientKey?: string;
  readonly t1Ms?: number;
  readonly log?: Log;
  readonly clock?: Clock;
  readonly resolver?: Resolver;
  readonly takesMessages?: boolean;
  readonly network?: Network;
  /** Real sound, instead of the books `alice.media` keeps. */
  readonly sound?: MediaPort;
  /** This machine's addresses. */
  readonly addresses?: () => readonly string[];
}

/** Our side: the real signalling with a media side that keeps books only. */
export class Alice {
  /** What was reported, registrations left out unless `watchesRegistration`. */
  readonly reports = new Inbox<string>();
  readonly events: SignallingEvent[] = [];
  readonly media = new FakeMedia();
  readonly line: Line;
  readonly signalling: Signalling;
  readonly clock: Clock;
  watchesRegistration = false;
  registration: Registration = { state: 'off' };
  /** The newest call: what actions without a number act on. */
  callId = '';
  /** All calls in the order they came about. */
  readonly callIds: string[] = [];
  /** Of each message that was announced before it was read: how many events there had been. */
  readonly readAfter: number[] = [];
  #dialled = 0;

  constructor({
    port,
    host = '127.0.0.1',
    line = {},
    password = 'secret',
    clientKey,
    t1Ms = TEST_T1_MS,
    log = silentLog,
    clock = systemClock,
    addresses = () => [],
    resolver,
    takesMessages = true,
    network,
    sound,
  }: AliceOptions) {
    this.clock = clock;
    this.line = aliceLine({ server: { host, port }, ...line });
    this.signalling = openSignalling({
      media: sound ?? this.media,
      clock,
      random: cryptoRandom,
      log,
      addresses,
      takesMessages,
      onReading: () => {
        this.readAfter.push(this.events.length);
      },
      ...(resolver && { resolver }),
      ...(network && { network }),
      timers: { t1Ms, t2Ms: t1Ms * 8, t4Ms: t1Ms * 10 },
      emit: (event) => {
        this.#heard(event);
      },
    });
    this.signalling.handle({
      ...{ kind: 'line/set', line: this.line, password },
      ...(clientKey !== undefined && { clientKey }),
    });
  }

  async registered(): Promise<this> {
    await until(() => this.registration.state === 'registered', 'registered', 20_000);
    return this;
  }

  dial(target = 'sip:bob@example.test', hidden?: boolean): void {
    this.#began(`call-${String(++this.#dialled)}`);
    this.signalling.handle({
      ...{ kind: 'call/dial', callId: this.callId, lineId: this.line.id, target },
      ...(hidden !== undefined && { hidden }),
    });
  }

  /** Answers a far end that wants us to call somebody else; null declines. */
  answerRefer(accept: boolean): void {
    const { callId } = this;
    if (accept) this.#began(`call-${String(++this.#dialled)}`);
    this.signalling.handle({ kind: 'call/refer-answer', callId, newCallId: accept ? this.callId : null });
  }

  #began(callId: string): void {
    this.callId = callId;
    this.callIds.push(callId);
  }

  #heard(event: SignallingEvent): void {
    this.events.push(event);
    if (event.kind === 'line/registration') {
      this.registration = event.registration;
      if (this.watchesRegistration) this.reports.put(stateOf(event.registration));
      return;
    }
    // Ladders are about what is answered.
    if (event.kind === 'line/strangers') return;
    if (event.kind === 'call/incoming') this.#began(event.callId);
    this.reports.put(reportOf(event));
  }
}

export function aliceLine(changes: Partial<Line> = {}): Line {
  return {
    id: 'line-1',
    label: 'Test',
    displayName: 'Alice',
    user: 'alice',
    domain: 'example.test',
    authUser: null,
    transport: 'udp',
    server: null,
    webSocketPath: '/ws',
    media: 'rtp',
    codecs: ['opus', 'G722', 'PCMA', 'PCMU'],
    trustedCa: null,
    expiresS: 600,
    trustsIdentity: true,
    hidesIdentity: false,
    autoAnswer: false,
    pinnedCertificate: null,
    clientCertificate: null,
    redirects: 'same-domain',
    encryption: 'if-offered',
    ...changes,
  };
}

function stateOf(registration: Registration): string {
  return registration.state === 'failed' ? `failed ${registration.why.kind}` : registration.state;
}

/** An event in the words a ladder uses. */
function reportOf(event: Exclude<SignallingEvent, { kind: 'line/registration' | 'line/strangers' }>): string {
  switch (event.kind) {
    case 'call/incoming':
      return 'incoming';
    case 'call/remote':
      return `remote ${event.remote.number}`;
    case 'call/progress':
      return event.progress;
    case 'call/established':
      return 'established';
    case 'call/hold':
      return `hold ${event.hold}`;
    case 'call/media':
      return `media ${event.media.codec ?? 'none'}`;
    case 'call/quality':
      return 'quality';
    case 'call/dtmf':
      return `dtmf ${event.digit}`;
    case 'call/refused':
      return `refused ${event.what} ${event.status === null ? '-' : String(event.status)}`;
    case 'line/messages-waiting': {
      const { waiting, newCount } = event.messages;
      return `box ${String(waiting)} ${String(newCount)}`;
    }
    case 'line/publication':
      return `publication ${event.state}${event.status === null ? '' : ` ${String(event.status)}`}`;
    case 'message/received':
      return `text ${event.text}`;
    case 'message/sent':
      return `sent ${event.messageId}`;
    case 'message/failed':
      return `not-sent ${event.messageId} ${event.why}${event.status === null ? '' : ` ${String(event.status)}`}`;
    case 'call/transfer':
      return `transfer ${wordsOf(event.progress)}`;
    case 'call/refer-asked':
      return `refer-asked ${event.target.number}${event.attended ? ' attended' : ''}`;
    case 'call/refer-lapsed':
      return 'refer-lapsed';
    case 'call/ended':
      return `ended ${event.why.kind}${'by' in event.why ? ` ${event.why.by}` : ''}`;
  }
}

function wordsOf(progress: TransferProgress): string {
  const status = 'status' in progress && progress.status !== null ? ` ${String(progress.status)}` : '';
  return `${progress.state}${progress.state === 'failed' ? ` ${progress.why}` : ''}${status}`;
}
