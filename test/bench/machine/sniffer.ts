import { spawn } from 'node:child_process';
import { within } from '../../support/deadline';
import { whereIs } from '../../support/peer-missing';

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const ETHERNET = 14;
const UDP_HEADER = 8;
/** tcpdump's mark of microseconds, little-endian. */
const MICROSECONDS = 0xa1b2c3d4;

/** A UDP datagram on loopback with the kernel's own time stamp. */
export interface Datagram {
  readonly atMs: number;
  readonly from: number;
  readonly to: number;
  /** As much of it as was kept: an RTP header and some. */
  readonly bytes: Buffer;
}

export interface Sniffing {
  stop(): Promise<readonly Datagram[]>;
}

/** Records UDP on loopback; undefined when there is no tcpdump or we may not use it. */
export async function sniff(): Promise<Sniffing | undefined> {
  const command = whereIs('tcpdump');
  if (command === undefined || process.getuid?.() !== 0) return undefined;
  const child = spawn(command, ['-i', 'lo', '-n', '-U', '-B', '8192', '-s', '96', '-w', '-', 'udp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  const chunks: Buffer[] = [];
  const ended = new Promise((resolve) => child.once('close', resolve));
  const begun = new Promise((resolve) => child.stdout.once('data', resolve));
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await within(5000, 'tcpdump listens', begun);
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await within(5000, 'tcpdump ends', ended);
      return datagrams(Buffer.concat(chunks));
    },
  };
}

/** The classic pcap format, as tcpdump writes it. */
function datagrams(file: Buffer): readonly Datagram[] {
  if (file.length < FILE_HEADER || file.readUInt32LE(0) !== MICROSECONDS) return [];
  const found: Datagram[] = [];
  for (let at = FILE_HEADER; at + RECORD_HEADER <= file.length;) {
    const atMs = file.readUInt32LE(at) * 1000 + file.readUInt32LE(at + 4) / 1000;
    const length = file.readUInt32LE(at + 8);
    const datagram = udp(atMs, file.subarray(at + RECORD_HEADER, at + RECORD_HEADER + length));
    if (datagram) found.push(datagram);
    at += RECORD_HEADER + length;
  }
  return found;
}

function udp(atMs: number, frame: Buffer): Datagram | undefined {
  const version = (frame[ETHERNET] ?? 0) >> 4;
  if (version !== 4) return undefined;
  const at = ETHERNET + 4 * ((frame[ETHERNET] ?? 0) & 0x0f);
  if (frame.length < at + UDP_HEADER) return undefined;
  const bytes = frame.subarray(at + UDP_HEADER);
  return { atMs, from: frame.readUInt16BE(at), to: frame.readUInt16BE(at + 2), bytes };
}
