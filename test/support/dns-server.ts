import { Resolver as DnsResolver } from 'node:dns/promises';
import type { Resolver } from '../../src-main/sip/locate/resolver';
import { eventually } from './deadline';
import { whereIs } from './peer-missing';
import { freePort } from './ports';
import { startProgram } from './program';
import { openScratch } from './scratch';

/** An SRV record of the zone; its target is at 127.0.0.1. */
export interface ServiceRecord {
  /** `_sip._tcp.test.lan` */
  readonly service: string;
  readonly target: string;
  readonly port: number;
  readonly priority: number;
}

export interface DnsServer extends AsyncDisposable {
  /** Asks this server and nobody else: the line's resolver. */
  readonly resolver: Resolver;
  stop(): Promise<void>;
}

/** `SIP+D2T` → `_sip._tcp`, as a domain's NAPTR records say it (RFC 3263 §4.1). */
const NAPTR: Readonly<Record<string, string>> = { _udp: 'SIP+D2U', _tcp: 'SIP+D2T' };

function record({ service, target, port, priority }: ServiceRecord): string[] {
  const [sip = '', protocol = '', ...rest] = service.split('.');
  const naptr = sip === '_sips' ? 'SIPS+D2T' : (NAPTR[protocol] ?? '');
  return [
    `--srv-host=${service},${target},${String(port)},${String(priority)},1`,
    `--host-record=${target},127.0.0.1`,
    `--naptr-record=${rest.join('.')},10,10,s,${naptr},,${service}`,
  ];
}

/** A dnsmasq on a free loopback port with these records and none else. */
export async function startDnsServer(records: readonly ServiceRecord[]): Promise<DnsServer> {
  const port = await freePort();
  const scratch = openScratch('dnsmasq');
  const zone = [...new Set(records.flatMap(record))];
  const program = startProgram('dnsmasq', whereIs('dnsmasq') ?? 'dnsmasq', [
    ...['--keep-in-foreground', '--conf-file=/dev/null', '--log-facility=-', '--no-resolv', '--no-hosts'],
    ...['--user=', '--group=', `--pid-file=${scratch.path('pid')}`, `--port=${String(port)}`],
    ...['--listen-address=127.0.0.1', '--bind-interfaces', ...zone],
  ]);
  const dns = new DnsResolver({ timeout: 1_000, tries: 2 });
  dns.setServers([`127.0.0.1:${String(port)}`]);
  const stop = async (): Promise<void> => {
    await program.stop();
    scratch.remove();
  };
  const [first] = records;
  if (first) await program.untilReady(eventually(5_000, 'dnsmasq answers', () => dns.resolve4(first.target)));
  return {
    resolver: {
      addresses: (host) => dns.resolve4(host),
      services: (name) => dns.resolveSrv(name),
      pointers: (domain) => dns.resolveNaptr(domain),
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
