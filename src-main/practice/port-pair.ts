import type { Socket } from 'node:dgram';
import { fail, ok, type Result } from '../base/result';
import { bindLoopback, type BindError } from './udp';

export interface PortPair {
  /** On an even port. */
  readonly rtp: Socket;
  /** On the next port (RFC 3550 §11). */
  readonly rtcp: Socket;
}

const ATTEMPTS = 50;

/** Two neighbouring free UDP ports. */
export async function bindPortPair(): Promise<Result<PortPair, BindError>> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const rtp = await bindLoopback(0);
    if (!rtp.ok) return rtp;
    const port = rtp.value.address().port;
    const rtcp = port % 2 === 0 && port < 65_535 ? await bindLoopback(port + 1) : undefined;
    if (rtcp?.ok) return ok({ rtp: rtp.value, rtcp: rtcp.value });
    rtp.value.close();
  }
  return fail({ kind: 'port-taken', why: 'no two neighbouring ports are free' });
}
