import type { Direction } from '../../phone/call/media-session';

/**
 * What a description's author does with its audio (RFC 3264 §5.1); connection address `0.0.0.0` is the old way
 * of holding (RFC 3264 §8.4).
 */
export function directionOf(sdp: string): Direction {
  const [session = '', ...media] = sdp.split(/\r?\n(?=m=)/);
  const audio = media.find((section) => section.startsWith('m=audio')) ?? '';
  const stated = attribute(audio) ?? attribute(session) ?? 'sendrecv';
  const address = connection(audio) ?? connection(session);
  if (address !== '0.0.0.0') return stated;
  return stated === 'sendrecv' || stated === 'sendonly' ? 'sendonly' : 'inactive';
}

/** Our direction in the answer to an offer, given whether we hold the far end ourselves (RFC 3264 §6.1). */
export function answerDirection(offered: Direction, holding: boolean): Direction {
  switch (offered) {
    case 'sendrecv':
      return holding ? 'sendonly' : 'sendrecv';
    case 'sendonly':
      return holding ? 'inactive' : 'recvonly';
    case 'recvonly':
      return 'sendonly';
    case 'inactive':
      return 'inactive';
  }
}

/** Whether whoever said so does not listen: we are on hold. */
export function isHolding(direction: Direction): boolean {
  return direction === 'sendonly' || direction === 'inactive';
}

function attribute(section: string): Direction | undefined {
  const found = /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m.exec(section)?.[1];
  switch (found) {
    case 'sendrecv':
    case 'sendonly':
    case 'recvonly':
    case 'inactive':
      return found;
    default:
      return undefined;
  }
}

function connection(section: string): string | undefined {
  return /^c=IN IP[46] ([^\s/]+)/m.exec(section)?.[1];
}
