import { createSocket, type Socket } from 'node:dgram';
import { parseRtp, writeRtp, type RtpPacket } from '../../src-main/media/rtp/packet';
import type { SrtpReceiver } from '../../src-main/media/srtp/receiver';
import type { SrtpSender } from '../../src-main/media/srtp/sender';
import { within } from './deadline';
import { freePortBlock } from './ports';

/** A plain RTP telephone: sends what it is told, remembers what it gets. */
export class UdpPhone {
  readonly heard: RtpPacket[] = [];
  readonly reports: Buffer[] = [];
  readonly #watchers = new Set<() => void>();
  /** What came as it was on the wire. */
  readonly wire: Buffer[] = [];
  /** Encrypts and opens what goes to and fro, and drops what is not so. */
  protection: { readonly send: SrtpSender; readonly receive: SrtpReceiver } | null = null;
  ssrc = 0x0a0b_0c0d;
  sequence = 100;
  timestamp = 8000;

  private constructor(
    private readonly rtp: Socket,
    private readonly rtcp: Socket,
    readonly port: number,
  ) {
    rtp.on('message', (bytes) => {
      this.wire.push(bytes);
      const plain = this.protection ? this.protection.receive.openRtp(bytes) : bytes;
      const packet = plain && parseRtp(plain);
      if (packet) this.heard.push(packet);
      for (const watcher of [...this.#watchers]) watcher();
    });
    rtcp.on('message', (bytes) => {
      const plain = this.protection ? this.protection.receive.openRtcp(bytes) : bytes;
      if (plain) this.reports.push(plain);
      for (const watcher of [...this.#watchers]) watcher();
    });
  }

  static async open(): Promise<UdpPhone> {
    const port = await freePortBlock(2);
    return new UdpPhone(await bound(port), await bound(port + 1), port);
  }

  /** A description of this telephone, `lines` being its rtpmaps and direction. */
  sdp(formats: string, lines: readonly string[] = [], address = '127.0.0.1', protocol = 'RTP/AVP'): string {
    const head = ['v=0', 'o=phone 1 1 IN IP4 127.0.0.1', 's=-', `c=IN IP4 ${address}`, 't=0 0'];
    return [...head, `m=audio ${String(this.port)} ${protocol} ${formats}`, ...lines, ''].join('\r\n');
  }

  send(to: number, payloadType: number, payload: Buffer, samples = 160, host = '127.0.0.1'): void {
    this.sequence = (this.sequence + 1) & 0xffff;
    this.timestamp = (this.timestamp + samples) >>> 0;
    const { sequence, timestamp, ssrc } = this;
    const bytes = writeRtp({ payloadType, marker: false, sequence, timestamp, ssrc, payload });
    this.sendRaw(to, this.protection?.send.protectRtp(bytes) ?? bytes, host);
  }

  sendRaw(to: number, bytes: Buffer, host = '127.0.0.1'): void {
    this.rtp.send(bytes, to, host);
  }

  sendReport(to: number, bytes: Buffer): void {
    this.rtcp.send(bytes, to, '127.0.0.1');
  }

  async hears(what: string, wanted: (packet: RtpPacket) => boolean, ms = 3000): Promise<RtpPacket> {
    return this.#until(ms, what, () => this.heard.find(wanted));
  }

  async hearsReport(what: string, wanted: (bytes: Buffer) => boolean, ms = 3000): Promise<Buffer> {
    return this.#until(ms, what, () => this.reports.find(wanted));
  }

  close(): void {
    this.rtp.close();
    this.rtcp.close();
  }

  async #until<T>(ms: number, what: string, probe: () => T | undefined): Promise<T> {
    const known = probe();
    if (known !== undefined) return known;
    let watcher = (): void => undefined;
    const coming = new Promise<T>((resolve) => {
      watcher = () => {
        const found = probe();
        if (found !== undefined) resolve(found);
      };
      this.#watchers.add(watcher);
    });
    try {
      return await within(ms, what, coming);
    } finally {
      this.#watchers.delete(watcher);
    }
  }
}

function bound(port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, '127.0.0.1', () => {
      resolve(socket);
    });
  });
}
