import type { Line } from '../../phone/account/line';
import { strengthOf } from './algorithm';
import type { Challenge } from './challenge';

/** Realms remembered of one registrar: it has one, its proxy perhaps another. */
const REALMS = 16;

/**
 * What one registrar has shown of itself since the process started: its realms, and how strong a hash it asked
 * for in each. Whoever sits in between cannot make us answer with a weaker one later.
 */
export class RegistrarMemory {
  readonly #strengths = new Map<string, number>();
  #settled = false;

  /** @param ownNames the line's domain and server: realms we answer even when the registrar named none */
  constructor(private readonly ownNames: readonly string[]) {}

  owns(realm: string): boolean {
    return this.#strengths.has(realm) || this.ownNames.includes(realm.toLowerCase());
  }

  /** False for a weaker algorithm than this realm, or any once we were registered, has asked for before. */
  allows({ realm, algorithm }: Challenge): boolean {
    const known = this.#strengths.get(realm);
    const strongest = Math.max(0, ...this.#strengths.values());
    return strengthOf(algorithm) >= (known ?? (this.#settled ? strongest : 0));
  }

  saw({ realm, algorithm }: Challenge): void {
    const strength = Math.max(this.#strengths.get(realm) ?? 0, strengthOf(algorithm));
    if (this.#strengths.has(realm) || this.#strengths.size < REALMS) this.#strengths.set(realm, strength);
  }

  /** We are registered: from now on a realm that appears anew must be as strong as those there were. */
  settle(): void {
    this.#settled = true;
  }
}

/** One memory for each registrar, outliving the line: setting it anew must not forget. */
export class RegistrarMemories {
  readonly #known = new Map<string, RegistrarMemory>();

  of({ domain, server }: Pick<Line, 'domain' | 'server'>): RegistrarMemory {
    const names = [domain, server?.host ?? domain].map((name) => name.toLowerCase());
    const key = names.join(' ');
    const memory = this.#known.get(key) ?? new RegistrarMemory(names);
    this.#known.set(key, memory);
    return memory;
  }
}
