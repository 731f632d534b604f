import type {
  IncomingMessageRequest,
  IncomingRequest,
  IncomingRequestMessage,
  UserAgentCore,
  UserAgentCoreDelegate,
} from 'sip.js/lib/core/index.js';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Random } from '../base/random';
import type { Line } from '../phone/account/line';
import type { Registration } from '../phone/account/registration';
import type { CallId, SignallingCommand, SignallingEvent } from '../phone/call/signalling';
import { partyOf } from './call/party';
import { addressOfRecord } from './core';
import { eventOf } from './event/event-header';
import { MESSAGE_SUMMARY, parseMessageSummary } from './event/message-summary';
import { Subscription } from './event/subscription';
import { ALLOW } from './methods';
import { PageInbox } from './page/incoming';
import { sendPage } from './page/outgoing';
import { Publication } from './publish/publication';
import type { SipTimers } from './retransmission/timers';

export interface LineServicesOptions {
  readonly line: Line;
  readonly core: () => UserAgentCore;
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: SipTimers;
  readonly takesMessages: boolean;
  readonly emit: (event: SignallingEvent) => void;
}

export type ServiceCommand = Extract<
  SignallingCommand,
  { readonly kind: 'line/watch-messages' | 'line/publish' | 'message/send' }
>;

/** What we ask for: changes are told at once anyway, and each refresh costs the exchange a NOTIFY. Seconds. */
const SUBSCRIBE_S = 3_600;

/** What one line does besides calls: watches its voicemail box, publishes, sends and takes texts. */
export class LineServices implements Disposable {
  readonly #options: LineServicesOptions;
  readonly #inbox: PageInbox;
  readonly #publications = new Map<string, Publication>();
  #box: Subscription | null = null;
  /** A subscription we ended; its last NOTIFY is still answered. */
  #left: Subscription | null = null;
  /** Our Contact when we were last registered; `null`: we are not. */
  #reachedAt: string | null = null;

  constructor(options: LineServicesOptions) {
    this.#options = options;
    this.#inbox = new PageInbox(options.takesMessages, ({ text, request, callId }) => {
      const from = partyOf(request.message.from);
      const inCall = callId === null ? {} : { callId };
      options.emit({ kind: 'message/received', lineId: options.line.id, from, text, ...inCall });
    });
  }

  /** Answers to requests that belong to no dialog and ring nobody. */
  get delegate(): UserAgentCoreDelegate {
    return {
      // RFC 3515 §2.4.2: outside a call we understand REFER and decline it.
      onRefer: (request) => request.reject({ statusCode: 603 }),
      onMessage: (request) => {
        this.paged(request, null);
      },
      onRegister: notAllowed,
      onSubscribe: notAllowed,
      onNotify: (request) => {
        this.#unsolicited(request);
      },
    };
  }

  /** A text, outside a call or in one. */
  paged(request: IncomingMessageRequest, callId: CallId | null): void {
    this.#inbox.received(request, callId);
  }

  /** Whether a NOTIFY belongs to a subscription of ours: then it has been answered. */
  claims(message: IncomingRequestMessage): boolean {
    return [this.#box, this.#left].some((subscription) => subscription?.claims(message) === true);
  }

  /** New, or from another address: what others keep about us names the old one (RFC 6665 §4.1.2.2). */
  registration({ state }: Registration): void {
    if (state !== 'registered') {
      if (state === 'failed' || state === 'off') this.#reachedAt = null;
      return;
    }
    const contact = this.#options.core().configuration.contact.toString();
    if (contact === this.#reachedAt) return;
    this.#reachedAt = contact;
    this.#box?.renew();
    for (const publication of this.#publications.values()) publication.renew();
  }

  handle(command: ServiceCommand): void {
    switch (command.kind) {
      case 'line/watch-messages':
        this.#watch(command.watched);
        break;
      case 'line/publish':
        this.#publish(command.event, command.body);
        break;
      case 'message/send':
        this.#send(command);
        break;
    }
  }

  dispose(): void {
    this.#watch(false);
    for (const publication of this.#publications.values()) publication.dispose();
    this.#publications.clear();
  }

  #watch(watched: boolean): void {
    if (watched === (this.#box !== null)) return;
    if (!watched) {
      this.#left = this.#box;
      this.#box?.dispose();
      this.#box = null;
      return;
    }
    const { core, clock, random, timers, line } = this.#options;
    const self = addressOfRecord(line);
    this.#box = new Subscription({
      ...{ core: core(), clock, random, timers, self, target: self, expiresS: SUBSCRIBE_S },
      ...MESSAGE_SUMMARY,
      onNotify: ({ body }) => {
        this.#tellBox(body);
      },
      onState: () => undefined,
    });
    if (this.#reachedAt !== null) this.#box.renew();
  }

  #publish(event: string, body: { readonly type: string; readonly content: string } | null): void {
    const { core, clock, random, line, emit } = this.#options;
    const self = addressOfRecord(line);
    const publication =
      this.#publications.get(event) ??
      new Publication({
        ...{ core: core(), clock, random, self, event },
        onState: (news) => {
          const status = news.state === 'failed' ? news.status : null;
          emit({ kind: 'line/publication', lineId: line.id, event, state: news.state, status });
        },
      });
    this.#publications.set(event, publication);
    publication.publish(body);
  }

  #send({ messageId, target, text }: Extract<ServiceCommand, { kind: 'message/send' }>): void {
    const { core, random, line, emit } = this.#options;
    sendPage({
      ...{ core: core(), random, line, target, text },
      onEnd: (failure) => {
        if (failure) emit({ kind: 'message/failed', messageId, ...failure });
        else emit({ kind: 'message/sent', messageId });
      },
    });
  }

  /** Exchanges send message-waiting and keep-alives unasked; a 489 would only make them send again. */
  #unsolicited(request: IncomingRequest): void {
    const { message } = request;
    const name = eventOf(message.getHeader('event'))?.name;
    if (name !== 'message-summary' && name !== 'keep-alive') {
      request.reject({ statusCode: 489, extraHeaders: ['Allow-Events: message-summary'] });
      return;
    }
    request.accept({ statusCode: 200 });
    if (name === 'message-summary') this.#tellBox(message.body);
  }

  #tellBox(body: string): void {
    const messages = parseMessageSummary(body);
    const { emit, line } = this.#options;
    if (messages) emit({ kind: 'line/messages-waiting', lineId: line.id, messages });
  }
}

function notAllowed(request: IncomingRequest): void {
  request.reject({ statusCode: 405, extraHeaders: [ALLOW] });
}
