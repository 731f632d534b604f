import { createHash } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { Inbox } from './inbox';

/** A SIP message as the test phone reads it: with its own few lines, not with the exchange's parser. */
export interface Wire {
  readonly start: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

export interface Rtp {
  readonly type: number;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Buffer;
}

export interface CallOptions {
  readonly direction?: string;
  readonly address?: string;
  readonly formats?: string;
  readonly version?: number;
}

/** A call as the phone knows it. */
export interface PhoneCall {
  readonly number: string;
  readonly callId: string;
  readonly branch: string;
  readonly toTag: string;
  cseq: number;
}

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return socket;
}

let counter = 0;
const unique = (prefix: string) => `${prefix}${String(process.pid)}-${String((counter += 1))}`;

/** A phone of a hundred lines that does nothing by itself: no timers, no retransmission, no ACK unless told. */
export class TestPhone {
  readonly messages = new Inbox<Wire>();
  readonly sound = new Inbox<Rtp>();
  readonly reports = new Inbox<Buffer>();
  /** Where the exchange's RTP comes from and ours goes to. */
  mediaPort = 0;
  #sequence = 1000;
  #timestamp = 50_000;

  static async open(exchangePort: number, user = 'you'): Promise<TestPhone> {
    return new TestPhone(await bound(), await bound(), await bound(), exchangePort, user);
  }

  private constructor(
    private readonly socket: Socket,
    private readonly rtp: Socket,
    private readonly rtcp: Socket,
    private readonly exchangePort: number,
    readonly user: string,
  ) {
    socket.on('message', (bytes) => this.messages.add(parsed(bytes.toString())));
    rtp.on('message', (bytes) => this.sound.add(parsedRtp(bytes)));
    rtcp.on('message', (bytes) => this.reports.add(bytes));
  }

  get port(): number {
    return this.socket.address().port;
  }

  close(): void {
    for (const socket of [this.socket, this.rtp, this.rtcp]) socket.close();
  }

  raw(bytes: string | Buffer): void {
    this.socket.send(bytes, this.exchangePort, '127.0.0.1');
  }

  /** The next response with this status to a request of this method. */
  response(status: number, method: string): Promise<Wire> {
    return this.messages.take(
      `${String(status)} to ${method}`,
      ({ start, headers }) =>
        start.startsWith(`SIP/2.0 ${String(status)} `) &&
        headers.get('cseq')?.endsWith(` ${method}`) === true,
    );
  }

  request(method: string): Promise<Wire> {
    return this.messages.take(method, ({ start }) => start.startsWith(`${method} `));
  }

  /** Sends a request with what all requests need; returns its bytes, for sending them again. */
  send(
    method: string,
    uri: string,
    fields: Partial<PhoneCall> & { headers?: string[]; body?: string } = {},
  ): string {
    const {
      callId = unique('call'),
      branch = unique('z9hG4bK'),
      cseq = 1,
      toTag = '',
      headers = [],
      body = '',
    } = fields;
    const me = `<sip:${this.user}@practice.invalid>`;
    const to = method === 'REGISTER' ? me : `<sip:${fields.number ?? '600'}@practice.invalid>`;
    const text = [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${String(this.port)};branch=${branch};rport`,
      `From: ${me};tag=mine`,
      `To: ${to}${toTag === '' ? '' : `;tag=${toTag}`}`,
      `Call-ID: ${callId}`,
      `CSeq: ${String(cseq)} ${method}`,
      'Max-Forwards: 70',
      ...headers,
      `Content-Length: ${String(Buffer.byteLength(body))}`,
      '',
      body,
    ].join('\r\n');
    this.raw(text);
    return text;
  }

  contact(): string {
    return `Contact: <sip:${this.user}@127.0.0.1:${String(this.port)}>`;
  }

  /** Registers through the challenge. */
  async register(expires = 300): Promise<Wire> {
    const callId = unique('reg');
    const headers = [this.contact(), `Expires: ${String(expires)}`];
    const uri = 'sip:practice.invalid';
    this.send('REGISTER', uri, { callId, headers });
    const challenge = (await this.response(401, 'REGISTER')).headers.get('www-authenticate') ?? '';
    const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1] ?? '';
    headers.push(authorization('REGISTER', uri, nonce));
    this.send('REGISTER', uri, { callId, cseq: 2, headers });
    return this.response(200, 'REGISTER');
  }

  sdp({
    direction = 'sendrecv',
    address = '127.0.0.1',
    formats = '8 0 101',
    version = 1,
  }: CallOptions = {}): string {
    return [
      'v=0',
      `o=- 1 ${String(version)} IN IP4 127.0.0.1`,
      's=-',
      `c=IN IP4 ${address}`,
      't=0 0',
      `m=audio ${String(this.rtp.address().port)} RTP/AVP ${formats}`,
      'a=rtpmap:101 telephone-event/8000',
      `a=rtcp:${String(this.rtcp.address().port)}`,
      `a=${direction}`,
      '',
    ].join('\r\n');
  }

  /** Sends the INVITE only. */
  invite(number: string, options: CallOptions = {}): PhoneCall & { readonly bytes: string } {
    const call = { number, callId: unique('call'), branch: unique('z9hG4bK'), toTag: '', cseq: 1 };
    const headers = [this.contact(), 'Content-Type: application/sdp'];
    const bytes = this.send('INVITE', `sip:${number}@practice.invalid`, {
      ...call,
      headers,
      body: this.sdp(options),
    });
    return { ...call, bytes };
  }

  /** Calls, is answered, and acknowledges. */
  async call(number: string, options: CallOptions = {}): Promise<PhoneCall> {
    const invited = this.invite(number, options);
    return this.acknowledge(invited, await this.response(200, 'INVITE'));
  }

  acknowledge(call: PhoneCall, answer: Wire): PhoneCall {
    const established = { ...call, toTag: tagOf(answer.headers.get('to')) };
    this.mediaPort = Number(/^m=audio (\d+)/m.exec(answer.body)?.[1] ?? this.mediaPort);
    this.send('ACK', `sip:${call.number}@127.0.0.1`, { ...established, branch: unique('z9hG4bK') });
    return established;
  }

  /** A request inside the call. */
  within(call: PhoneCall, method: string, headers: string[] = [], body = ''): string {
    call.cseq += 1;
    return this.send(method, `sip:${call.number}@127.0.0.1`, {
      ...call,
      branch: unique('z9hG4bK'),
      headers,
      body,
    });
  }

  async reinvite(call: PhoneCall, options: CallOptions): Promise<Wire> {
    this.within(
      call,
      'INVITE',
      [this.contact(), 'Content-Type: application/sdp'],
      this.sdp({ version: call.cseq + 1, ...options }),
    );
    const answer = await this.response(200, 'INVITE');
    this.acknowledge(call, answer);
    return answer;
  }

  /** Answers a request of the exchange; a 200 to INVITE gets a description. */
  answer(request: Wire, status: number, body = ''): void {
    const copied = ['via', 'from', 'call-id', 'cseq'].map(
      (name) => `${name}: ${request.headers.get(name) ?? ''}`,
    );
    const to = request.headers.get('to') ?? '';
    const described = body === '' ? [] : ['Content-Type: application/sdp'];
    const lines = [
      `SIP/2.0 ${String(status)} Whatever`,
      ...copied,
      `To: ${to};tag=phone`,
      this.contact(),
      ...described,
    ];
    this.raw([...lines, `Content-Length: ${String(body.length)}`, '', body].join('\r\n'));
    this.mediaPort = Number(/^m=audio (\d+)/m.exec(request.body)?.[1] ?? this.mediaPort);
  }

  /** Sends one packet of sound, 20 ms after the last. */
  speak(payload: Buffer, type = 8): void {
    this.#timestamp += 160;
    this.packet(type, payload, this.#timestamp);
  }

  packet(type: number, payload: Buffer, timestamp: number): void {
    const header = Buffer.alloc(12);
    header.writeUInt8(0x80, 0);
    header.writeUInt8(type, 1);
    header.writeUInt16BE((this.#sequence += 1), 2);
    header.writeUInt32BE(timestamp, 4);
    header.writeUInt32BE(0xabcd, 8);
    this.rtp.send(Buffer.concat([header, payload]), this.mediaPort, '127.0.0.1');
  }

  /** Presses a key: two packets of one event, and its end three times. */
  press(code: number): void {
    this.#timestamp += 1600;
    for (const [flags, duration] of [
      [10, 160],
      [10, 320],
      [0x8a, 480],
      [0x8a, 480],
      [0x8a, 480],
    ] as const) {
      this.packet(101, Buffer.from([code, flags, duration >> 8, duration & 255]), this.#timestamp);
    }
  }
}

function parsed(text: string): Wire {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const [start = '', ...lines] = head.split('\r\n');
  const pairs = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { start, headers: new Map(pairs), body };
}

function parsedRtp(bytes: Buffer): Rtp {
  return {
    type: bytes.readUInt8(1) & 127,
    marker: bytes.readUInt8(1) > 127,
    sequence: bytes.readUInt16BE(2),
    timestamp: bytes.readUInt32BE(4),
    ssrc: bytes.readUInt32BE(8),
    payload: bytes.subarray(12),
  };
}

export function tagOf(value = ''): string {
  return /;tag=([^;]+)/.exec(value)?.[1] ?? '';
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** RFC 2617 §3.2.2 */
export function authorization(
  method: string,
  uri: string,
  nonce: string,
  { user = 'you', password = 'practice', count = '00000001' } = {},
): string {
  const ha1 = md5(`${user}:practice.invalid:${password}`);
  const response = md5(`${ha1}:${nonce}:${count}:c0ffee:auth:${md5(`${method}:${uri}`)}`);
  return (
    `Authorization: Digest username="${user}", realm="practice.invalid", nonce="${nonce}", uri="${uri}", ` +
    `response="${response}", algorithm=MD5, qop=auth, nc=${count}, cnonce="c0ffee"`
  );
}
