import { createSocket, type Socket } from 'node:dgram';
import { createHash } from 'node:crypto';
import { answeredStun } from './stun-answer';
import { acknowledges, branchOf, readMessage, tagOf, uriIn, writeMessage, type Received } from './sip-text';
import { Inbox } from './waiting';
import { LossyNetwork, type NetworkOptions } from './lossy-network';

export interface FarEndOptions extends Partial<NetworkOptions> {
  readonly host?: string;
}

interface Sent {
  readonly text: string;
  timer: NodeJS.Timeout | null;
}

interface Dialog {
  readonly callId: string;
  readonly localTag: string;
  /** Which telephone of a call that was forked; 0 where it was not. */
  readonly fork: number;
  /** Their From or To as a whole, with its tag once known. */
  remote: string;
  local: string;
  target: string;
  cseq: number;
}

/**
 * Bob, and the registrar in front of him: a scripted far end on raw UDP. It writes its own messages, repeats
 * them as RFC 3261 §17 asks, and hands every message of ours on once, however often it came.
 */
export class FarEnd {
  readonly inbox = new Inbox<Received>();
  /** Every datagram of ours that arrived, repetitions too. */
  readonly seen: Received[] = [];
  /** REGISTERs are answered without being handed on, with these headers. */
  answersRegister = true;
  registrarSays: readonly string[] = [];
  /** The machine is gone: nothing is heard. */
  deaf = false;
  readonly #known = new Set<string>();
  readonly #repeating = new Map<string, Sent>();
  /** Requests of ours by method, to answer. */
  readonly #requests: Received[] = [];
  readonly dialogs: Dialog[] = [];
  readonly #network: LossyNetwork;
  #port = 0;
  /** Where Alice was heard from last. */
  #address: string;
  #serial = 0;
  #forks = 1;
  #invite: {
    text: string;
    branch: string;
    cseq: number;
    dialog: Dialog;
    final: number;
    rseq: string;
  } | null = null;

  private constructor(
    private readonly socket: Socket,
    private readonly options: Required<FarEndOptions>,
  ) {
    this.#network = new LossyNetwork(options);
    this.#address = options.host;
  }

  static async open(options: FarEndOptions = {}): Promise<FarEnd> {
    const settings = {
      loss: 0,
      reordering: 0,
      duplication: 0,
      seed: 1,
      t1Ms: 50,
      host: '127.0.0.1',
      ...options,
    };
    const socket = createSocket(settings.host.includes(':') ? 'udp6' : 'udp4');
    await new Promise<void>((resolve) => socket.bind(0, settings.host, resolve));
    const farEnd = new FarEnd(socket, settings);
    socket.on('message', (bytes, source) => {
      if (farEnd.deaf || answeredStun(socket, bytes, source)) return;
      const text = bytes.toString('utf8');
      farEnd.#network.travel('in', text, () => {
        farEnd.#receive(text, source);
      });
    });
    return farEnd;
  }

  get port(): number {
    return this.socket.address().port;
  }

  get hostPort(): string {
    const { host } = this.options;
    return `${host.includes(':') ? `[${host}]` : host}:${String(this.port)}`;
  }

  close(): void {
    this.fallSilent();
    this.#network.dispose();
    this.socket.close();
  }

  /** Bob says nothing more; the registrar still answers. */
  fallSilent(): void {
    for (const key of [...this.#repeating.keys()]) this.#stop(key);
    this.forgetDialogs();
  }

  forgetDialogs(): void {
    this.dialogs.length = 0;
    this.#requests.length = 0;
    this.#invite = null;
  }

  /** Answers the newest request of ours with that method that has no final answer. */
  reply(
    status: number,
    method: string | undefined,
    body: string,
    extra: readonly string[] = [],
    fork = 0,
  ): void {
    if (fork > 0) {
      const request = this.#unanswered(method);
      this.#replyOnce(status, method, body, extra, fork);
      // The other telephones still may answer.
      if (request && status >= 200 && request.method === 'INVITE') this.#requests.unshift(request);
      return;
    }
    const forks = status >= 200 && status < 300 && body !== '' ? this.#forks : 1;
    this.#forks = 1;
    const request = this.#unanswered(method);
    for (let fork = forks - 1; fork >= 0; fork--) {
      if (request && fork < forks - 1) this.#requests.push(request);
      this.#replyOnce(status, method, body, extra, fork === forks - 1 ? 0 : fork + 1);
    }
  }

  /** The next 200 comes from so many phones at once. */
  fork(count: number): void {
    this.#forks = count;
  }

  #unanswered(method: string | undefined): Received | undefined {
    return this.#requests.filter((request) => method === undefined || request.method === method).at(-1);
  }

  #replyOnce(
    status: number,
    method: string | undefined,
    body: string,
    extra: readonly string[],
    dialog: number,
  ): void {
    const request = this.#unanswered(method);
    if (!request) throw new Error(`nothing to answer with ${String(status)}`);
    if (status >= 200) this.#requests.splice(this.#requests.lastIndexOf(request), 1);
    const contact = status > 100 ? [`Contact: <sip:bob@${this.hostPort}>`] : [];
    const to = this.#toOf(request, status, dialog);
    const fields = [
      ...request.all('via').map((via) => `Via: ${via}`),
      `From: ${request.header('from') ?? ''}`,
      `To: ${to}`,
      `Call-ID: ${request.header('call-id') ?? ''}`,
      `CSeq: ${request.header('cseq') ?? ''}`,
      ...(extra.some((field) => field.startsWith('Contact:')) ? [] : contact),
      ...extra.filter((field) => field !== 'Contact:'),
    ];
    const text = writeMessage(`SIP/2.0 ${String(status)} Whatever`, fields, body);
    const key = `reply ${branchOf(request)} ${dialog === 0 ? '' : `fork ${String(dialog)} `}${request.method}`;
    this.#stop(key);
    // A final answer to INVITE is repeated until its ACK, a reliable provisional one until its PRACK (RFC 3262 §3);
    // others only when the request comes again.
    const reliable = extra.some((field) => field.startsWith('RSeq:'));
    if (request.method === 'INVITE' && (status >= 200 || reliable)) this.#repeat(key, text);
    else {
      this.#repeating.set(key, { text, timer: null });
      this.#transmit(text);
    }
  }

  /** Sends a request of Bob's: in the dialog if there is one, else outside. */
  request(method: string, body: string, extra: readonly string[] = [], fork = 0): void {
    if (method === 'ACK' || method === 'CANCEL') {
      this.#followInvite(method, body, extra);
      return;
    }
    const forked = fork === 0 ? undefined : this.dialogs.filter((dialog) => dialog.fork === fork).at(-1);
    const dialog = forked ?? this.dialogs.at(-1) ?? this.#newDialog();
    dialog.cseq++;
    const branch = this.#branch();
    const rack = extra.some((field) => field.startsWith('RAck:'));
    const headers = method === 'PRACK' && !rack ? [...extra, `RAck: ${this.#rack()}`] : extra;
    const text = this.#requestText(method, dialog, dialog.cseq, branch, body, headers);
    if (method === 'INVITE') this.#invite = { text, branch, cseq: dialog.cseq, dialog, final: 0, rseq: '' };
    this.#repeat(`request ${branch} ${method}`, text);
  }

  /** A dialog of its own for the next INVITE, beside the ones that stand. */
  newCall(): void {
    this.#newDialog();
  }

  /** Goes on in the dialog that was used longest ago. */
  turnDialogs(): void {
    const first = this.dialogs.shift();
    if (first) this.dialogs.push(first);
  }

  /** Sends something exactly as written. */
  sendRaw(text: string | Uint8Array): void {
    this.socket.send(text, this.#port, this.#address);
  }

  /** What a PRACK of the newest reliable response of Alice's names. */
  #rack(): string {
    return `${this.#invite?.rseq ?? ''} ${String(this.#invite?.cseq ?? 0)} INVITE`;
  }

  #followInvite(method: 'ACK' | 'CANCEL', body: string, extra: readonly string[]): void {
    const invite = this.#invite;
    if (!invite) throw new Error(`no INVITE for ${method}`);
    const sameBranch = method === 'CANCEL' || invite.final >= 300;
    const branch = sameBranch ? invite.branch : this.#branch();
    const text = this.#requestText(method, invite.dialog, invite.cseq, branch, body, extra);
    if (method === 'CANCEL') this.#repeat(`request ${branch} CANCEL`, text);
    else {
      this.#repeating.set(`ack ${String(invite.cseq)} ${invite.dialog.callId}`, { text, timer: null });
      this.#transmit(text);
    }
  }

  #requestText(
    method: string,
    dialog: Dialog,
    cseq: number,
    branch: string,
    body: string,
    extra: readonly string[],
  ): string {
    const fields = [
      `Via: SIP/2.0/UDP ${this.hostPort};branch=${branch};rport`,
      'Max-Forwards: 70',
      extra.find((field) => field.startsWith('From:')) ?? `From: ${dialog.local}`,
      `To: ${dialog.remote}`,
      `Call-ID: ${dialog.callId}`,
      `CSeq: ${String(cseq)} ${method}`,
      extra.find((field) => field.startsWith('Contact:')) ?? `Contact: <sip:bob@${this.hostPort}>`,
      ...extra.filter((field) => !/^(?:From|Contact):/.test(field)),
    ];
    return writeMessage(`${method} ${dialog.target} SIP/2.0`, fields, body);
  }

  #newDialog(): Dialog {
    const serial = String(++this.#serial);
    const dialog: Dialog = {
      callId: `bob-${serial}-${String(this.options.seed)}-${String(this.port)}`,
      localTag: `bob${serial}`,
      fork: 0,
      local: `"Bob" <sip:bob@example.test>;tag=bob${serial}`,
      remote: '<sip:alice@example.test>',
      target: `sip:alice@${this.options.host}:${String(this.#port)}`,
      cseq: 0,
    };
    this.dialogs.push(dialog);
    return dialog;
  }

  #branch(): string {
    return `z9hG4bKbob${String(this.#serial)}x${String(++this.#serial)}p${String(this.port)}`;
  }

  /** The To of an answer carries Bob's tag; an INVITE of ours makes a dialog with it. */
  #toOf(request: Received, status: number, fork: number): string {
    const to = request.header('to') ?? '';
    if (status === 100 || tagOf(to) !== '') return to;
    const callId = request.header('call-id') ?? '';
    const localTag = `b${createHash('md5').update(callId).digest('hex').slice(0, 6)}${fork === 0 ? '' : String(fork)}`;
    const known = this.dialogs.some((dialog) => dialog.callId === callId && dialog.localTag === localTag);
    if (['INVITE', 'SUBSCRIBE'].includes(request.method) && !known && status < 300) {
      const target = uriIn(request.header('contact'));
      this.dialogs.push({
        callId,
        localTag,
        fork,
        local: `${to};tag=${localTag}`,
        remote: request.header('from') ?? '',
        target,
        cseq: 0,
      });
    }
    return `${to};tag=${localTag}`;
  }

  #receive(text: string, { address, port }: { address: string; port: number }): void {
    if (text.trim() === '') return;
    const message = readMessage(text);
    this.#port = port;
    this.#address = address;
    this.seen.push(message);
    if (message.status > 0) this.#receiveResponse(message);
    else this.#receiveRequest(message);
  }

  #receiveResponse(message: Received): void {
    const branch = branchOf(message);
    if (message.status >= 200 || message.method !== 'INVITE')
      this.#stop(`request ${branch} ${message.method}`);
    else this.#pause(`request ${branch} ${message.method}`);
    const invite = this.#invite;
    if (message.method === 'INVITE' && invite?.branch === branch && message.status > 100) {
      if (message.status >= 200) invite.final = message.status;
      else invite.rseq = message.header('rseq') ?? invite.rseq;
      if (message.status < 300) {
        invite.dialog.remote = message.header('to') ?? '';
        invite.dialog.target = uriIn(message.header('contact'));
      }
    }
    const again = this.#isKnown(`${message.start} ${branch} ${message.method}`);
    if (again && message.method === 'INVITE' && message.status >= 200)
      this.#again(`ack ${message.header('cseq')?.split(' ')[0] ?? ''} ${message.header('call-id') ?? ''}`);
    if (!again && message.status !== 100) this.inbox.put(message);
  }

  #receiveRequest(message: Received): void {
    const branch = branchOf(message);
    if (message.method === 'PRACK') this.#stopAcknowledged(message);
    if (message.method === 'ACK') this.#stopAcknowledged(message);
    else if (this.#isKnown(`${message.method} ${branch}`)) {
      this.#again(`reply ${branch} ${message.method}`);
      return;
    }
    if (
      message.method === 'ACK' &&
      this.#isKnown(`ACK ${message.header('cseq') ?? ''} ${message.header('call-id') ?? ''} ${branch}`)
    )
      return;
    if (message.method !== 'ACK') this.#requests.push(message);
    // Its first NOTIFY may come before the answer.
    if (message.method === 'SUBSCRIBE') this.#toOf(message, 200, 0);
    if (message.method === 'REGISTER' && this.answersRegister) {
      const asked = /;expires=(\d+)/.exec(message.header('contact') ?? '')?.[1] ?? '0';
      this.reply(200, 'REGISTER', '', [
        `Contact: ${uriIn(message.header('contact')) === '' ? '' : `<${uriIn(message.header('contact'))}>`};expires=${asked}`,
        ...this.registrarSays,
      ]);
      return;
    }
    this.inbox.put(message);
  }

  #stopAcknowledged(by: Received): void {
    for (const [key, sent] of this.#repeating)
      if (key.startsWith('reply ') && acknowledges(by, readMessage(sent.text))) this.#pause(key);
  }

  #repeat(key: string, text: string): void {
    let intervalMs = this.options.t1Ms;
    const sent: Sent = { text, timer: null };
    const again = (): void => {
      intervalMs = Math.min(intervalMs * 2, this.options.t1Ms * 8);
      this.#transmit(text);
      sent.timer = setTimeout(again, intervalMs);
    };
    sent.timer = setTimeout(again, intervalMs);
    this.#repeating.set(key, sent);
    this.#transmit(text);
  }

  #again(key: string): void {
    const sent = this.#repeating.get(key);
    if (sent) this.#transmit(sent.text);
  }

  #pause(key: string): void {
    clearTimeout(this.#repeating.get(key)?.timer ?? undefined);
  }

  #stop(key: string): void {
    this.#pause(key);
    this.#repeating.delete(key);
  }

  #isKnown(key: string): boolean {
    if (this.#known.has(key)) return true;
    this.#known.add(key);
    return false;
  }

  #transmit(text: string): void {
    this.#network.travel('out', text, () => {
      this.socket.send(text, this.#port, this.#address);
    });
  }
}
