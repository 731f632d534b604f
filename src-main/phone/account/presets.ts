import { defaultsFor, type LineDraft } from './line-draft';

export type PresetField = 'label' | 'displayName' | 'user' | 'domain' | 'authUser' | 'server' | 'password';

/** A known provider or PBX: what is fixed, and which fields the person must fill, in order. */
export interface Preset {
  readonly id: string;
  readonly name: string;
  /** Empty fields are among `asks`; the rest stands as it is. */
  readonly draft: LineDraft;
  readonly asks: readonly PresetField[];
}

// None of these providers speaks Opus on the trunk; asking for it only makes the INVITE larger.
const G711_G722 = ['G722', 'PCMA', 'PCMU'] as const;

function preset(id: string, name: string, fixed: Partial<LineDraft>, asks: readonly PresetField[]): Preset {
  const defaults = defaultsFor(fixed.transport ?? 'udp');
  return { id, name, draft: { ...defaults, label: name, user: '', domain: '', ...fixed }, asks };
}

/** In the order the first start offers them. */
export const PRESETS: readonly Preset[] = [
  preset('fritzbox', 'FRITZ!Box', { domain: 'fritz.box', codecs: G711_G722 }, ['user', 'password']),
  preset(
    'sipgate',
    'sipgate',
    {
      domain: 'sipgate.de',
      transport: 'tls',
      server: { host: 'sip.sipgate.de', port: 5061 },
      codecs: G711_G722,
    },
    // sipgate calls it the SIP-ID.
    ['user', 'password'],
  ),
  // Found by SRV only: no server, no port. The number is the user, the login is separate.
  preset('telekom', 'Telekom', { domain: 'tel.t-online.de', transport: 'tls', codecs: G711_G722 }, [
    'user',
    'authUser',
    'password',
  ]),
  preset('easybell', 'easybell', { domain: 'voip.easybell.de', transport: 'tls', codecs: G711_G722 }, [
    'user',
    'password',
  ]),
  preset(
    '1und1',
    '1&1',
    {
      domain: '1und1.de',
      transport: 'tls',
      server: { host: 'tls-sip.1und1.de', port: 5061 },
      codecs: G711_G722,
    },
    ['user', 'password'],
  ),
  preset('pbx', 'PBX', {}, ['label', 'domain', 'user', 'password', 'server']),
  preset('webrtc', 'WebRTC', { transport: 'wss' }, ['label', 'domain', 'user', 'password', 'server']),
];
