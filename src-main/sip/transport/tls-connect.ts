import { connect, type TLSSocket } from 'node:tls';
import type { TlsFacts } from '../../phone/account/registration';
import { pinError, tlsOptions, type TlsIdentity } from './tls-identity';

/** A TLS connection that is broken off before anything is said when another certificate than the pinned one is shown. */
export function connectTls(
  target: { readonly host: string; readonly port: number },
  identity: TlsIdentity,
): TLSSocket {
  const socket = connect({ ...target, ...tlsOptions(identity) });
  // The first listener: whoever else waits for the connection never hears that it was there.
  socket.prependOnceListener('secureConnect', () => {
    const error = pinError(identity, socket);
    if (error) socket.destroy(error);
  });
  return socket;
}

/** Of a connection that stands. */
export function factsOf(socket: TLSSocket): TlsFacts {
  const { standardName, name } = socket.getCipher();
  return { version: socket.getProtocol() ?? 'TLS', cipher: standardName || name };
}
