import type { SignallingPort } from '../../phone/call/signalling-port';
import type { LineSupervisor } from './supervisor';

/** The supervised line process as the telephone sees it. */
export function signallingOf(supervisor: LineSupervisor): SignallingPort {
  return {
    get up() {
      return supervisor.state === 'running';
    },
    send: (command) => {
      supervisor.send(command);
    },
    onEvent: supervisor.onEvent,
    onUp: supervisor.onReady,
    onDown: supervisor.onGone,
  };
}
