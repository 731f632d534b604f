import { ok, type Result } from '../base/result';
import type { Line } from '../phone/account/line';
import type { Telephone } from '../phone/telephone';
import { PRACTICE_DOMAIN, PRACTICE_PASSWORD, PRACTICE_USER } from '../practice/digest';
import type { PracticeHost } from './practice-host';

/** A line like any other: UDP, digest, RTP. Only its far end happens to live on this machine. */
function practiceLine(port: number, label: string): Line {
  return {
    id: 'practice',
    label,
    displayName: '',
    user: PRACTICE_USER,
    domain: PRACTICE_DOMAIN,
    authUser: null,
    transport: 'udp',
    server: { host: '127.0.0.1', port },
    webSocketPath: '/ws',
    media: 'rtp',
    codecs: ['opus', 'G722', 'PCMA', 'PCMU'],
    trustedCa: null,
    expiresS: 300,
    trustsIdentity: true,
    hidesIdentity: false,
    autoAnswer: false,
    pinnedCertificate: null,
    clientCertificate: null,
    redirects: 'same-domain',
    encryption: 'off',
  };
}

/** Starts the exchange and gives the telephone its line, or takes both away. */
export async function switchPractice(
  on: boolean,
  parts: { readonly telephone: Telephone; readonly host: PracticeHost; readonly language: () => 'de' | 'en' },
): Promise<Result<void, { readonly kind: 'unavailable'; readonly detail: string }>> {
  const { telephone, host, language } = parts;
  if (!on) {
    telephone.setPractice(null);
    host.stop();
    return ok(undefined);
  }
  const started = await host.start(language());
  if (!started.ok) return started;
  const label = language() === 'de' ? 'Übungsleitung' : 'Practice line';
  telephone.setPractice({ line: practiceLine(started.value, label), password: PRACTICE_PASSWORD });
  return ok(undefined);
}
