import type { EndReasonView } from '../../src-preload/contract/calls';
import type { CertificateProblem, RegistrationFailureView } from '../../src-preload/contract/lines';
import type { Sentence } from './sentence';

type OfKind<U extends { kind: string }, K extends string> = U & { readonly kind: K };

/** What every language must be able to say about failures: one entry for each kind the contract names. */
export interface Reasons {
  /** `who` is the other party's name or number. */
  readonly endReasons: {
    readonly [K in EndReasonView['kind']]: (why: OfKind<EndReasonView, K>, who: string) => Sentence;
  };
  readonly registrationFailures: {
    readonly [K in RegistrationFailureView['kind']]: (
      why: OfKind<RegistrationFailureView, K>,
      domain: string,
    ) => Sentence;
  };
  /** A refused command, by the failure it named; `broken` is an answer that broke the contract. */
  readonly failures: Readonly<Record<CommandFailure, Sentence>>;
}

export type CommandFailure =
  | 'no-line'
  | 'not-registered'
  | 'not-dialable'
  | 'too-many-calls'
  | 'unknown-call'
  | 'unknown-line'
  | 'unknown-headset'
  | 'headset-busy'
  | 'storage'
  | 'not-written'
  | 'unavailable'
  | 'busy'
  | 'invalid'
  | 'in-call'
  | 'broken';

/** One for each thing that can be wrong with a certificate. */
export type CertificateReasons = Readonly<
  Record<CertificateProblem, (why: OfKind<RegistrationFailureView, 'certificate'>) => Sentence>
>;
