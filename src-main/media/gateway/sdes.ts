import { fail, ok, type Result } from '../../base/result';
import type { SdpFailure } from '../../phone/call/media-session';
import { freshKey, type LocalCrypto, type RemoteCrypto } from '../srtp/crypto-attribute';
import type { MasterKey } from '../srtp/key-derivation';
import { SrtpReceiver } from '../srtp/receiver';
import { SrtpSender } from '../srtp/sender';
import { SUITE_NAMES, SUITES, type Suite, type SuiteName } from '../srtp/suite';

/** What both sides named, once an offer was answered. */
export interface CryptoAgreement {
  readonly local: LocalCrypto;
  readonly remote: RemoteCrypto;
}

/** What packets go through on their way out and in. */
export interface Protection {
  readonly send: SrtpSender;
  readonly receive: SrtpReceiver;
}

interface OurKey {
  readonly master: MasterKey;
  /** Counts for as long as its key is in use, whatever was used between: no counter may come twice under a key. */
  readonly sender: SrtpSender;
}

/** The keys of one call (RFC 4568): one of ours for each suite, those of the far end as they come. */
export class Sdes {
  readonly #ours = new Map<SuiteName, OurKey>();
  #receiving:
    { readonly of: RemoteCrypto; readonly from: string; readonly receiver: SrtpReceiver } | undefined;

  /** What an offer names; what is in use comes first. */
  offered(agreed: CryptoAgreement | null): readonly LocalCrypto[] {
    const inUse = agreed?.local.suite.name;
    const names = [...SUITE_NAMES].sort((a, b) => Number(b === inUse) - Number(a === inUse));
    return names.map((name, index) => this.#local(index + 1, SUITES[name], name));
  }

  /** What we choose of theirs: what is in use, else what they like best. */
  chosen(theirs: readonly RemoteCrypto[], agreed: CryptoAgreement | null): CryptoAgreement | null {
    const remote = theirs.find(({ suite }) => suite === agreed?.local.suite) ?? theirs[0];
    return remote ? { local: this.#local(remote.tag, remote.suite, remote.name), remote } : null;
  }

  /** What their answer chose of ours; it must be one of them, and one only (RFC 4568 §5.1.3). */
  answered(
    offered: readonly LocalCrypto[],
    theirs: readonly RemoteCrypto[],
  ): Result<CryptoAgreement | null, SdpFailure> {
    const [remote, ...others] = theirs;
    if (!remote) return ok(null);
    const local = offered.find(({ tag, name }) => tag === remote.tag && name === remote.name);
    if (!local || others.length > 0)
      return fail({ kind: 'bad-sdp', detail: 'a=crypto answers none of ours' });
    // Our own key sent back: both ways would then use one key stream.
    if (remote.keys.some(({ key }) => key.equals(local.master.key)))
      return fail({ kind: 'bad-sdp', detail: 'a=crypto is our own key' });
    return ok({ local, remote });
  }

  /** @param from who sends under their key: what another far end had under way is not waited for */
  protection(agreement: CryptoAgreement | null, from: string): Protection | null {
    if (!agreement) {
      this.#receiving = undefined;
      return null;
    }
    const { local, remote } = agreement;
    const send = this.#our(local.suite).sender;
    const before = this.#receiving;
    if (before && isSame(before.of, remote)) return { send, receive: before.receiver };
    const receiver = new SrtpReceiver(
      remote.suite,
      remote.keys,
      before?.from === from ? before.receiver : undefined,
    );
    this.#receiving = { of: remote, from, receiver };
    return { send, receive: receiver };
  }

  #local(tag: number, suite: Suite, name: string): LocalCrypto {
    return { tag, name, suite, master: this.#our(suite).master };
  }

  #our(suite: Suite): OurKey {
    const known = this.#ours.get(suite.name);
    if (known) return known;
    const master = freshKey(suite);
    const our = { master, sender: new SrtpSender(suite, master) };
    this.#ours.set(suite.name, our);
    return our;
  }
}

function isSame(one: RemoteCrypto, other: RemoteCrypto): boolean {
  return (
    one.suite === other.suite &&
    one.keys.length === other.keys.length &&
    one.keys.every(({ key, salt, identifier }, index) => {
      const same = other.keys[index];
      if (!same || !key.equals(same.key) || !salt.equals(same.salt)) return false;
      return identifier === null ? same.identifier === null : same.identifier?.equals(identifier) === true;
    })
  );
}
