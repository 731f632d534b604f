import { plainAddress } from './flow';

/** Direct peers remembered; one is forgotten only when so many newer ones came. */
const PEERS = 64;

/**
 * Whom we listen to over UDP: our registrar's addresses, and peers we are in a dialog with. Everybody else gets
 * silence, so that a scanner does not even learn that somebody is here.
 */
export class Admission {
  #servers = new Set<string>();
  readonly #peers = new Set<string>();
  /** Messages met with silence. */
  strangers = 0;

  setServers(addresses: readonly string[]): void {
    this.#servers = new Set(addresses.map(plainAddress));
  }

  /** A far end without Record-Route between us: its requests inside the dialog come from its own address. */
  admitPeer(address: string): void {
    const plain = plainAddress(address);
    this.#peers.delete(plain);
    this.#peers.add(plain);
    const oldest = this.#peers.values().next();
    if (this.#peers.size > PEERS && oldest.done !== true) this.#peers.delete(oldest.value);
  }

  isServer(address: string): boolean {
    return this.#servers.has(plainAddress(address));
  }

  /** Peers may speak inside a dialog only; `insideDialog` is true for responses too. */
  admits(address: string, insideDialog: boolean): boolean {
    const admitted = this.isServer(address) || (insideDialog && this.#peers.has(plainAddress(address)));
    if (!admitted) this.strangers++;
    return admitted;
  }
}
