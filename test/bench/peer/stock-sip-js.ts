import { EmitterImpl, TransportState, UserAgent, type Transport } from 'sip.js';

/** A transport that is a function call. */
class CalledTransport implements Transport {
  static newest: CalledTransport | undefined;
  readonly protocol = 'UDP';
  readonly state = TransportState.Connected;
  readonly stateChange = new EmitterImpl<TransportState>();
  onConnect: (() => void) | undefined;
  onDisconnect: ((error?: Error) => void) | undefined;
  onMessage: ((message: string) => void) | undefined;
  sent = 0;

  constructor() {
    CalledTransport.newest = this;
  }
  connect(): Promise<void> {
    return Promise.resolve();
  }
  disconnect(): Promise<void> {
    return Promise.resolve();
  }
  dispose(): Promise<void> {
    return Promise.resolve();
  }
  isConnected(): boolean {
    return true;
  }
  send(): Promise<void> {
    this.sent++;
    return Promise.resolve();
  }
}

/** sip.js as it is shipped, with its own upper half: rings, and accepts what is notified. */
export async function openStockSipJs(): Promise<{
  receive: (message: string) => void;
  sent: () => number;
}> {
  const uri = UserAgent.makeURI('sip:alice@example.test');
  if (!uri) throw new Error('no URI');
  const agent = new UserAgent({
    uri,
    transportConstructor: CalledTransport,
    logBuiltinEnabled: false,
    delegate: {
      onInvite: (invitation) => void invitation.progress(),
      onNotify: (notification) => void notification.accept(),
    },
  });
  await agent.start();
  const transport = CalledTransport.newest;
  if (!transport) throw new Error('no transport was made');
  return {
    receive: (message) => transport.onMessage?.(message),
    sent: () => transport.sent,
  };
}
