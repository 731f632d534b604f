import { createSocket, type Socket } from 'node:dgram';
import { readMessage, tagOf, uriIn, writeMessage, type Received } from '../../ladder/support/sip-text';
import { nowMs } from '../machine/clock';
import { Arrivals } from './arrivals';
import { RtpEnd } from './rtp-end';

/** A message of the phone's, and when its datagram was read. */
export interface Seen {
  readonly atMs: number;
  readonly message: Received;
}

/** A call between the phone and the exchange. */
export interface BenchCall {
  readonly callId: string;
  readonly rtp: RtpEnd;
  /** When each message of this call was written or read. */
  readonly times: Map<string, number>;
}

interface Dialog extends BenchCall {
  readonly local: string;
  remote: string;
  target: string;
  cseq: number;
}

const REALM = 'bench.test';
const CODECS = {
  PCMU: { payloadType: 0, rtpmap: 'PCMU/8000' },
  opus: { payloadType: 111, rtpmap: 'opus/48000/2' },
} as const;
export type BenchCodec = keyof typeof CODECS;

/**
 * Registrar, proxy and other phone of one phone under test, on raw UDP: it challenges every REGISTER and every
 * INVITE without looking at the answer, and notes when what arrived and left. Nothing is repeated: nothing is lost here.
 */
export class Exchange {
  readonly seen = new Arrivals<Seen>();
  /** When the first 200 to a REGISTER left. */
  registeredAtMs = NaN;
  /** Answers a call that comes in; otherwise it rings. */
  codec: BenchCodec = 'PCMU';
  #contact = '';
  #phonePort = 0;
  #serial = 0;
  readonly #dialogs = new Map<string, Dialog>();

  private constructor(private readonly socket: Socket) {}

  static async open(): Promise<Exchange> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const exchange = new Exchange(socket);
    socket.on('message', (bytes, source) => {
      exchange.#receive(nowMs(), bytes.toString(), source.port);
    });
    return exchange;
  }

  get port(): number {
    return this.socket.address().port;
  }

  async registered(ms: number): Promise<number> {
    await this.seen.next(ms, 'an authenticated REGISTER', ({ message }) =>
      isAuthenticated(message, 'REGISTER'),
    );
    return this.registeredAtMs;
  }

  /** Takes the call the phone makes: 407, then 180 and, after `ringMs`, 200. */
  async takeCall(ringMs: number, wait: (ms: number) => Promise<void>): Promise<BenchCall> {
    const { atMs: inviteMs, message: first } = await this.#request('INVITE', (m) => !hasCredentials(m));
    const rtp = await RtpEnd.open();
    this.#reply(first, 407, { extra: [`Proxy-Authenticate: ${challenge()}`] });
    const challengedMs = nowMs();
    const { atMs: againMs, message: invite } = await this.#request('INVITE', hasCredentials);
    const dialog = this.#dialogFrom(invite, rtp);
    dialog.times.set('INVITE', inviteMs).set('407', challengedMs).set('INVITE again', againMs);
    rtp.sendsTo(invite.body);
    this.#reply(invite, 180, { to: dialog.local });
    await wait(ringMs);
    dialog.times.set('200', nowMs());
    this.#reply(invite, 200, { to: dialog.local, body: this.#sdp(rtp) });
    return dialog;
  }

  /** Calls the phone; resolves when it rings. `accepted` then waits for its answer. */
  async call(): Promise<BenchCall & { accepted(): Promise<void> }> {
    const rtp = await RtpEnd.open();
    const callId = `bench-${++this.#serial}-${this.port}`;
    const dialog: Dialog = {
      callId,
      rtp,
      times: new Map(),
      local: `<sip:caller@${REALM}>;tag=c${this.#serial}`,
      remote: `<${this.#contact}>`,
      target: this.#contact,
      cseq: 1,
    };
    this.#dialogs.set(callId, dialog);
    dialog.times.set('INVITE', nowMs());
    this.#send(dialog, 'INVITE', 1, this.#sdp(rtp));
    dialog.times.set('180', (await this.#response(callId, 'INVITE', [180])).atMs);
    return Object.assign(dialog, { accepted: () => this.#accepted(dialog) });
  }

  /** The phone hung up, or does: its BYE is answered. */
  async ended(call: BenchCall): Promise<void> {
    await this.seen.next(5000, 'BYE', ({ message }) => isRequest(message, 'BYE') && sameCall(message, call));
    this.forget(call);
  }

  async hangUp(call: BenchCall): Promise<void> {
    const dialog = this.#dialogs.get(call.callId);
    if (!dialog) return;
    this.#send(dialog, 'BYE', ++dialog.cseq);
    await this.#response(call.callId, 'BYE', [200]);
    this.forget(call);
  }

  forget(call: BenchCall): void {
    call.rtp.close();
    this.#dialogs.delete(call.callId);
  }

  close(): void {
    for (const dialog of [...this.#dialogs.values()]) this.forget(dialog);
    this.socket.close();
  }

  async #accepted(dialog: Dialog): Promise<void> {
    const { atMs, message } = await this.#response(dialog.callId, 'INVITE', [200]);
    dialog.times.set('200', atMs);
    dialog.remote = message.header('to') ?? dialog.remote;
    dialog.target = uriIn(message.header('contact'));
    dialog.rtp.sendsTo(message.body);
    this.#send(dialog, 'ACK', 1);
  }

  #dialogFrom(invite: Received, rtp: RtpEnd): Dialog {
    const dialog: Dialog = {
      callId: invite.header('call-id') ?? '',
      rtp,
      times: new Map(),
      local: `${invite.header('to') ?? ''};tag=b${++this.#serial}`,
      remote: invite.header('from') ?? '',
      target: uriIn(invite.header('contact')),
      cseq: 1,
    };
    this.#dialogs.set(dialog.callId, dialog);
    return dialog;
  }

  #request(method: string, fits: (message: Received) => boolean): Promise<Seen> {
    return this.seen.next(5000, method, ({ message }) => isRequest(message, method) && fits(message));
  }

  #response(callId: string, method: string, statuses: readonly number[]): Promise<Seen> {
    return this.seen.next(
      8000,
      `${statuses.join('/')} to ${method}`,
      ({ message }) =>
        statuses.includes(message.status) &&
        message.method === method &&
        message.header('call-id') === callId,
    );
  }

  #receive(atMs: number, text: string, port: number): void {
    if (text.trim() === '') return;
    this.#phonePort = port;
    const message = readMessage(text);
    if (message.status === 0 && message.method === 'REGISTER') this.#register(message);
    else if (message.status === 0 && !['ACK', 'INVITE'].includes(message.method)) this.#reply(message, 200);
    this.seen.put({ atMs, message });
  }

  #register(message: Received): void {
    if (!hasCredentials(message)) {
      this.#reply(message, 401, { extra: [`WWW-Authenticate: ${challenge()}`] });
      return;
    }
    const contact = message.header('contact') ?? '';
    this.#contact = uriIn(contact);
    this.#reply(message, 200, { extra: contact === '' ? [] : [`Contact: ${contact}`, 'Expires: 600'] });
    if (Number.isNaN(this.registeredAtMs)) this.registeredAtMs = nowMs();
  }

  #reply(
    request: Received,
    status: number,
    options: { readonly to?: string; readonly body?: string; readonly extra?: readonly string[] } = {},
  ): void {
    const to = request.header('to') ?? '';
    const fields = [
      ...request.all('via').map((via) => `Via: ${via}`),
      `From: ${request.header('from') ?? ''}`,
      `To: ${options.to ?? (tagOf(to) === '' ? `${to};tag=bench` : to)}`,
      `Call-ID: ${request.header('call-id') ?? ''}`,
      `CSeq: ${request.header('cseq') ?? ''}`,
      ...(request.method === 'REGISTER' ? [] : [`Contact: <sip:bench@127.0.0.1:${this.port}>`]),
      ...(options.extra ?? []),
    ];
    this.#transmit(writeMessage(`SIP/2.0 ${status} Bench`, fields, options.body));
  }

  #send(dialog: Dialog, method: string, cseq: number, body = ''): void {
    const fields = [
      `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bKbench${++this.#serial};rport`,
      'Max-Forwards: 70',
      `From: ${dialog.local}`,
      `To: ${dialog.remote}`,
      `Call-ID: ${dialog.callId}`,
      `CSeq: ${cseq} ${method}`,
      `Contact: <sip:bench@127.0.0.1:${this.port}>`,
    ];
    this.#transmit(writeMessage(`${method} ${dialog.target} SIP/2.0`, fields, body));
  }

  #transmit(text: string): void {
    this.socket.send(text, this.#phonePort, '127.0.0.1');
  }

  #sdp(rtp: RtpEnd): string {
    const { payloadType, rtpmap } = CODECS[this.codec];
    const lines = ['v=0', 'o=bench 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0'];
    const media = [`m=audio ${rtp.port} RTP/AVP ${payloadType}`, `a=rtpmap:${payloadType} ${rtpmap}`];
    return [...lines, ...media, 'a=ptime:20', 'a=sendrecv', ''].join('\r\n');
  }
}

const challenge = (): string => `Digest realm="${REALM}", nonce="bench${nowMs()}", algorithm=MD5`;

const hasCredentials = (message: Received): boolean =>
  (message.header('authorization') ?? message.header('proxy-authorization')) !== undefined;

const isRequest = (message: Received, method: string): boolean =>
  message.status === 0 && message.method === method;

const isAuthenticated = (message: Received, method: string): boolean =>
  isRequest(message, method) && hasCredentials(message);

const sameCall = (message: Received, call: BenchCall): boolean => message.header('call-id') === call.callId;
