import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { BaresipControl, type BaresipEvent } from './baresip-control';
import { eventually } from './deadline';
import type { Log } from './log';
import { whereIs } from './peer-missing';
import { freePort, freePortBlock } from './ports';
import { type Program, startProgram } from './program';
import { openScratch, type Scratch } from './scratch';
import { resampled } from './sound/resample';
import { babble } from './sound/signals';
import { durationS, repeated, slice, type Sound } from './sound/sound';
import { readWav, writeWav } from './sound/wav';

/** As baresip names them. */
export type BaresipCodec = 'PCMU/8000/1' | 'PCMA/8000/1' | 'G722/16000/1' | 'opus/48000/2';

export interface BaresipOptions {
  readonly user: string;
  /** SIP domain of the account when it registers; `test.lan` unless given. */
  readonly domain?: string;
  /** Without one baresip registers nowhere and is called at its `uri` directly. */
  readonly registrar?: {
    readonly port: number;
    readonly password: string;
    readonly transport?: 'udp' | 'tcp' | 'tls';
  };
  /** In order of preference; all four unless given. */
  readonly codecs?: readonly BaresipCodec[];
  /** What it says in every call, over and over; {@link babble} of seed 1000 unless given. */
  readonly microphone?: Sound;
  readonly answer?: 'auto' | 'manual';
  /** SDES-SRTP: offered (`srtp`) or insisted on (`srtp-mand`). */
  readonly encryption?: 'srtp' | 'srtp-mand';
}

export interface Baresip extends AsyncDisposable {
  /** Where it is reached without a registrar. */
  readonly uri: string;
  readonly sipPort: number;
  readonly microphone: Sound;
  readonly log: Log;
  dial(uri: string): Promise<void>;
  answer(): Promise<void>;
  hangup(): Promise<void>;
  hold(): Promise<void>;
  resume(): Promise<void>;
  /** RFC 4733 events, one digit after the other. Only in an established call. */
  sendDtmf(digits: string): Promise<void>;
  /** The next untaken event of a type: `CALL_INCOMING`, `CALL_RINGING`, `CALL_ESTABLISHED`, `CALL_CLOSED` … */
  event(type: string, ms?: number): Promise<BaresipEvent>;
  /** Waits for this many received DTMF digits. */
  digits(count: number, ms?: number): Promise<string>;
  /** Any other command of baresip's, e.g. `listcalls`. */
  command(command: string, params?: string): Promise<string>;
  /** What it heard in its latest call, after jitter buffer and decoder. Complete once the call is closed. */
  heard(): Sound;
  /** Waits until at least this much has been heard in the latest call. */
  heardAtLeast(seconds: number, ms?: number): Promise<Sound>;
  /** What it hears from now on, so long. */
  hearsNext(seconds: number): Promise<Sound>;
  stop(): Promise<void>;
}

const CODECS: readonly BaresipCodec[] = ['PCMU/8000/1', 'PCMA/8000/1', 'G722/16000/1', 'opus/48000/2'];

/** aufile ends the call at the end of its file: long enough that no test gets there. */
const MICROPHONE_S = 60;

/** The one rate from which baresip resamples to every codec. */
const RATE_HZ = 48_000;

interface Ports {
  readonly sip: number;
  readonly control: number;
  readonly rtp: number;
}

const RTP_PORTS = 40;

/** No player module: without one baresip still decodes, and sndfile records what it decoded. mwi is left out: it subscribes. */
function config(dir: string, ports: Ports): string {
  return `poll_method epoll
sip_listen 127.0.0.1:${String(ports.sip)}
net_interface 127.0.0.1
call_local_timeout 120
call_max_calls 8
audio_source aufile,${dir}/microphone.wav
audio_player none,none
audio_alert none,none
ausrc_srate ${String(RATE_HZ)}
auplay_srate ${String(RATE_HZ)}
ausrc_channels 1
auplay_channels 1
audio_telev_pt 101
audio_buffer 20-160
rtp_ports ${String(ports.rtp)}-${String(ports.rtp + RTP_PORTS - 1)}
rtp_stats yes
statmode_default off
jitter_buffer_delay 2-5
module_path /usr/lib/baresip/modules
module ctrl_tcp.so
module srtp.so
module g711.so
module g722.so
module opus.so
module aufile.so
module sndfile.so
module_tmp account.so
module_app menu.so
ctrl_tcp_listen 127.0.0.1:${String(ports.control)}
snd_path ${dir}/heard
`;
}

function account(options: BaresipOptions, ports: Ports): string {
  const { user, registrar } = options;
  const parameters = [
    ...(registrar ? registration(user, registrar) : ['regint=0']),
    `answermode=${options.answer ?? 'manual'}`,
    'ptime=20',
    'dtmfmode=rtpevent',
    `audio_codecs=${(options.codecs ?? CODECS).join(',')}`,
    ...(options.encryption ? [`mediaenc=${options.encryption}`] : []),
  ];
  const host = registrar ? (options.domain ?? 'test.lan') : `127.0.0.1:${String(ports.sip)}`;
  return `<sip:${user}@${host}>;${parameters.join(';')}\n`;
}

function registration(user: string, registrar: NonNullable<BaresipOptions['registrar']>): readonly string[] {
  const outbound = `sip:127.0.0.1:${String(registrar.port)};transport=${registrar.transport ?? 'udp'}`;
  return ['regint=60', `outbound="${outbound}"`, `auth_user=${user}`, `auth_pass=${registrar.password}`];
}

function prepare(options: BaresipOptions, ports: Ports, microphone: Sound): Scratch {
  const scratch = openScratch('baresip');
  mkdirSync(scratch.path('heard'));
  writeFileSync(scratch.path('config'), config(scratch.dir, ports));
  writeFileSync(scratch.path('accounts'), account(options, ports));
  writeWav(scratch.path('microphone.wav'), repeated(resampled(microphone, RATE_HZ), MICROPHONE_S));
  return scratch;
}

/** The recording begun last: sndfile makes one pair (`-enc`, `-dec`) per call. */
function latestRecording(scratch: Scratch): string | undefined {
  return readdirSync(scratch.path('heard'))
    .filter((name) => name.endsWith('-dec.wav'))
    .map((name) => scratch.path('heard', name))
    .sort((a, b) => statSync(a).birthtimeMs - statSync(b).birthtimeMs)
    .at(-1);
}

function heard(scratch: Scratch): Sound {
  const file = latestRecording(scratch);
  return file === undefined ? { rateHz: RATE_HZ, samples: new Float32Array(0) } : readWav(file);
}

async function started(program: Program, options: BaresipOptions, port: number): Promise<BaresipControl> {
  let control: BaresipControl | undefined;
  const ready = async (): Promise<void> => {
    control = await BaresipControl.open(port);
    const line = await program.log.line(
      options.registrar ? /\[\d+ bindings?\]|reg: .*: [3-6]\d\d / : /baresip is ready/,
    );
    if (line.includes('reg: ')) throw new Error(`not registered: ${line}`);
  };
  await program.untilReady(ready());
  if (!control) throw new Error('baresip has no control connection');
  return control;
}

/** A second softphone with a WAV file as microphone, registered (or simply listening) when this resolves (0.3 s). */
export async function startBaresip(options: BaresipOptions): Promise<Baresip> {
  const ports = {
    sip: await freePortBlock(2),
    control: await freePort(),
    rtp: await freePortBlock(RTP_PORTS),
  };
  const microphone = options.microphone ?? babble(10, 1000);
  const scratch = prepare(options, ports, microphone);
  const program = startProgram(`baresip ${options.user}`, whereIs('baresip') ?? 'baresip', [
    '-f',
    scratch.dir,
    '-v',
  ]);
  let control: BaresipControl | undefined;
  const stop = async (): Promise<void> => {
    control?.close();
    await program.stop();
    scratch.remove();
  };
  try {
    control = await started(program, options, ports.control);
  } catch (error) {
    await stop();
    throw error;
  }
  const heardAtLeast = (seconds: number, ms = seconds * 1000 + 4000): Promise<Sound> =>
    eventually(ms, `${options.user} hears ${String(seconds)} s`, () => {
      const sound = heard(scratch);
      return Promise.resolve(durationS(sound) >= seconds ? sound : undefined);
    });
  const hearsNext = (seconds: number): Promise<Sound> => {
    const before = { file: latestRecording(scratch), lengthS: durationS(heard(scratch)) };
    return eventually(seconds * 1000 + 4000, `${options.user} hears ${String(seconds)} s more`, () => {
      // The recording of a call that has just begun may be still to come.
      const fromS = latestRecording(scratch) === before.file ? before.lengthS : 0;
      const more = slice(heard(scratch), fromS, fromS + seconds);
      return Promise.resolve(durationS(more) >= seconds - 0.01 ? more : undefined);
    });
  };
  return {
    uri: `sip:${options.user}@127.0.0.1:${String(ports.sip)}`,
    sipPort: ports.sip,
    microphone,
    log: program.log,
    ...calling(control),
    heard: () => heard(scratch),
    heardAtLeast,
    hearsNext,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

type Calling = Omit<
  Baresip,
  | 'uri'
  | 'sipPort'
  | 'microphone'
  | 'log'
  | 'heard'
  | 'heardAtLeast'
  | 'hearsNext'
  | 'stop'
  | typeof Symbol.asyncDispose
>;

function calling(control: BaresipControl): Calling {
  const run = async (command: string, params?: string): Promise<void> => {
    await control.command(command, params);
  };
  return {
    dial: (uri) => run('dial', uri),
    answer: () => run('accept'),
    hangup: () => run('hangup'),
    hold: () => run('hold'),
    resume: () => run('resume'),
    sendDtmf: async (digits) => {
      for (const digit of digits) await run('sndcode', digit);
    },
    event: (type, ms) => control.event(type, ms),
    digits: async (count, ms = 5000) => {
      let got = '';
      while (got.length < count) got += (await control.event('CALL_DTMF_START', ms)).param ?? '';
      return got;
    },
    command: (command, params) => control.command(command, params),
  };
}
