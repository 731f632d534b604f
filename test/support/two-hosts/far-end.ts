import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { parseRtp, writeRtp } from '../../../src-main/media/rtp/packet';
import { readMessage, tagOf, writeMessage, type Received } from '../../ladder/support/sip-text';
import { Framing } from '../../../src-main/sip/transport/framing';
import { FRAME_MS, framesOf } from '../sound/a-law';
import { babble } from '../sound/signals';
import { NETWORK } from './hosts';

export const SIP_PORT = 5_060;
const RTP_PORT = 40_000;
/** What it says. */
export const FAR_SAYS = babble(20, 31);

/** To tell what is heard from now on, so long. */
export interface FarEndOrder {
  readonly kind: 'record';
  readonly seconds: number;
}

/** Times are Date.now(): the hosts share one clock. */
export type FarEndReport =
  | { readonly kind: 'ready' }
  /** A REGISTER, an INVITE or a re-INVITE was answered. */
  | { readonly kind: 'answered'; readonly what: string; readonly from: string; readonly atMs: number }
  /** The first packet of the phone after at least half a second without, or from another address than before. */
  | { readonly kind: 'sound'; readonly from: string; readonly gapMs: number; readonly atMs: number }
  /** A-law in base64. */
  | { readonly kind: 'recorded'; readonly heard: string };

/** Half a second of packets: what a person notices. */
export const GAP_MS = 500;

function report(message: FarEndReport): void {
  process.send?.(message);
}

const ADDRESS_OF = /^c=IN IP4 (\S+)/m;
const PORT_OF = /^m=audio (\d+)/m;

/** Registrar and the other phone in one, without a password, over UDP and TCP: answers, and talks. */
export function host(): void {
  const sip = createSocket('udp4');
  const rtp = createSocket('udp4');
  let soundTo: { readonly address: string; readonly port: number } | null = null;
  let last = { from: '', atMs: 0 };
  let count = 0;
  let recording: { readonly frames: Uint8Array[]; readonly wanted: number } | null = null;
  const frames = framesOf(FAR_SAYS);
  const takeMessage = (text: string, from: string, send: (answer: string) => void): void => {
    const request = readMessage(text);
    if (request.status !== 0 || request.method === 'ACK') return;
    send(answer(request));
    if (request.method === 'INVITE')
      soundTo = {
        address: ADDRESS_OF.exec(request.body)?.[1] ?? '',
        port: Number(PORT_OF.exec(request.body)?.[1] ?? 0),
      };
    if (request.method === 'BYE') soundTo = null;
    report({ kind: 'answered', what: request.method, from, atMs: Date.now() });
  };
  sip.on('message', (bytes, { address, port }) => {
    takeMessage(bytes.toString(), address, (text) => {
      sip.send(text, port, address);
    });
  });
  const streams = createServer((stream) => {
    const framing = new Framing();
    const from = stream.remoteAddress ?? '';
    stream.on('error', () => undefined);
    stream.on('data', (chunk) => {
      for (const frame of framing.push(chunk))
        if (frame.kind === 'ping') stream.write('\r\n');
        else if (frame.kind === 'message')
          takeMessage(Buffer.from(frame.bytes).toString(), from, (text) => stream.write(text));
    });
  });
  process.on('message', ({ seconds }: FarEndOrder) => {
    recording = { frames: [], wanted: (seconds * 1_000) / FRAME_MS };
  });
  rtp.on('message', (bytes, source) => {
    const packet = parseRtp(bytes);
    if (!packet) return;
    recording?.frames.push(Uint8Array.from(packet.payload));
    if (recording && recording.frames.length >= recording.wanted) {
      report({ kind: 'recorded', heard: Buffer.concat(recording.frames).toString('base64') });
      recording = null;
    }
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
    const payload = frames[count % frames.length] ?? Buffer.alloc(160);
    const head = { payloadType: 8, marker: false, sequence: count & 0xffff, timestamp: (count * 160) >>> 0 };
    rtp.send(writeRtp({ ...head, ssrc: 0x0f0f_0f0f, payload }), soundTo.port, soundTo.address);
  }, FRAME_MS);
  process.once('disconnect', () => process.exit(0));
  rtp.bind(RTP_PORT, NETWORK.far, () => {
    sip.bind(SIP_PORT, NETWORK.far, () => {
      streams.listen(SIP_PORT, NETWORK.far, () => {
        report({ kind: 'ready' });
      });
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
    ...[`m=audio ${String(RTP_PORT)} RTP/AVP 8`, 'a=sendrecv', ''],
  ].join('\r\n');
  return writeMessage('SIP/2.0 200 OK', fields, request.method === 'INVITE' ? description : '');
}
