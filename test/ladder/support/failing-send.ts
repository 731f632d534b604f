import { Socket } from 'node:dgram';

/** What the system does with a datagram it does not send. */
export type SendFailure =
  /** `send` throws. */
  | 'throws'
  /** `send` throws, and so does each one after it on that socket. */
  | 'throws from then on'
  /** The datagram goes nowhere, nor does any after it on that socket, and nobody says so. */
  | 'swallows from then on'
  /** The socket is broken: it says so, and is closed. */
  | 'breaks';

export interface FailingSends {
  /** Sends so far. */
  readonly count: number;
}

interface Plan {
  readonly nth: number;
  readonly failure: SendFailure;
  count: number;
  readonly dead: Set<Socket>;
}

const plans = new Map<number, Plan>();
const send: unknown = Reflect.get(Socket.prototype, 'send');

/** The `nth` datagram (from 1) from now on to that port fails; REGISTERs count as well. Until `forget`. */
export function failSend(toPort: number, nth: number, failure: SendFailure): FailingSends {
  Socket.prototype.send = sendOrFail;
  const plan: Plan = { nth, failure, count: 0, dead: new Set() };
  plans.set(toPort, plan);
  return plan;
}

export function forgetFailure(toPort: number): void {
  plans.delete(toPort);
}

function sendOrFail(this: Socket, ...parameters: unknown[]): void {
  const plan = typeof parameters[1] === 'number' ? plans.get(parameters[1]) : undefined;
  if (plan && fails(plan, this)) failNow(plan.failure, this);
  else if (typeof send === 'function') Reflect.apply(send, this, parameters);
}

function fails(plan: Plan, socket: Socket): boolean {
  const now = ++plan.count === plan.nth;
  if (now && plan.failure.endsWith('from then on')) plan.dead.add(socket);
  return now || plan.dead.has(socket);
}

function failNow(failure: SendFailure, socket: Socket): void {
  if (failure.startsWith('throws')) throw Object.assign(new Error('send ENOBUFS'), { code: 'ENOBUFS' });
  if (failure !== 'breaks') return;
  setImmediate(() => {
    socket.emit('error', Object.assign(new Error('recvmsg ENETDOWN'), { code: 'ENETDOWN' }));
  });
}
