import { Observable } from '../../../src-main/base/observable';
import { systemClock } from '../../../src-main/base/system-clock';
import { callsSnapshot, type CallsSnapshot } from '../../../src-main/phone/call/call-snapshot';
import { HeadsetControl } from '../../../src-main/phone/headset/headset-control';
import { Desk } from '../../unit/phone/call/desk';
import type { Bench } from './bench';
import { until } from './report';
import type { UhidDescription } from './uhid';
import { VirtualHeadset } from './virtual-headset';

const CALL = 'a';

/** The telephone's rules of calls and of headsets, joined to the devices as in the product. */
class Telephone {
  readonly #desk = new Desk();
  readonly #calls = new Observable<CallsSnapshot>(callsSnapshot(this.#desk.state));
  readonly #control: HeadsetControl;
  readonly said: string[] = [];

  constructor(bench: Bench) {
    const nothing = (): void => undefined;
    this.#control = new HeadsetControl(
      bench.headsets,
      {
        calls: this.#calls,
        command: (asked) => {
          this.said.push(asked.kind);
          this.do((desk) => {
            desk.command(asked);
          });
        },
        redial: nothing,
        voicemail: nothing,
        showDial: nothing,
      },
      systemClock,
    );
  }

  do(change: (desk: Desk) => void): void {
    change(this.#desk);
    this.#calls.set(callsSnapshot(this.#desk.state));
  }

  hears(command: string): Promise<void> {
    return until(command, () => this.said.includes(command));
  }

  dispose(): void {
    this.#control.dispose();
  }
}

/**
 * Rings, is answered, muted, unplugged, plugged in again and hung up, all by the headset; nobody here writes a light.
 * @param plugged the headset as it is plugged in now
 * @returns the headset as it is plugged in at the end
 */
export async function wholeCall(
  bench: Bench,
  description: UhidDescription,
  plugged: VirtualHeadset,
): Promise<VirtualHeadset> {
  const telephone = new Telephone(bench);
  try {
    telephone.do((desk) => {
      desk.ring(CALL);
    });
    if (plugged.has('ringLight')) await until('it rings', () => plugged.isLit('ringLight'));
    plugged.set('hook', true);
    await telephone.hears('answer');
    telephone.do((desk) => {
      desk.establish(CALL);
    });
    await until('off-hook is granted', () => plugged.isLit('offHookLight'));
    if (plugged.isOneShot('mute')) {
      plugged.press('mute');
      await telephone.hears('mute');
      if (plugged.has('muteLight')) await until('mute is shown', () => plugged.isLit('muteLight'));
    }
    plugged.unplug();
    await until('gone', () => bench.named(description.name) === undefined);
    const again = new VirtualHeadset(description);
    await until('lit again by itself', () => again.isLit('offHookLight'));
    again.set('hook', true);
    again.set('hook', false);
    await telephone.hears('hang-up');
    await until('dark', () => !again.isLit('offHookLight') && !again.isLit('ringLight'));
    return again;
  } finally {
    telephone.dispose();
  }
}
