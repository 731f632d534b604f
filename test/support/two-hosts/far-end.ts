import { createSocket } from 'node:dgram';
import { parseRtp, writeRtp } from '../../../src-main/media/rtp/packet';
import { readMessage, tagOf, writeMessage, type Received } from '../../ladder/support/sip-text';
import { NETWORK } from './hosts';

export const SIP_PORT = 5_060;
const RTP_PORT = 40_000;
const PACKET_MS = 20;

export type FarEndOrder = { readonly kind: 'none' };

/** Times are Date.now(): the hosts share one clock. */
export type FarEndReport =
  | { readonly kind: 'ready' }
  /** A REGISTER, an INVITE or a re-INVITE was answered. */
  | { readonly kind: 'answered'; readonly what: string; readonly from: string; readonly atMs: number }
  /** The first packet of the phone after at least half a second without, or from another address than before. */
  | { readonly kind: 'sound'; readonly from: string; readonly gapMs: number; readonly atMs: number };

/** Half a second of packets: what a person notices. */
export const GAP_MS = 500;

function report(message: FarEndReport): void {
  process.send?.(message);
}

const ADDRESS_OF = /^c=IN IP4 (\S+)/m;
const PORT_OF = /^m=audio (\d+)/m;

/** Registrar and the other phone in one, without a password: answers, and sends a numbered packet every 20 ms. */
export function host(): void {
  const sip = createSocket('udp4');
  const rtp = createSocket('udp4');
  let soundTo: { readonly address: string; readonly port: number } | null = null;
  let last = { from: '', atMs: 0 };
  let count = 0;
  sip.on('message', (bytes, source) => {
    const request = readMessage(bytes.toString());
    const answered = request.status === 0 && request.method !== 'ACK' ? answer(request) : null;
    if (answered === null) return;
    sip.send(answered, source.port, source.address);
    if (request.method === 'INVITE')
      soundTo = {
        address: ADDRESS_OF.exec(request.body)?.[1] ?? '',
        port: Number(PORT_OF.exec(request.body)?.[1] ?? 0),
      };
    if (request.method === 'BYE') soundTo = null;
    report({ kind: 'answered', what: request.method, from: source.address, atMs: Date.now() });
  });
  rtp.on('message', (bytes, source) => {
    if (!parseRtp(bytes)) return;
    const atMs = Date.now();
    const gapMs = atMs - last.atMs;
    if (gapMs >= GAP_MS || source.address !== last.from)
      report({ kind: 'sound', from: source.address, gapMs, atMs });
    last = { from: source.address, atMs };
  });
  for (const socket of [sip, rtp]) socket.on('error', () => undefined);
  setInterval(() => {
    if (!soundTo) return;
    count++;
    const payload = Buffer.alloc(160, count & 0xff);
    const head = { payloadType: 0, marker: false, sequence: count & 0xffff, timestamp: (count * 160) >>> 0 };
    rtp.send(writeRtp({ ...head, ssrc: 0x0f0f_0f0f, payload }), soundTo.port, soundTo.address);
  }, PACKET_MS);
  process.once('disconnect', () => process.exit(0));
  rtp.bind(RTP_PORT, NETWORK.far, () => {
    sip.bind(SIP_PORT, NETWORK.far, () => {
      report({ kind: 'ready' });
    });
  });
}

function answer(request: Received): string {
  const to = request.header('to') ?? '';
  const fields = [
    ...request.all('via').map((via) => `Via: ${via}`),
    `From: ${request.header('from') ?? ''}`,
    `To: ${tagOf(to) === '' ? `${to};tag=far` : to}`,
    `Call-ID: ${request.header('call-id') ?? ''}`,
    `CSeq: ${request.header('cseq') ?? ''}`,
    request.method === 'REGISTER'
      ? `Contact: ${request.header('contact') ?? ''}`
      : `Contact: <sip:far@${NETWORK.far}:${String(SIP_PORT)}>`,
  ];
  const description = [
    ...[
      'v=0',
      `o=far 1 ${String(Date.now())} IN IP4 ${NETWORK.far}`,
      's=-',
      `c=IN IP4 ${NETWORK.far}`,
      't=0 0',
    ],
    ...[`m=audio ${String(RTP_PORT)} RTP/AVP 0`, 'a=sendrecv', ''],
  ].join('\r\n');
  return writeMessage('SIP/2.0 200 OK', fields, request.method === 'INVITE' ? description : '');
}
