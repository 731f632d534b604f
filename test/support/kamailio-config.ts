import { existsSync } from 'node:fs';
import type { KamailioOptions, KamailioPorts } from './kamailio';

const MODULE_DIRS = [
  '/usr/lib/x86_64-linux-gnu/kamailio/modules/',
  '/usr/lib/aarch64-linux-gnu/kamailio/modules/',
];

/** Of Debian's package: a database of text files with nothing in them. */
export const EMPTY_TABLES = '/usr/share/kamailio/dbtext/kamailio';

/** The file of a module; one that is not there when Debian's package of it is missing. */
export function kamailioModule(name: string): string {
  const files = MODULE_DIRS.map((dir) => `${dir}${name}.so`);
  return files.find(existsSync) ?? files.join();
}

const MODULES = [
  ...['kex', 'corex', 'tm', 'tmx', 'sl', 'rr', 'pv', 'maxfwd', 'usrloc', 'registrar', 'textops', 'siputils'],
  ...['sdpops', 'nathelper', 'xlog', 'auth', 'xhttp', 'websocket'],
];

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

export const hostOf = ({ host = '127.0.0.1' }: Pick<KamailioOptions, 'host'>): string => host;

function listeners(ports: KamailioPorts, options: KamailioOptions): string {
  const lines = [
    `listen=udp:${hostOf(options)}:${String(ports.udp)}`,
    `listen=tcp:${hostOf(options)}:${String(ports.tcp)}`,
  ];
  if (options.ipv6)
    lines.push(`listen=udp:[::1]:${String(ports.udp)}`, `listen=tcp:[::1]:${String(ports.tcp)}`);
  lines.push(`listen=tcp:${hostOf(options)}:${String(ports.ws)}`);
  if (options.tls) {
    lines.push('enable_tls=yes');
    lines.push(
      `listen=tls:${hostOf(options)}:${String(ports.tls)}`,
      `listen=tls:${hostOf(options)}:${String(ports.wss)}`,
    );
  }
  return lines.join('\n');
}

function header(dir: string, ports: KamailioPorts, options: KamailioOptions): string {
  const modules = [
    ...(options.outbound || options.edgeOf ? ['outbound'] : []),
    ...MODULES,
    ...(options.edgeOf ? ['path'] : []),
    ...(options.tls ? ['tls'] : []),
    ...(options.presence ? ['db_text', 'presence', 'presence_mwi'] : []),
  ];
  return `#!KAMAILIO
debug=1
log_stderror=yes
fork=yes
children=2
tcp_children=2
auto_aliases=no
dns=no
rev_dns=no
alias=${quoted(options.domain)}
# HTTP's GET has no Content-Length.
tcp_accept_no_cl=yes
${listeners(ports, options)}
mpath="${MODULE_DIRS.filter(existsSync).join(':')}"
${modules.map((name) => `loadmodule "${name}.so"`).join('\n')}
${options.tls ? `modparam("tls", "config", "${dir}/tls.cfg")` : ''}
modparam("usrloc", "db_mode", 0)
modparam("registrar", "received_avp", "$avp(received)")
modparam("nathelper", "received_avp", "$avp(received)")
modparam("registrar", "min_expires", ${String(options.minExpiresS ?? 1)})
modparam("registrar", "max_expires", 3600)
modparam("auth", "nonce_expire", ${String(options.nonceExpireS ?? 300)})
modparam("auth", "algorithm", "${options.algorithm ?? 'MD5'}")
modparam("tm", "fr_inv_timer", 60000)
modparam("registrar", "gruu_enabled", ${options.gruu === false ? '0' : '1'})
${options.outbound ? 'modparam("registrar", "outbound_mode", 1)\nmodparam("registrar", "flow_timer", 20)\nmodparam("registrar", "use_path", 1)' : ''}
${options.presence ? `modparam("presence", "db_url", "text://${dir}/tables")\nmodparam("presence", "server_address", "sip:${hostOf(options)}:${String(ports.udp)}")` : ''}
`;
}

/** Secrets stand in the routing script: the database modules would need a database. */
function passwords(options: KamailioOptions): string {
  const cases = Object.entries(options.users).map(
    ([name, password]) =>
      `    case ${quoted(name)}: $var(password) = ${quoted(password)}; $var(known) = 1; break;`,
  );
  const lookup = cases.length === 0 ? '' : `  switch ($fU) {\n${cases.join('\n')}\n  }`;
  return `route[AUTH] {
  $var(known) = 0;
${lookup}
  if ($var(known) == 0) {
    if (!is_method("REGISTER")) return;
    sl_send_reply("403", "Forbidden");
    exit;
  }
  if (!pv_auth_check("${options.domain}", "$var(password)", "0", "1")) {
    auth_challenge("${options.domain}", "1");
    exit;
  }
  if (!is_method("REGISTER")) consume_credentials();
}`;
}

function staticPeers(options: KamailioOptions): string {
  const cases = Object.entries(options.peers ?? {}).map(
    ([name, uri]) => `    case ${quoted(name)}: $ru = ${quoted(uri)}; route(RELAY); break;`,
  );
  return cases.length === 0 ? '' : `  switch ($rU) {\n${cases.join('\n')}\n  }`;
}

/** `nat: true` treats UDP like a stream: answers go where packets came from, whatever Contact says. */
function nat(options: KamailioOptions): string {
  const behindNat = options.nat ? 'proto == UDP || proto != UDP' : 'proto != UDP';
  return `route[NAT] {
  force_rport();
  if (${behindNat}) {
    if (is_method("REGISTER")) fix_nated_register();
    else if (is_first_hop()) add_contact_alias();
  }
}
onreply_route[PEER] {
  xlog("L_NOTICE", "<- $rs $rr ($rm) from $proto:$si:$sp\\n");
  if (${behindNat}) add_contact_alias();
}`;
}

const ROUTES = `
route[RELAY] {
  t_on_reply("PEER");
  if (!t_relay()) sl_reply_error();
  exit;
}
route[IN_DIALOG] {
  if (loose_route()) {
    # RFC 5627 §6.1: its own names for instances lead to their bindings, inside dialogs too.
    if (is_gruu()) lookup("location");
    else handle_ruri_alias();
    route(RELAY);
  }
  if (is_method("ACK")) {
    if (t_check_trans()) route(RELAY);
    exit;
  }
  sl_send_reply("404", "Not here");
  exit;
}
event_route[xhttp:request] {
  set_reply_close();
  set_reply_no_connect();
  if ($hdr(Upgrade) =~ "[Ww]ebsocket" && $rm =~ "GET") {
    if (ws_handle_handshake()) exit;
  }
  xhttp_reply("404", "Not Found", "", "");
}
`;

function presence(options: KamailioOptions): string {
  if (!options.presence)
    return `  if (is_method("PUBLISH")) {
    sl_send_reply("489", "Bad Event");
    exit;
  }`;
  return `  if (is_method("PUBLISH")) {
    handle_publish();
    exit;
  }
  if (is_method("SUBSCRIBE")) {
    handle_subscribe();
    exit;
  }`;
}

function requests(options: KamailioOptions): string {
  return `request_route {
  if (proto == UDP && $ml <= 4) drop;
  xlog("L_NOTICE", "-> $rm $ru from $proto:$si:$sp\\n");
  if (!mf_process_maxfwd_header("10")) {
    sl_send_reply("483", "Too Many Hops");
    exit;
  }
  route(NAT);
  if (is_method("CANCEL")) {
    if (t_check_trans()) route(RELAY);
    exit;
  }
  ${options.presence ? 'if (has_totag() && uri == myself && is_method("SUBSCRIBE")) { handle_subscribe(); exit; }' : ''}
  if (has_totag()) route(IN_DIALOG);
  t_check_trans();
  if (is_method("OPTIONS") && $rU == $null) {
    sl_send_reply("200", "OK");
    exit;
  }
  route(AUTH);
  if (is_method("REGISTER")) {
    if (!save("location")) sl_reply_error();
    exit;
  }
${presence(options)}
  ${options.pair ? `record_route_preset(${quoted(options.domain)})` : 'record_route()'};
${staticPeers(options)}
  if (!lookup("location")) {
    sl_send_reply("404", "Not Found");
    exit;
  }
  route(RELAY);
}`;
}

/** What a phone sends goes on to the registrar, what the registrar sends back over the phone's own flow. */
function edge(registrarPort: number): string {
  return `request_route {
  if (proto == UDP && $ml <= 4) drop;
  xlog("L_NOTICE", "-> $rm $ru from $proto:$si:$sp\\n");
  force_rport();
  if (is_method("OPTIONS") && $rU == $null) {
    sl_send_reply("200", "OK");
    exit;
  }
  if (is_method("CANCEL")) {
    if (t_check_trans()) t_relay();
    exit;
  }
  if (is_method("ACK") && !has_totag()) exit;
  if (loose_route()) {
    if (is_method("INVITE") && !has_totag()) record_route();
    t_relay();
    exit;
  }
  if (is_method("REGISTER")) add_path();
  else record_route();
  $du = "sip:127.0.0.1:${String(registrarPort)}";
  t_relay();
}
event_route[xhttp:request] {
  set_reply_close();
  if ($hdr(Upgrade) =~ "[Ww]ebsocket" && ws_handle_handshake()) exit;
  xhttp_reply("404", "Not Found", "", "");
}`;
}

/** kamailio.cfg: digest registrar and record-routing proxy, every request and reply in its log. */
export function kamailioConfig(dir: string, ports: KamailioPorts, options: KamailioOptions): string {
  if (options.edgeOf) return [header(dir, ports, options), edge(options.edgeOf)].join('\n');
  return [header(dir, ports, options), requests(options), passwords(options), nat(options), ROUTES].join(
    '\n',
  );
}

export function tlsConfig(certificate: { readonly certFile: string; readonly keyFile: string }): string {
  return `[server:default]
method = TLSv1.2+
verify_certificate = no
require_certificate = no
private_key = ${certificate.keyFile}
certificate = ${certificate.certFile}
`;
}
