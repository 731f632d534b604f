import { describe, expect, test } from 'vitest';
import { trayView } from '../../../src-main/app/tray-view';
import type { CallSnapshot } from '../../../src-main/phone/call/call-snapshot';
import type { LineSnapshot } from '../../../src-main/phone/account/line-entry';

const line = (state: 'registered' | 'registering'): LineSnapshot => ({
  id: 'l1',
  label: 'Office',
  displayName: '',
  user: '42',
  domain: 'pbx.example',
  authUser: null,
  transport: 'udp',
  server: null,
  webSocketPath: '/ws',
  media: 'rtp',
  codecs: ['PCMA'],
  trustedCa: null,
  expiresS: 600,
  trustsIdentity: true,
  hidesIdentity: false,
  autoAnswer: false,
  pinnedCertificate: null,
  clientCertificate: null,
  redirects: 'same-domain',
  encryption: 'if-offered',
  password: 'keychain',
  practice: false,
  registration: state === 'registered' ? { state, sinceMs: 0, expiresAtMs: 600_000 } : { state },
});

const common = {
  lineId: 'l1',
  direction: 'in',
  remote: { uri: 'sip:7@pbx.example', name: 'Ada', number: '7' },
  startedAtMs: 0,
} as const;
const ringing: CallSnapshot = { ...common, id: 'r', state: 'ringing-in', waiting: false };
const talking = (muted: boolean): CallSnapshot => ({
  ...common,
  id: 't',
  state: 'established',
  answeredAtMs: 0,
  hold: 'none',
  holdPending: false,
  muted,
  media: { codec: 'PCMA', encrypted: false },
  secure: false,
  digitsSent: '',
  digitsReceived: '',
  refused: null,
});

describe('the tray says', () => {
  test.each([
    ['no line', [], [], null, 'idle'],
    ['not reachable', [line('registering')], [], null, 'unreachable'],
    ['reachable', [line('registering'), line('registered')], [], null, 'registered'],
    ['ringing, even in a call', [line('registered')], [talking(false), ringing], 't', 'ringing'],
    ['in a call', [line('registered')], [talking(false)], 't', 'in-call'],
    ['muted', [line('registered')], [talking(true)], 't', 'muted'],
  ])('%s', (_what, lines, calls, activeId, icon) => {
    expect(trayView('en', lines, { calls, activeId }).icon).toBe(icon);
  });

  test('who can be answered and who can be hung up', () => {
    expect(
      trayView('de', [line('registered')], { calls: [talking(false), ringing], activeId: 't' }).calls,
    ).toEqual([
      { id: 't', who: 'Ada', state: 'live' },
      { id: 'r', who: 'Ada', state: 'ringing-in' },
    ]);
  });
});
