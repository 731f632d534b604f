import { promises as dns } from 'node:dns';

export interface SrvTarget {
  readonly name: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

/** Which name a domain offers a service under (RFC 3403). */
export interface NaptrPointer {
  /** `s`: the replacement is the name of SRV records. */
  readonly flags: string;
  /** `SIP+D2U`, `SIPS+D2T`, … (RFC 3263 §4.1). */
  readonly service: string;
  readonly replacement: string;
  readonly order: number;
  readonly preference: number;
}

/** Names to addresses as a port, so that tests bring their own zones. All reject with a Node DNS error. */
export interface Resolver {
  addresses(host: string): Promise<readonly string[]>;
  services(name: string): Promise<readonly SrvTarget[]>;
  pointers(domain: string): Promise<readonly NaptrPointer[]>;
}

/** The system's resolver for addresses (hosts file, mDNS, search domains), DNS for SRV and NAPTR. */
export const systemResolver: Resolver = {
  addresses: async (host) => (await dns.lookup(host, { all: true })).map(({ address }) => address),
  services: (name) => dns.resolveSrv(name),
  pointers: (domain) => dns.resolveNaptr(domain),
};
