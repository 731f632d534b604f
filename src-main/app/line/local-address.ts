import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';

/**
 * The address of ours that the routing table would use towards `host`: connecting a UDP socket asks the kernel and
 * sends nothing. Rejects when the name or the network cannot be reached.
 */
export async function localAddressTowards(host: string): Promise<string> {
  const { address, family } = await lookup(host.replace(/^\[|\]$/g, ''));
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    return await new Promise<string>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('connect', () => {
        resolve(socket.address().address);
      });
      // Any port will do; 9 is "discard".
      socket.connect(9, address);
    });
  } finally {
    socket.close();
  }
}
