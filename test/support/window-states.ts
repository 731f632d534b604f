import type { CallView, CallsView } from '../../src-preload/contract/calls';
import type { HeadsetsView, HeadsetView } from '../../src-preload/contract/headsets';
import type { HistoryEntryView } from '../../src-preload/contract/history';
import type { LineDraft, LineView, PresetView } from '../../src-preload/contract/lines';
import type { AppView, SettingsView } from '../../src-preload/contract/settings';

/** A Tuesday afternoon; every picture shows this moment. */
export const NOW_MS = Date.UTC(2026, 2, 10, 13, 30);
const MINUTE_MS = 60_000;

export const draft: LineDraft = {
  label: 'Office',
  displayName: 'Erika Beispiel',
  user: '42',
  domain: 'pbx.example.com',
  authUser: null,
  transport: 'tls',
  server: null,
  webSocketPath: '/ws',
  media: 'rtp',
  codecs: ['opus', 'G722', 'PCMA', 'PCMU'],
  trustedCa: null,
  expiresS: 600,
  trustsIdentity: true,
  hidesIdentity: false,
  autoAnswer: false,
  pinnedCertificate: null,
  clientCertificate: null,
  redirects: 'same-domain',
  encryption: 'if-offered',
};

export const office: LineView = {
  ...draft,
  id: 'office',
  password: 'keychain',
  practice: false,
  registration: { state: 'registered', sinceMs: NOW_MS - 3_600_000, expiresAtMs: NOW_MS + 600_000 },
};

export const home: LineView = {
  ...office,
  id: 'home',
  label: 'Home',
  domain: 'fritz.box',
  transport: 'udp',
  registration: {
    state: 'failed',
    why: { kind: 'wrong-password', status: 403, phrase: 'Forbidden' },
    retryAtMs: NOW_MS + 5 * MINUTE_MS,
  },
};

export const practice: LineView = {
  ...office,
  id: 'practice',
  label: 'Practice',
  domain: '127.0.0.1',
  practice: true,
};

const anna = { uri: 'sip:+492215550142@pbx.example.com', name: 'Anna Schmidt', number: '+49 221 5550142' };
const bob = { uri: 'sip:105@pbx.example.com', name: 'Bob Müller-Lüdenscheidt', number: '105' };
const unknown = { uri: 'sip:+4930555099@pbx.example.com', name: null, number: '+49 30 555099' };

const common = { lineId: 'office', startedAtMs: NOW_MS - 200_000 };

type Established = Extract<CallView, { state: 'established' }>;

export const talking: Established = {
  ...common,
  id: 'talking',
  direction: 'out',
  remote: anna,
  state: 'established',
  answeredAtMs: NOW_MS - 187_000,
  hold: 'none',
  holdPending: false,
  muted: false,
  media: { codec: 'opus', encrypted: true, suite: 'AES_CM_128_HMAC_SHA1_80' },
  secure: true,
  digitsSent: '',
  digitsReceived: '',
  refused: null,
};
export const held: Established = { ...talking, id: 'held', remote: bob, hold: 'ours' };
const rings: CallView = {
  ...common,
  id: 'ringing',
  direction: 'in',
  remote: bob,
  state: 'ringing-in',
  waiting: false,
};
export const ringing: CallView = {
  ...rings,
  via: { party: { uri: 'sip:10@pbx.example.com', name: 'Reception', number: '10' }, reason: 'busy' },
};
export const waiting: CallView = { ...rings, id: 'waiting', waiting: true, remote: unknown };
export const calling: CallView = {
  ...common,
  id: 'calling',
  direction: 'out',
  remote: unknown,
  state: 'calling',
  progress: 'ringing',
};
export const busy: CallView = {
  ...common,
  id: 'busy',
  direction: 'out',
  remote: bob,
  state: 'ended',
  answeredAtMs: null,
  endedAtMs: NOW_MS - 2000,
  why: { kind: 'busy', status: 486 },
};

export function callsOf(calls: CallView[], activeId: string | null = null): CallsView {
  return { calls, activeId };
}

function past(id: number, minutesAgo: number, entry: Partial<HistoryEntryView>): HistoryEntryView {
  const startedAtMs = NOW_MS - minutesAgo * MINUTE_MS;
  return {
    id,
    lineId: 'office',
    lineLabel: 'Office',
    direction: 'out',
    remote: anna,
    startedAtMs,
    answeredAtMs: startedAtMs + 6000,
    endedAtMs: startedAtMs + 318_000,
    why: { kind: 'hung-up', by: 'us' },
    unseen: false,
    ...entry,
  };
}

const missed = { direction: 'in', answeredAtMs: null, why: { kind: 'missed' } } as const;

export const entries: HistoryEntryView[] = [
  past(20, 4, { ...missed, remote: unknown, unseen: true }),
  past(19, 32, {}),
  past(18, 95, { remote: bob, direction: 'in' }),
  past(17, 140, { remote: bob, answeredAtMs: null, why: { kind: 'busy', status: 486 } }),
  past(16, 26 * 60, { ...missed, remote: anna }),
  past(15, 26 * 60 + 3, { ...missed, remote: anna }),
  past(14, 27 * 60, {
    remote: unknown,
    direction: 'in',
    answeredAtMs: null,
    why: { kind: 'answered-elsewhere' },
  }),
  past(13, 4 * 24 * 60, { remote: bob, direction: 'in' }),
  past(12, 40 * 24 * 60, {}),
];

const preset = (id: string, name: string, asks: PresetView['asks']): PresetView => ({
  id,
  name,
  draft: {
    ...draft,
    label: name,
    user: '',
    domain: asks.includes('domain') ? '' : `${id}.example`,
    transport: 'udp',
  },
  asks,
});

export const presets: PresetView[] = [
  preset('fritzbox', 'FRITZ!Box', ['user', 'password']),
  preset('sipgate', 'sipgate', ['user', 'password']),
  preset('telekom', 'Telekom', ['user', 'password']),
  preset('easybell', 'easybell', ['user', 'password']),
  preset('1und1', '1&1', ['user', 'password']),
  preset('pbx', 'My company’s PBX', ['label', 'domain', 'user', 'password']),
  preset('webrtc', 'WebRTC', ['label', 'domain', 'user', 'server', 'password']),
];

export const settings: SettingsView = {
  language: 'system',
  theme: 'system',
  defaultLineId: null,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: false,
  ringsOnAll: false,
  volumes: { speak: 0.5, hear: 0.8, ring: 1 },
  ringtone: 'classic',
  lineRingtones: {},
  ringRises: false,
  toneRegion: 'system',
  headsetRedials: false,
};

export const app: AppView = {
  version: '0.1.0',
  language: 'en',
  platform: 'linux',
  lineProcess: 'running',
  problem: null,
};

export const audio = {
  devices: [
    { deviceId: 'default', label: 'Default - Jabra Evolve2 65', kind: 'input' },
    { deviceId: 'jabra', label: 'Jabra Evolve2 65', kind: 'input' },
    { deviceId: 'built-in', label: 'Built-in microphone', kind: 'input' },
    { deviceId: 'jabra-out', label: 'Jabra Evolve2 65', kind: 'output' },
    { deviceId: 'speaker', label: 'Built-in loudspeaker', kind: 'output' },
  ],
  chosen: {
    speak: [],
    hear: [
      { deviceId: 'gone', label: 'Old headset' },
      { deviceId: 'jabra-out', label: 'Jabra Evolve2 65' },
    ],
    ring: [],
  },
  using: { speak: [], hear: ['jabra-out'], ring: [] },
  voiceTest: 'idle',
  microphone: 'working',
};

/** A headset that can do everything a person looks for. */
export const headset: HeadsetView = {
  id: 'evolve',
  name: 'Jabra Evolve2 65',
  access: 'open',
  functions: [
    'answer',
    'mute',
    'flash',
    'reject',
    'redial',
    'off-hook-light',
    'ring-light',
    'mute-light',
    'hold-light',
  ],
  selected: true,
  use: 'idle',
  muted: false,
  held: false,
  last: { name: 'off-hook', atMs: NOW_MS - 3000, count: 1 },
};

export const headsets: HeadsetsView = {
  headsets: [headset],
  trial: null,
  permissionFix: null,
  quirkProblems: [],
  mutedCallId: null,
};

/** A phone on a usual day; a test changes what it is about. */
export function everyday(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    'lines/changed': [office],
    'lines/presets': presets,
    'lines/keychain': { available: true },
    'calls/changed': callsOf([]),
    'history/changed': { entries, total: entries.length, unseenMissed: 1 },
    'settings/changed': settings,
    'settings/app': app,
    'audio/changed': audio,
    'headsets/changed': headsets,
    'audio/levels': { speak: 0.08, hear: 0 },
    'ring/changed': { calls: [], lineLabels: { office: 'Office' } },
    ...changes,
  };
}
