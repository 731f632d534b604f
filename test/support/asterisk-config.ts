import type { AsteriskOptions, AsteriskPorts } from './asterisk';

/** Everything Asterisk reads is in the run's folder; only modules, sounds and documentation come from the Debian tree. */
function main(dir: string, tree: string): string {
  return `[directories]
astetcdir => ${dir}
astmoddir => ${tree}/usr/lib/x86_64-linux-gnu/asterisk/modules
astvarlibdir => ${dir}/lib
astdbdir => ${dir}/lib
astkeydir => ${dir}/lib
astdatadir => ${tree}/usr/share/asterisk
astagidir => ${dir}/lib
astspooldir => ${dir}/spool
astrundir => ${dir}/run
astlogdir => ${dir}/log
[options]
verbose = 4
nocolor = yes
dontwarn = yes
sounds_search_custom_dir = no
documentation_language = en_US
`;
}

/** Loading all 250 modules takes seconds and opens ports of channels nobody tests. */
const MODULES = [
  ...[
    'app_answer',
    'app_dial',
    'app_directed_pickup',
    'app_echo',
    'app_exec',
    'app_playback',
    'app_playtones',
    'app_read',
    'app_record',
  ],
  ...[
    'app_senddtmf',
    'app_stack',
    'app_transfer',
    'app_verbose',
    'app_waitforsilence',
    'bridge_builtin_features',
    'bridge_simple',
  ],
  ...[
    'bridge_native_rtp',
    'bridge_softmix',
    'chan_pjsip',
    'codec_a_mu',
    'codec_alaw',
    'codec_g722',
    'codec_gsm',
  ],
  ...['codec_opus_open_source', 'codec_resample', 'codec_ulaw', 'format_gsm', 'format_pcm', 'format_wav'],
  ...[
    'func_callerid',
    'func_channel',
    'func_cut',
    'func_pjsip_endpoint',
    'pbx_config',
    'res_clioriginate',
    'res_crypto',
  ],
  ...['res_format_attr_opus', 'res_http_websocket', 'res_musiconhold', 'res_pjproject', 'res_pjsip'],
  ...['res_pjsip_authenticator_digest', 'res_pjsip_caller_id', 'res_pjsip_dtmf_info', 'res_pjsip_logger'],
  ...['res_pjsip_endpoint_identifier_anonymous', 'res_pjsip_endpoint_identifier_ip'],
  ...['res_pjsip_endpoint_identifier_user', 'res_pjsip_nat', 'res_pjsip_outbound_authenticator_digest'],
  ...[
    'res_pjsip_messaging',
    'res_pjsip_pidf_body_generator',
    'res_pjsip_pubsub',
    'res_pjsip_mwi',
    'res_pjsip_mwi_body_generator',
  ],
  ...[
    'res_pjsip_refer',
    'res_pjsip_registrar',
    'res_pjsip_rfc3326',
    'res_pjsip_sdp_rtp',
    'res_pjsip_session',
  ],
  ...['res_pjsip_transport_websocket', 'res_rtp_asterisk', 'res_sorcery_astdb', 'res_sorcery_config'],
  ...['res_sorcery_memory', 'res_srtp', 'res_timing_timerfd'],
];

function transports(ports: AsteriskPorts, options: AsteriskOptions): string {
  const plain = (['udp', 'tcp'] as const).map(
    (name) => `[${name}]\ntype = transport\nprotocol = ${name}\nbind = 127.0.0.1:${String(ports[name])}\n`,
  );
  const tls = `[tls]
type = transport
protocol = tls
bind = 127.0.0.1:${String(ports.tls)}
cert_file = ${options.tls.certFile}
priv_key_file = ${options.tls.keyFile}
method = tlsv1_2
`;
  return [...plain, tls, '[wss]\ntype = transport\nprotocol = wss\nbind = 127.0.0.1\n'].join('\n');
}

function account(name: string, password: string, endpoint: string, auth: readonly string[] = []): string {
  return `[${name}]
type = auth
auth_type = digest
username = ${name}
password = ${password}
realm = test.lan
${auth.join('\n')}
[${name}]
type = aor
max_contacts = 5
remove_existing = no
[${name}]
type = endpoint
context = phones
aors = ${name}
auth = ${name}
callerid = ${name} <${name}>
dtmf_mode = rfc4733
direct_media = no
rewrite_contact = yes
rtp_symmetric = yes
force_rport = yes
disallow = all
moh_suggest = default
message_context = texts
${endpoint}
`;
}

/** DTLS with Asterisk's own certificate: WebRTC checks the fingerprint in the SDP, not the chain. */
const WEBRTC = `webrtc = yes
dtls_auto_generate_cert = yes
allow = opus,ulaw`;

function accounts(options: AsteriskOptions): string {
  const phones = Object.entries(options.users).map(([name, password]) =>
    account(
      name,
      password,
      ['allow = opus,g722,alaw,ulaw', ...(options.endpoint ?? []), ...(options.endpoints?.[name] ?? [])].join(
        '\n',
      ),
      options.auth?.[name],
    ),
  );
  const browsers = Object.entries(options.webrtcUsers ?? {}).map(([name, password]) =>
    account(name, password, WEBRTC),
  );
  return [...phones, ...browsers].join('\n');
}

/** Calls without an account: a peer that does not register, such as baresip dialling directly. */
const STRANGERS = `[anonymous]
type = endpoint
context = phones
disallow = all
allow = opus,g722,alaw,ulaw
dtmf_mode = rfc4733
direct_media = no
rewrite_contact = yes
rtp_symmetric = yes
`;

function pjsip(ports: AsteriskPorts, options: AsteriskOptions): string {
  const global =
    '[global]\ntype = global\nuser_agent = Asterisk\nendpoint_identifier_order = username,anonymous\n';
  return [global, transports(ports, options), accounts(options), STRANGERS].join('\n');
}

/** ISDN cause codes, which chan_pjsip turns into the SIP answer named beside them; none becomes 603. */
const REFUSALS = { '486': 17, '480': 19, '404': 1 } as const;

function extensions(dir: string, options: AsteriskOptions): string {
  const users = [...Object.keys(options.users), ...Object.keys(options.webrtcUsers ?? {})];
  return `[phones]
exten => 600,1,Answer()
 same => n,Echo()
exten => 602,1,Answer()
 same => n,MusicOnHold()
exten => 605,1,Answer()
 same => n,Read(digits,,\${DIGITS},,1,10)
 same => n,Verbose(1,DTMF \${digits})
 same => n,SendDTMF(\${digits},200,200)
 same => n,SayDigits(\${digits})
 same => n,Hangup()
exten => _605XX,1,Set(DIGITS=\${EXTEN:3})
 same => n,Goto(605,1)
exten => 183,1,Progress()
 same => n,Playback(${dir}/early,noanswer)
 same => n,Hangup(17)
exten => 1832,1,Progress()
 same => n,Playback(${dir}/early,noanswer)
 same => n,Answer()
 same => n,Echo()
exten => 1834,1,Progress()
 same => n,Playback(${dir}/early,noanswer)
 same => n,Hangup(${String(REFUSALS['404'])})
exten => 180,1,Ringing()
 same => n,Wait(120)
exten => 607,1,Answer()
 same => n,Wait(2)
 same => n,Hangup()
exten => 608,1,Answer()
 same => n,Set(CONNECTEDLINE(all)="Carol" <carol>)
 same => n,Echo()
exten => 609,1,Answer()
 same => n,Transfer(PJSIP/sip:602@test.lan)
 same => n,Hangup()
exten => _61XX,1,Answer()
 same => n,Wait(0.5)
 same => n,Hangup(\${EXTEN:2})
exten => _*8.,1,Pickup(\${EXTEN:2}@phones)
exten => 486,1,Hangup(${String(REFUSALS['486'])})
exten => 480,1,Hangup(${String(REFUSALS['480'])})
exten => 404,1,Hangup(${String(REFUSALS['404'])})
exten => 603,1,PJSIPHangup(603)
${users.map((name) => `exten => ${name},1,Dial(\${PJSIP_DIAL_CONTACTS(${name})},60)`).join('\n')}
[texts]
exten => _.,1,MessageSend(pjsip:\${CUT(CUT(MESSAGE(from),:,2),@,1)})
[echo]
exten => s,1,Echo()
[music]
exten => s,1,MusicOnHold()
`;
}

/** File name → text of every file of `astetcdir`. */
export function asteriskConfig(
  dir: string,
  tree: string,
  ports: AsteriskPorts,
  options: AsteriskOptions,
): Readonly<Record<string, string>> {
  return {
    'asterisk.conf': main(dir, tree),
    'modules.conf': `[modules]\nautoload = no\n${MODULES.map((name) => `load = ${name}.so`).join('\n')}\n`,
    'logger.conf': '[general]\n[logfiles]\nconsole = notice,warning,error,verbose\n',
    'pjsip.conf': pjsip(ports, options),
    'extensions.conf': extensions(dir, options),
    'rtp.conf': `[general]\nrtpstart = ${String(ports.rtp)}\nrtpend = ${String(ports.rtp + ports.rtpCount - 1)}\nstrictrtp = no\n`,
    'http.conf': `[general]
enabled = yes
bindaddr = 127.0.0.1
bindport = ${String(ports.http)}
tlsenable = yes
tlsbindaddr = 127.0.0.1:${String(ports.wss)}
tlscertfile = ${options.tls.certFile}
tlsprivatekey = ${options.tls.keyFile}
`,
    'musiconhold.conf': `[default]\nmode = files\ndirectory = ${dir}/moh\n`,
    'features.conf': '[general]\n',
    'ccss.conf': '[general]\n',
    'acl.conf': '',
    'udptl.conf': '[general]\n',
    'stasis.conf': '',
    'cdr.conf': '[general]\nenable = no\n',
    'cel.conf': '[general]\nenable = no\n',
    'manager.conf': '[general]\nenabled = no\n',
    'indications.conf': '[general]\ncountry = de\n[de]\nring = 425/1000,0/4000\nbusy = 425/480,0/480\n',
  };
}
