import { token } from '../base/random';
import type { Line } from '../phone/account/line';
import { addressOfRecord } from './core';
import type { Trace } from './trace/trace';
import { plainAddress, type FlowProtocol } from './transport/flow';
import { openLargeRequests } from './transport/large-requests';
import { Wire, type WireOptions } from './transport/wire';
import type { UserAgentPorts } from './user-agent-ports';

export interface LineWireOptions
  extends
    Pick<UserAgentPorts, 'clock' | 'timers' | 'log' | 'random' | 'resolver' | 'onReading'>,
    Pick<WireOptions, 'deliver' | 'onStranger'> {
  readonly line: Line;
  readonly trace: Trace;
}

/** The wire of one line, with what it opens for large requests; closed by its `dispose`. */
export function openWire({ line, resolver, random, ...options }: LineWireOptions): Wire {
  const { domain, server } = line;
  const wire: Wire = new Wire({
    ...options,
    trustsIdentity: line.trustsIdentity,
    ownUri: addressOfRecord(line).toString(),
    ownNames: [domain, server?.host ?? domain].map((name) => name.toLowerCase()),
    branchSuffix: `.${token(random)}`,
    protocol: line.transport.toUpperCase() as FlowProtocol,
    largeRequests: openLargeRequests(options.clock, (bytes, source, flow) => {
      wire.receive(bytes, source, flow);
    }),
    addressOf: async (host) => {
      const addresses = await resolver.addresses(host).catch((): readonly string[] => []);
      return addresses[0] === undefined ? null : plainAddress(addresses[0]);
    },
  });
  return wire;
}
