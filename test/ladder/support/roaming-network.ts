import { createSocket } from 'node:dgram';
import type { Line } from '../../../src-main/phone/account/line';
import { ok } from '../../../src-main/base/result';
import type { Endpoint, Flow, FlowEvents } from '../../../src-main/sip/transport/flow';
import type { Network } from '../../../src-main/sip/transport/network';

/** A machine whose only address changes when the test says so: each is one of the loopback's. */
export class RoamingNetwork implements Network {
  address = '127.0.0.1';

  sourceTowards(): Promise<string | null> {
    return Promise.resolve(this.address);
  }

  async open(_line: Line, _host: string, remote: Endpoint, events: FlowEvents) {
    const socket = createSocket('udp4');
    const { address } = this;
    await new Promise<void>((resolve) => socket.bind(0, address, resolve));
    socket.on('message', (bytes, source) => {
      events.onMessage(bytes, { address: source.address, port: source.port });
    });
    let open = true;
    const flow: Flow = {
      protocol: 'UDP',
      local: { address, port: socket.address().port },
      remote,
      send: (text, to = remote) => {
        if (open) socket.send(text, to.port, to.address);
      },
      promised: () => undefined,
      dispose: () => {
        if (open) socket.close();
        open = false;
      },
    };
    return ok(flow);
  }
}
