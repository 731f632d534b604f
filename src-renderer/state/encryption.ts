import type { LineView } from '../../src-preload/contract/lines';
import type { Text } from '../text/text';
import type { CallIn } from './calls';

/** What was negotiated for a call, a sentence each: its signalling, its sound. */
export function encryptionOf(
  t: Text,
  { media, secure }: CallIn<'established'>,
  line: LineView | undefined,
): readonly [string, string] {
  const suite = media.suite === undefined ? t.calls.soundEncrypted : t.calls.soundIs(media.suite);
  return [signalling(t, line, secure), media.encrypted ? suite : t.calls.soundOpen];
}

function signalling(t: Text, line: LineView | undefined, secure: boolean): string {
  const encrypted = line ? line.transport === 'tls' || line.transport === 'wss' : secure;
  if (!encrypted) return t.calls.signallingOpen;
  const tls = line?.registration.state === 'registered' ? line.registration.tls : undefined;
  return tls
    ? t.calls.signallingIs(tls.version.replace('TLSv', 'TLS '), tls.cipher)
    : t.calls.signallingEncrypted;
}
