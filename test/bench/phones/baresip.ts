import { writeFileSync } from 'node:fs';
import { BaresipControl } from '../../support/baresip-control';
import { whereIs } from '../../support/peer-missing';
import { freePort, freePortBlock } from '../../support/ports';
import { startProgram } from '../../support/program';
import { openScratch } from '../../support/scratch';
import { nowMs } from '../machine/clock';
import { Exchange } from '../peer/exchange';
import type { Phone, PhoneSetting } from './phone';

interface Ports {
  readonly sip: number;
  readonly control: number;
  readonly rtp: number;
}

/** Debian's has no module for PulseAudio, and ends a call whose devices it cannot open: it goes through ALSA's plugin. */
const ALSA = `pcm.mic { type pulse device mic }
pcm.ear { type pulse device ear }
ctl.mic { type pulse device mic }
ctl.ear { type pulse device ear }
`;

/** Without sound devices it is good for all that needs no call. */
function config({ sip, control, rtp }: Ports, sound: boolean): string {
  const [source, player] = sound ? ['alsa,mic', 'alsa,ear'] : ['ausine,440', 'none,none'];
  return `poll_method epoll
sip_listen 127.0.0.1:${sip}
net_interface 127.0.0.1
audio_source ${source}
audio_player ${player}
audio_alert none,none
rtp_ports ${rtp}-${rtp + 19}
module_path /usr/lib/baresip/modules
module ctrl_tcp.so
module g711.so
module opus.so
module ausine.so
module alsa.so
module_tmp account.so
module_app menu.so
ctrl_tcp_listen 127.0.0.1:${control}
`;
}

/** undefined when it is not installed. */
export async function startBaresipPhone({ sound }: PhoneSetting): Promise<Phone | undefined> {
  const command = whereIs('baresip');
  if (command === undefined) return undefined;
  const scratch = openScratch('bench-baresip');
  const exchange = await Exchange.open();
  const ports = { sip: await freePortBlock(2), control: await freePort(), rtp: await freePortBlock(20) };
  const outbound = `sip:127.0.0.1:${exchange.port};transport=udp`;
  writeFileSync(scratch.path('config'), config(ports, sound !== null));
  writeFileSync(scratch.path('asoundrc'), ALSA);
  writeFileSync(
    scratch.path('accounts'),
    `<sip:baresip@bench.test>;regint=600;outbound="${outbound}";auth_user=baresip;auth_pass=secret;` +
      'answermode=manual;audio_codecs=PCMU/8000/1,opus/48000/2\n',
  );
  const startedMs = nowMs();
  const program = startProgram('bench baresip', command, ['-f', scratch.dir], {
    env: { ...process.env, ...sound, ALSA_CONFIG_PATH: scratch.path('asoundrc') },
  });
  let control: BaresipControl | undefined;
  const say = async (...words: readonly [string, string?]): Promise<number> => {
    control ??= await BaresipControl.open(ports.control);
    const atMs = nowMs();
    await control.command(...words);
    return atMs;
  };
  return {
    name: 'baresip',
    pid: program.pid,
    exchange,
    startedMs,
    dial: () => say('dial', 'sip:echo@bench.test'),
    answer: () => say('accept'),
    hangUp: async () => {
      await say('hangup');
    },
    stop: async () => {
      control?.close();
      await program.stop();
      exchange.close();
      scratch.remove();
    },
  };
}
