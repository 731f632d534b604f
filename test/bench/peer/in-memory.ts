import type { Clock } from '../../../src-main/base/clock';
import { silentLog } from '../../../src-main/base/log';
import { ok } from '../../../src-main/base/result';
import { seededRandom } from '../../../src-main/base/random';
import type { SignallingEvent } from '../../../src-main/phone/call/signalling';
import { openSignalling, type Signalling } from '../../../src-main/sip/signalling';
import type { Endpoint, FlowEvents } from '../../../src-main/sip/transport/flow';
import type { Network } from '../../../src-main/sip/transport/network';
import { aliceLine } from '../../ladder/support/alice';
import { FakeMedia } from '../../ladder/support/fake-media';
import { readMessage } from '../../ladder/support/sip-text';
import { respond } from '../../torture/support/respond';

const PROXY: Endpoint = { address: '192.0.2.1', port: 5060 };
const LOCAL: Endpoint = { address: '192.0.2.5', port: 40_000 };

/** The product's signalling in this process, network and registrar a function call away: what it costs itself. */
export class InMemory {
  readonly signalling: Signalling;
  readonly events: SignallingEvent[] = [];
  /** All it sent, repetitions too. */
  readonly sent: string[] = [];
  registers = 0;
  readonly #flows = new Map<string, FlowEvents>();

  constructor(lines: number, clock: Clock) {
    this.signalling = openSignalling({
      media: new FakeMedia(),
      clock,
      random: seededRandom(1),
      log: silentLog,
      addresses: () => [LOCAL.address],
      network: this.#network(),
      emit: (event) => this.events.push(event),
    });
    for (let index = 0; index < lines; index++) {
      const line = aliceLine({
        id: lineId(index),
        user: userOf(index),
        server: { host: PROXY.address, port: PROXY.port },
      });
      this.signalling.handle({ kind: 'line/set', line, password: '' });
    }
  }

  get registered(): number {
    const states = new Map<string, string>();
    for (const event of this.events)
      if (event.kind === 'line/registration') states.set(event.lineId, event.registration.state);
    return [...states.values()].filter((state) => state === 'registered').length;
  }

  /** A message from the proxy to one line. */
  receive(bytes: Uint8Array, line = 0): void {
    this.#flows.get(lineId(line))?.onMessage(bytes, PROXY);
  }

  #network(): Network {
    return {
      sourceTowards: () => Promise.resolve(LOCAL.address),
      open: (line, _host, remote, events) => {
        this.#flows.set(line.id, events);
        const send = (text: string): void => {
          this.#sent(text, events);
        };
        const flow = {
          protocol: 'UDP',
          local: LOCAL,
          remote,
          send,
          promised: nothing,
          dispose: nothing,
        } as const;
        return Promise.resolve(ok(flow));
      },
    };
  }

  #sent(text: string, events: FlowEvents): void {
    this.sent.push(text);
    if (!text.startsWith('REGISTER ')) return;
    this.registers++;
    const register = readMessage(text);
    const headers = { Contact: register.header('contact') ?? '', Via: register.all('via') };
    const answer = Buffer.from(respond(register, 'SIP/2.0 200 OK', { headers }));
    setImmediate(() => {
      events.onMessage(answer, PROXY);
    });
  }
}

function nothing(): void {
  // A function call away there is nothing to keep alive and nothing to close.
}

function lineId(index: number): string {
  return `line-${String(index)}`;
}

function userOf(index: number): string {
  return index === 0 ? 'alice' : `user${String(index)}`;
}
