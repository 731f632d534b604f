import { execFileSync } from 'node:child_process';
import { whereIs } from '../peer-missing';

/** In a network of its own: nothing of it is seen outside. */
export const NETWORK = { phone: '10.77.0.1', elsewhere: '10.77.0.99', far: '10.77.0.2' } as const;
/** An Ethernet address nobody has. */
const NOBODY = '02:00:00:00:00:66';

function ip(...args: readonly string[]): string {
  return execFileSync(whereIs('ip') ?? 'ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/**
 * For `describe.skipIf(hostsMissing())`: true, with a loud line, where network namespaces cannot be made. With `CI=true`
 * it throws instead, as for a missing peer: a build server has root.
 */
export function hostsMissing(): boolean {
  const probe = `offhook-probe-${String(process.pid)}`;
  try {
    ip('netns', 'add', probe);
    ip('netns', 'del', probe);
    return false;
  } catch {
    if (process.env['CI'] === 'true')
      throw new Error('network namespaces cannot be made: they need Linux, root and iproute2');
    console.warn('\n⚠ SKIPPED, network namespaces need Linux, root and iproute2\n');
    return true;
  }
}

/** Two machines with one cable: a network namespace each, joined by a veth pair. */
export class TwoHosts implements Disposable {
  readonly phone: string;
  readonly far: string;

  constructor() {
    const id = String(process.pid);
    this.phone = `offhook-phone-${id}`;
    this.far = `offhook-far-${id}`;
    for (const name of [this.phone, this.far]) ip('netns', 'add', name);
    ip(
      'link',
      'add',
      'cable',
      'netns',
      this.phone,
      'type',
      'veth',
      'peer',
      'name',
      'cable',
      'netns',
      this.far,
    );
    for (const name of [this.phone, this.far]) ip('-n', name, 'link', 'set', 'lo', 'up');
    this.#address(this.far, 'add', NETWORK.far);
    this.#address(this.phone, 'add', NETWORK.phone);
    for (const name of [this.phone, this.far]) ip('-n', name, 'link', 'set', 'cable', 'up');
  }

  /** The phone is in another place of the network from now on. */
  move(from: string, to: string): void {
    this.#address(this.phone, 'del', from);
    this.#address(this.phone, 'add', to);
  }

  /** As when the cable is pulled at the phone, or plugged in. */
  setLink(state: 'up' | 'down'): void {
    ip('-n', this.phone, 'link', 'set', 'cable', state);
  }

  /** The router swallows everything, both ways, and neither side is told. */
  setSilence(silent: boolean, phoneAddress: string): void {
    for (const [name, address] of [
      [this.phone, NETWORK.far],
      [this.far, phoneAddress],
    ] as const) {
      const entry = [address, 'dev', 'cable'];
      if (silent) ip('-n', name, 'neigh', 'replace', ...entry, 'lladdr', NOBODY, 'nud', 'permanent');
      else ip('-n', name, 'neigh', 'del', ...entry);
    }
  }

  [Symbol.dispose](): void {
    for (const name of [this.phone, this.far]) ip('netns', 'del', name);
  }

  #address(name: string, change: 'add' | 'del', address: string): void {
    ip('-n', name, 'address', change, `${address}/24`, 'dev', 'cable');
  }
}
