import { BlockList, isIPv6 } from 'node:net';
import type { Target } from './locate';

const PRIVATE: readonly (readonly [net: string, prefix: number, family: 'ipv4' | 'ipv6'])[] = [
  ['10.0.0.0', 8, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
];

const privateNetworks = new BlockList();
for (const subnet of PRIVATE) privateNetworks.addSubnet(...subnet);

/**
 * Whether so many phones may share these servers that what befalls one of them had better not be answered by all at
 * once: several servers, and not those of the house.
 */
export function isCrowd(targets: readonly Target[]): boolean {
  const addresses = targets.flatMap(({ endpoints }) => endpoints.map(({ address }) => address));
  return (
    targets.length > 1 &&
    !addresses.some((address) => privateNetworks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4'))
  );
}
