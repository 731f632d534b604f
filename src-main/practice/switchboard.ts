import type { Disposable } from '../base/disposable';
import { token } from '../base/random';
import { quoted } from './address';
import { calledDialog, dialogKey } from './dialog';
import { PRACTICE_DOMAIN } from './digest';
import { IncomingCall } from './incoming-call';
import { Mailbox } from './mailbox';
import { Media } from './media';
import type { ReceivedRequest } from './message';
import { messageNotification } from './notifier';
import { directory } from './numbers/directory';
import { sayAndEcho } from './numbers/hello';
import type { PracticeNumber, Room } from './numbers/room';
import { OutgoingCall, type Destination } from './outgoing-call';
import { localUser, type Registrar } from './registrar';
import { responseTo } from './response';
import type { ServerTransaction } from './server-transaction';
import { Session, type SessionPorts } from './session';
import type { Endpoint } from './via';

export interface SwitchboardPorts extends SessionPorts {
  readonly registrar: Registrar;
  /** What the numbers share and the switchboard does not bring. */
  readonly furniture: Pick<Room, 'prompts' | 'music' | 'noAnswerMs'>;
  readonly callBackDelayMs: number;
  /** Who 601 says it is when it calls back. */
  readonly callBackName: string;
}

/** Every call of the exchange, from INVITE to the end. */
export class Switchboard implements Disposable {
  /** By dialog. */
  readonly #sessions = new Map<string, Session>();
  /** Calls to us without a final answer yet: what a CANCEL looks for. */
  readonly #unanswered = new Map<ServerTransaction, IncomingCall>();
  /** Calls of ours that wait for their moment or for an answer. */
  readonly #outgoing = new Set<Disposable>();
  readonly #mailboxes = new Map<string, Mailbox>();
  readonly #room: Room;
  #isClosed = false;

  constructor(private readonly ports: SwitchboardPorts) {
    this.#room = {
      ...ports.furniture,
      mailboxOf: (user) => this.#mailboxOf(user),
      announceMessages: (user) => {
        this.announceMessages(user);
      },
      callBackLater: (call) => {
        this.#callBackLater(call);
      },
    };
  }

  /** How many calls are alive. */
  get size(): number {
    return this.#sessions.size + this.#outgoing.size;
  }

  /** A call to one of the numbers (RFC 3261 §13.3). */
  async invite(request: ReceivedRequest, source: Endpoint, transaction: ServerTransaction): Promise<void> {
    const refuse = (status: number): void => {
      transaction.respond(responseTo(request, status, { toTag: token(this.ports.random) }));
    };
    const number = directory.get(localUser(request.uri) ?? '');
    if (!number) {
      refuse(404);
      return;
    }
    transaction.respond(responseTo(request, 100));
    const media = await Media.open(this.ports);
    if (!media.ok) refuse(503);
    // A CANCEL may have been quicker.
    else if (transaction.isAnswered || this.#isClosed) media.value.dispose();
    else this.#connect(request, source, transaction, media.value, number);
  }

  /** RFC 3261 §9.2 */
  cancel(
    request: ReceivedRequest,
    transaction: ServerTransaction,
    invite: ServerTransaction | undefined,
  ): void {
    transaction.respond(responseTo(request, invite ? 200 : 481, { toTag: token(this.ports.random) }));
    if (!invite || invite.isAnswered) return;
    const call = this.#unanswered.get(invite);
    if (call) call.reject(487);
    else invite.respond(responseTo(invite.request, 487, { toTag: token(this.ports.random) }));
  }

  /** The call a request with a To tag belongs to. */
  sessionOf(request: ReceivedRequest): Session | undefined {
    const { callId, to, from } = request;
    return this.#sessions.get(dialogKey(callId, to.params.get('tag') ?? '', from.params.get('tag') ?? ''));
  }

  /** Tells each of the user's phones how many messages wait. */
  announceMessages(user: string): void {
    if (this.#isClosed) return;
    const { registrar, transactions, contact, random } = this.ports;
    for (const binding of registrar.bindingsOf(user)) {
      const notification = messageNotification(user, binding, this.#mailboxOf(user).count, contact, random);
      transactions.request(notification, binding.flow, {
        onResponse: () => undefined,
        onTimeout: () => undefined,
      });
    }
  }

  hasMessages(user: string): boolean {
    return (this.#mailboxes.get(user)?.count ?? 0) > 0;
  }

  /** Live calls hear a BYE, ringing ones a 480. */
  dispose(): void {
    this.#isClosed = true;
    for (const call of [...this.#unanswered.values()]) call.reject(480);
    for (const call of [...this.#outgoing]) call.dispose();
    for (const session of [...this.#sessions.values()]) session.dispose();
  }

  #connect(
    request: ReceivedRequest,
    source: Endpoint,
    transaction: ServerTransaction,
    media: Media,
    number: PracticeNumber,
  ): void {
    const session = new Session(calledDialog(request, token(this.ports.random), source), media, this.ports);
    const sdp = session.negotiation.reply(request.body);
    if (!sdp.ok) {
      transaction.respond(responseTo(request, 488, { toTag: session.dialog.localTag }));
      session.end();
      return;
    }
    const call = new IncomingCall(session, transaction, sdp.value);
    this.#unanswered.set(transaction, call);
    session.ended(() => this.#unanswered.delete(transaction));
    this.#keep(session);
    number(call, this.#room);
  }

  #keep(session: Session): void {
    const { key } = session;
    this.#sessions.set(key, session);
    session.ended(() => this.#sessions.delete(key));
  }

  #mailboxOf(user: string): Mailbox {
    const mailbox = this.#mailboxes.get(user) ?? new Mailbox();
    this.#mailboxes.set(user, mailbox);
    return mailbox;
  }

  #callBackLater(call: IncomingCall): void {
    if (this.#isClosed) return;
    const { dialog } = call.session;
    const waiting = this.ports.clock.after(this.ports.callBackDelayMs, () => {
      this.#outgoing.delete(waiting);
      const binding = this.ports.registrar.bindingsOf(call.caller ?? '')[0];
      // A phone that is not registered is called where it called from.
      const { uri, flow } = binding ?? { uri: dialog.remoteTarget, flow: dialog.flow };
      void this.#callBack({ uri, flow, to: `<sip:${call.caller ?? 'anonymous'}@${PRACTICE_DOMAIN}>` });
    });
    this.#outgoing.add(waiting);
  }

  async #callBack(destination: Destination): Promise<void> {
    const media = await Media.open(this.ports);
    if (!media.ok) {
      this.ports.log('warn', 'no call back', { why: media.error.why });
      return;
    }
    if (this.#isClosed) {
      media.value.dispose();
      return;
    }
    const from = `${quoted(this.ports.callBackName)} <sip:601@${PRACTICE_DOMAIN}>`;
    const call: OutgoingCall = new OutgoingCall(destination, from, media.value, this.ports, {
      onAnswered: (session) => {
        this.#outgoing.delete(call);
        this.#keep(session);
        sayAndEcho(session, this.ports.furniture.prompts['call-back-hello']);
      },
      onFailed: () => this.#outgoing.delete(call),
    });
    this.#outgoing.add(call);
  }
}
