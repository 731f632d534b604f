import type { CertificateReasons } from './reasons';

export const deCertificate: CertificateReasons = {
  expired: ({ host }) => ({
    what: `Das Zertifikat von ${host} ist abgelaufen.`,
    todo: 'Prüfen Sie die Uhr dieses Rechners; geht sie richtig, sagen Sie der Administration der Anlage Bescheid.',
  }),
  'not-yet-valid': ({ host }) => ({
    what: `Das Zertifikat von ${host} ist noch nicht gültig.`,
    todo: 'Prüfen Sie die Uhr dieses Rechners; geht sie richtig, sagen Sie der Administration der Anlage Bescheid.',
  }),
  'wrong-name': ({ host, names }) => ({
    what:
      names.length === 0
        ? `Das Zertifikat von ${host} nennt niemanden.`
        : `Das Zertifikat von ${host} gilt für ${names.join(', ')}.`,
    todo: 'Prüfen Sie SIP-Domain und Server in den Einstellungen der Leitung.',
  }),
  'self-signed': ({ host }) => ({
    what: `${host} hat sein Zertifikat selbst ausgestellt: Es beweist nichts.`,
    todo: 'Wissen Sie, dass es das richtige ist, tragen Sie es oder seinen Fingerabdruck in den Einstellungen der Leitung ein.',
  }),
  'unknown-authority': ({ host }) => ({
    what: `Niemand, dem dieser Rechner vertraut, bürgt für ${host}.`,
    todo: 'Hat Ihre Firma eine eigene Zertifizierungsstelle, fügen Sie sie in den Einstellungen der Leitung hinzu.',
  }),
  'not-the-pinned': ({ host }) => ({
    what: `${host} zeigte ein anderes Zertifikat als das für diese Leitung festgelegte.`,
    todo: 'Hat die Administration es erneuert, tragen Sie den neuen Fingerabdruck in den Einstellungen der Leitung ein.',
  }),
  'ours-refused': ({ host }) => ({
    what: `${host} verlangt ein Zertifikat dieses Telefons und nahm es nicht an.`,
    todo: 'Bitten Sie die Administration um ein Zertifikat mit Schlüssel und importieren Sie die Leitung damit.',
  }),
  handshake: ({ host }) => ({
    what: `Eine verschlüsselte Verbindung zu ${host} kam nicht zustande.`,
    todo: 'Prüfen Sie Transport und Port in den Einstellungen der Leitung; vielleicht ist der Server zu alt.',
  }),
};
