import * as v from 'valibot';
import {
  AudioDevice,
  AudioLevels,
  AudioView,
  DeviceChoices,
  MicrophoneState,
  Ringtone,
  ToneRegion,
  VoiceTest,
} from './audio';

/**
 * The hidden media window's two neighbours: the line process, which asks over a MessagePort, and main, which pushes
 * what shall be heard over IPC. All of it is checked by whoever receives it.
 */

const Id = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const Sdp = v.pipe(v.string(), v.maxLength(65_536));
const Direction = v.picklist(['sendrecv', 'sendonly', 'recvonly', 'inactive']);
const Codecs = v.pipe(v.array(v.picklist(['opus', 'G722', 'PCMA', 'PCMU'])), v.minLength(1), v.maxLength(4));
const call = { legId: Id, callId: Id, direction: Direction, codecs: Codecs };

/** What the line process asks. `leg/…`: to the gateway; `call/…`: straight to a WebRTC far end. */
export const MediaRequest = v.variant('kind', [
  v.object({ kind: v.literal('leg/offer'), legId: Id }),
  v.object({ kind: v.literal('leg/answer'), legId: Id, sdp: Sdp }),
  v.object({ kind: v.literal('leg/reanswer'), legId: Id, sdp: Sdp }),
  v.object({ kind: v.literal('leg/attach'), legId: Id, callId: Id }),
  v.object({ kind: v.literal('leg/close'), legId: Id }),
  v.object({ kind: v.literal('leg/stats'), legId: Id }),
  v.object({ kind: v.literal('call/offer'), ...call }),
  v.object({ kind: v.literal('call/accept'), legId: Id, sdp: Sdp }),
  v.object({ kind: v.literal('call/answer'), ...call, sdp: Sdp }),
  v.object({ kind: v.literal('call/rollback'), legId: Id }),
  v.object({ kind: v.literal('call/connect'), legId: Id }),
  v.object({
    kind: v.literal('call/dtmf'),
    legId: Id,
    digits: v.pipe(v.string(), v.regex(/^[0-9*#A-D]{1,64}$/)),
  }),
]);
export type MediaRequest = v.InferOutput<typeof MediaRequest>;

export const MediaRequestMessage = v.object({ id: v.number(), request: MediaRequest });
export type MediaRequestMessage = v.InferOutput<typeof MediaRequestMessage>;

const Count = v.pipe(v.number(), v.finite());

export const LegStats = v.object({
  packetsReceived: Count,
  packetsLost: Count,
  packetsSent: Count,
  concealedSamples: Count,
  totalSamples: Count,
  jitterMs: Count,
  jitterBufferMs: Count,
  audioEnergy: Count,
});
export type LegStats = v.InferOutput<typeof LegStats>;

/** `value`: a description, statistics, or nothing, as the request has it. */
export const MediaReply = v.variant('ok', [
  v.object({ ok: v.literal(true), value: v.union([v.null_(), Sdp, LegStats]) }),
  v.object({ ok: v.literal(false), detail: v.pipe(v.string(), v.maxLength(1024)) }),
]);
export type MediaReply = v.InferOutput<typeof MediaReply>;

/** What the window says: a reply, or that a leg's ICE or DTLS gave up. */
export const MediaWindowMessage = v.union([
  v.object({ id: v.number(), reply: MediaReply }),
  v.object({ legFailed: Id }),
]);
export type MediaWindowMessage = v.InferOutput<typeof MediaWindowMessage>;

const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

export const DesiredAudioMessage = v.object({
  devices: v.object({ speak: DeviceChoices, hear: DeviceChoices, ring: DeviceChoices }),
  ringsOnAll: v.boolean(),
  volumes: v.object({ speak: Share, hear: Share, ring: Share }),
  processing: v.object({
    echoCancellation: v.boolean(),
    noiseSuppression: v.boolean(),
    autoGainControl: v.boolean(),
  }),
  mutedCalls: v.array(v.string()),
  sound: v.picklist(['none', 'ring', 'ringback', 'busy', 'congestion', 'waiting']),
  ringtone: Ringtone,
  ringRises: v.boolean(),
  toneRegion: ToneRegion,
  meter: v.boolean(),
  watchDevices: v.boolean(),
});
export type DesiredAudioMessage = v.InferOutput<typeof DesiredAudioMessage>;

/** What the window tells main. */
export const MediaReport = v.variant('kind', [
  /** The page listens: what is desired should be pushed now, and a port to the line process. */
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('devices'), devices: v.array(AudioDevice) }),
  v.object({ kind: v.literal('levels'), levels: AudioLevels }),
  v.object({ kind: v.literal('using'), using: AudioView.entries.using }),
  v.object({ kind: v.literal('microphone'), state: MicrophoneState }),
  /** Chromium noticed that the machine came to a network or lost it. */
  v.object({ kind: v.literal('network') }),
  v.object({ kind: v.literal('voice-test'), state: VoiceTest }),
]);
export type MediaReport = v.InferOutput<typeof MediaReport>;

/** Keys that were pressed in a call. */
export const Keys = v.pipe(v.string(), v.regex(/^[0-9*#A-D]{1,64}$/));

export const TestToneRole = v.picklist(['hear', 'ring']);
export type TestToneRole = v.InferOutput<typeof TestToneRole>;

/** IPC channels between main and the media window. */
export const mediaIpc = {
  /** Main → window: a `DesiredAudioMessage`, whole. */
  desired: 'media/desired',
  /** Main → window: a `TestToneRole`. */
  testTone: 'media/test-tone',
  /** Main → window: let pressed keys be heard. */
  keys: 'media/keys',
  /** Main → window: record and play back. */
  testVoice: 'media/test-voice',
  /** Main → window: one end of a channel to the line process; the former one is void. */
  port: 'media/port',
  /** Window → main: a `MediaReport`. */
  report: 'media/report',
  reportSchema: MediaReport,
} as const;

/** The window message by which the preload script hands the port to the page: a bridge cannot carry ports. */
export const MEDIA_PORT_MESSAGE = 'offhook:media-port';

/** What the preload script puts on `window.offhookMedia`. */
export interface MediaBridge {
  onDesired(listener: (desired: unknown) => void): void;
  onTestTone(listener: (role: unknown) => void): void;
  onKeys(listener: (keys: unknown) => void): void;
  onTestVoice(listener: () => void): void;
  report(report: MediaReport): void;
}
