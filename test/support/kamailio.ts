import { cpSync, writeFileSync } from 'node:fs';
import type { ServerCertificate } from './certificates';
import { EMPTY_TABLES, hostOf, kamailioConfig, tlsConfig } from './kamailio-config';
import type { Log } from './log';
import { whereIs } from './peer-missing';
import { freePort } from './ports';
import { startProgram } from './program';
import { openScratch } from './scratch';
import { sipAnswer, type SipTarget } from './sip-probe';

/** `tls` and `wss` answer only when a certificate was given. */
export interface KamailioPorts {
  readonly udp: number;
  readonly tcp: number;
  readonly tls: number;
  readonly ws: number;
  readonly wss: number;
}

export interface KamailioOptions {
  /** Digest realm and SIP domain. */
  readonly domain: string;
  /** User name → password. Others may call without digest but not register (403). */
  readonly users: Readonly<Record<string, string>>;
  /** User name → SIP URI of an unregistered peer, e.g. `sip:bob@127.0.0.1:5070`. */
  readonly peers?: Readonly<Record<string, string>>;
  /** The loopback address it has; 127.0.0.1 unless given. */
  readonly host?: string;
  readonly tls?: ServerCertificate;
  /** Also UDP and TCP on `::1`, same ports. */
  readonly ipv6?: boolean;
  /** Behave as if UDP clients sat behind NAT (ignore their Contact); streams and WebSocket are always treated so. */
  readonly nat?: boolean;
  /** Below it a REGISTER gets 423 with Min-Expires. */
  readonly minExpiresS?: number;
  /** After it a nonce is stale and challenged again. */
  readonly nonceExpireS?: number;
  /** What a challenge asks for; MD5 unless given. */
  readonly algorithm?: 'MD5' | 'SHA-256';
  /** Record-Route names the domain, so that another Kamailio of the same domain can take over the dialogs. */
  readonly pair?: boolean;
  /** Keeps flows (RFC 5626): several bindings of an instance, `Require: outbound`, `Flow-Timer` of 20 s. */
  readonly outbound?: boolean;
  /** Keeps what is published of a voicemail box, and tells who subscribes (RFC 3903, 6665, 3842). */
  readonly presence?: boolean;
  /** `false`: hands out no names for instances (RFC 5627); with them it looks up a flow inside dialogs too. */
  readonly gruu?: boolean;
  /** A proxy at the edge, in front of the registrar on this UDP port: Path and flows (RFC 3327, 5626), no users of its own. */
  readonly edgeOf?: number;
  /** Take the ports of an earlier instance: a registrar that comes back. */
  readonly ports?: KamailioPorts;
}

export interface Kamailio extends AsyncDisposable {
  readonly domain: string;
  readonly ports: KamailioPorts;
  /** One line per request (`-> INVITE sip:… from udp:…`) and forwarded reply (`<- 200 OK (INVITE) from …`). */
  readonly log: Log;
  target(transport: SipTarget['transport']): SipTarget;
  /** Ends without a word, as a power cut would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

async function choosePorts(): Promise<KamailioPorts> {
  return {
    udp: await freePort(),
    tcp: await freePort(),
    tls: await freePort(),
    ws: await freePort(),
    wss: await freePort(),
  };
}

/** A Kamailio that answers on every transport it was asked for (0.3 s). */
export async function startKamailio(wanted: Partial<KamailioOptions> = {}): Promise<Kamailio> {
  const options: KamailioOptions = { domain: 'test.lan', users: {}, ...wanted };
  const ports = options.ports ?? (await choosePorts());
  const scratch = openScratch('kamailio');
  const config = scratch.path('kamailio.cfg');
  writeFileSync(config, kamailioConfig(scratch.dir, ports, options));
  if (options.tls) writeFileSync(scratch.path('tls.cfg'), tlsConfig(options.tls));
  if (options.presence) cpSync(EMPTY_TABLES, scratch.path('tables'), { recursive: true });
  const args = ['-f', config, '-DD', '-E', '-w', scratch.dir, '-Y', scratch.dir, '-m', '32', '-M', '8'];
  const program = startProgram('kamailio', whereIs('kamailio') ?? 'kamailio', args);
  const target = (transport: SipTarget['transport']): SipTarget => ({
    transport,
    host: hostOf(options),
    port: ports[transport],
    domain: options.domain,
  });
  const stop = async (): Promise<void> => {
    await program.stop();
    scratch.remove();
  };
  try {
    await program.untilReady(answersEverywhere(options, target));
  } catch (error) {
    await stop();
    throw error;
  }
  const { log } = program;
  const kill = (): Promise<void> => program.kill();
  return { domain: options.domain, ports, log, target, kill, stop, [Symbol.asyncDispose]: stop };
}

function answersEverywhere(
  options: KamailioOptions,
  target: (transport: SipTarget['transport']) => SipTarget,
): Promise<unknown> {
  const plain = ['udp', 'tcp', 'ws'] as const;
  const secure = options.tls ? (['tls', 'wss'] as const) : [];
  return Promise.all([...plain, ...secure].map((transport) => sipAnswer(target(transport), 10_000)));
}
