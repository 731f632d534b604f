import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { within } from '../../support/deadline';
import { whereIs } from '../../support/peer-missing';
import { freePortBlock } from '../../support/ports';
import { openScratch } from '../../support/scratch';
import { nowMs } from '../machine/clock';
import { Exchange } from '../peer/exchange';
import type { Phone, PhoneSetting } from './phone';

const CODECS = [
  ['opus', 48_000],
  ['PCMU', 8000],
] as const;

function config(sip: number, rtp: number, registrar: number): string {
  const codecs = CODECS.map(([mime, rate], index) =>
    [`[audio_codec_${index}]`, `mime=${mime}`, `rate=${rate}`, 'enabled=1'].join('\n'),
  );
  return `[sip]
sip_port=${sip}
sip_tcp_port=0
sip_tls_port=0
use_ipv6=0
guess_hostname=0
register_only_when_network_is_up=0
default_proxy=0
[sound]
playback_dev_id=PulseAudio Unknown: ear
ringer_dev_id=PulseAudio Unknown: ear
capture_dev_id=PulseAudio Unknown: mic
[rtp]
audio_rtp_port=${rtp}
[proxy_0]
reg_proxy=<sip:127.0.0.1:${registrar};transport=udp>
reg_route=<sip:127.0.0.1:${registrar};transport=udp;lr>
reg_identity=sip:linphonec@bench.test
reg_expires=600
reg_sendregister=1
publish=0
[auth_info_0]
username=linphonec
passwd=secret
realm=bench.test
domain=bench.test
${codecs.join('\n')}
`;
}

/** undefined when it is not installed. It reads its commands from a pipe, as from a keyboard. */
export async function startLinphonec({ sound }: PhoneSetting): Promise<Phone | undefined> {
  const command = whereIs('linphonec');
  if (command === undefined) return undefined;
  const scratch = openScratch('bench-linphonec');
  const exchange = await Exchange.open();
  mkdirSync(scratch.path('.local/share/linphone'), { recursive: true });
  writeFileSync(scratch.path('rc'), config(await freePortBlock(2), await freePortBlock(2), exchange.port));
  const startedMs = nowMs();
  const child = spawn(command, ['-c', scratch.path('rc')], {
    env: { ...process.env, ...sound, HOME: scratch.dir, XDG_DATA_HOME: '', XDG_CONFIG_HOME: '' },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.once('close', resolve));
  const say = (line: string): Promise<number> => {
    const atMs = nowMs();
    child.stdin.write(`${line}\n`);
    return Promise.resolve(atMs);
  };
  return {
    name: 'linphonec',
    pid: child.pid ?? -1,
    exchange,
    startedMs,
    dial: () => say('call sip:echo@bench.test'),
    answer: () => say('answer'),
    hangUp: async () => {
      await say('terminate');
    },
    stop: async () => {
      void say('quit');
      await within(3000, 'linphonec ends', ended).catch(() => child.kill('SIGKILL'));
      exchange.close();
      scratch.remove();
    },
  };
}
