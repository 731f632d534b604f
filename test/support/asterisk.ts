import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asteriskTree } from './asterisk-tree';
import { asteriskConfig } from './asterisk-config';
import type { ServerCertificate } from './certificates';
import { eventually } from './deadline';
import type { Log } from './log';
import { freePort, freePortBlock } from './ports';
import { startProgram } from './program';
import { openScratch, type Scratch } from './scratch';
import { sipAnswer, type SipTarget } from './sip-probe';
import { resampled } from './sound/resample';
import { babble } from './sound/signals';
import type { Sound } from './sound/sound';
import { writeWav } from './sound/wav';

export interface AsteriskPorts {
  readonly udp: number;
  readonly tcp: number;
  readonly tls: number;
  /** `ws://127.0.0.1:<http>/ws` */
  readonly http: number;
  /** `wss://127.0.0.1:<wss>/ws` */
  readonly wss: number;
  readonly rtp: number;
  readonly rtpCount: number;
}

export interface AsteriskOptions {
  /** Account name → password, digest realm `test.lan`. Callers without an account are let in as strangers. */
  readonly users: Readonly<Record<string, string>>;
  /** Accounts that speak WebRTC (ICE, DTLS-SRTP), usually over WSS. */
  readonly webrtcUsers?: Readonly<Record<string, string>>;
  readonly tls: ServerCertificate;
  /** More lines for the endpoint of each of `users`, as `pjsip.conf` has them: `100rel = required`. */
  readonly endpoint?: readonly string[];
  /** The same for one user alone. */
  readonly endpoints?: Readonly<Record<string, readonly string[]>>;
  /** More lines for how one of `users` logs in: `supported_algorithms_uas = SHA-256`. */
  readonly auth?: Readonly<Record<string, readonly string[]>>;
  /** What a held caller hears; babble of seed 2000 unless given. */
  readonly music?: Sound;
  /** What 183 plays before any answer; 4 s of babble of seed 2001 unless given. */
  readonly earlyMedia?: Sound;
}

/**
 * Numbers: 600 echo; 602 music; 605NN reads NN digits, then sends them back as DTMF and says them; 183 early media, then
 * busy; 1832 early media, then answered echo; 1834 early media, then 404; 180 rings for ever; 607 hangs up after 2 s, and
 * 61NN at once with cause NN of Q.850; 609 has us transferred to the music (REFER); 608 says that somebody else answered
 * (connected line); 486, 480, 404, 603 refuse so; an account's name rings its contacts, `*8` before it takes their call.
 * A text is sent back to who sent it.
 */
export interface Asterisk extends AsyncDisposable {
  readonly ports: AsteriskPorts;
  readonly log: Log;
  readonly music: Sound;
  readonly earlyMedia: Sound;
  target(transport: SipTarget['transport']): SipTarget;
  /** Runs a command of Asterisk's own console, e.g. `pjsip show contacts`; what it printed. */
  console(command: string): Promise<string>;
  /** Calls `dial` (an account's name, or a SIP URI) and connects whoever answers to the echo or the music. */
  call(dial: string, into?: 'echo' | 'music'): Promise<void>;
  stop(): Promise<void>;
}

const RTP_PORTS = 40;

async function choosePorts(): Promise<AsteriskPorts> {
  const [udp, tcp, tls] = [await freePort(), await freePort(), await freePort()];
  const [http, wss, rtp] = [await freePort(), await freePort(), await freePortBlock(RTP_PORTS)];
  return { udp, tcp, tls, http, wss, rtp, rtpCount: RTP_PORTS };
}

/**
 * The tree's own loader runs its programs without chroot, so that neither root nor mounts are needed and folders mean
 * the same inside and outside.
 */
function loader(tree: string): { readonly command: string; readonly args: readonly string[] } {
  return {
    command: join(tree, 'usr/lib64/ld-linux-x86-64.so.2'),
    args: ['--library-path', join(tree, 'usr/lib/x86_64-linux-gnu'), join(tree, 'usr/sbin/asterisk')],
  };
}

function prepare(ports: AsteriskPorts, options: AsteriskOptions, music: Sound, earlyMedia: Sound): Scratch {
  const scratch = openScratch('asterisk');
  for (const folder of ['lib', 'spool', 'run', 'log', 'moh']) mkdirSync(scratch.path(folder));
  for (const [name, text] of Object.entries(asteriskConfig(scratch.dir, asteriskTree(), ports, options))) {
    writeFileSync(scratch.path(name), text);
  }
  writeWav(scratch.path('moh', 'music.wav'), resampled(music, 8000));
  writeWav(scratch.path('early.wav'), resampled(earlyMedia, 8000));
  return scratch;
}

/** An Asterisk 22 that answers on every transport (1–2 s). */
export async function startAsterisk(options: AsteriskOptions): Promise<Asterisk> {
  const ports = await choosePorts();
  const music = options.music ?? babble(20, 2000);
  const earlyMedia = options.earlyMedia ?? babble(4, 2001);
  const scratch = prepare(ports, options, music, earlyMedia);
  const { command, args } = loader(asteriskTree());
  const configured = [...args, '-C', scratch.path('asterisk.conf')];
  const program = startProgram('asterisk', command, [...configured, '-f', '-n', '-vvvv'], {
    cwd: scratch.dir,
  });
  const console = async (line: string): Promise<string> =>
    (await promisify(execFile)(command, [...configured, '-n', '-rx', line], { timeout: 5000 })).stdout;
  const target = (transport: SipTarget['transport']): SipTarget => ({
    transport,
    host: '127.0.0.1',
    port: transport === 'ws' ? ports.http : ports[transport],
  });
  const stop = async (): Promise<void> => {
    await program.stop(4000);
    scratch.remove();
  };
  try {
    await program.untilReady(answersEverywhere(target, console));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ports,
    log: program.log,
    music,
    earlyMedia,
    target,
    console,
    call: async (dial, into = 'echo') => {
      const channel = dial.startsWith('sip:') ? `PJSIP/anonymous/${dial}` : `PJSIP/${dial}`;
      await console(`channel originate ${channel} extension s@${into}`);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function answersEverywhere(
  target: (transport: SipTarget['transport']) => SipTarget,
  console: (line: string) => Promise<string>,
): Promise<void> {
  await eventually(20_000, 'Asterisk is fully booted', async () => {
    const said = await console('core waitfullybooted');
    return said.includes('fully booted') ? true : undefined;
  });
  await Promise.all(
    (['udp', 'tcp', 'tls', 'ws', 'wss'] as const).map((name) => sipAnswer(target(name), 5000)),
  );
  await console('pjsip set logger on');
}
