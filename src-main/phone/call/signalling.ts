import type { Line, LineId } from '../account/line';
import type { Registration } from '../account/registration';
import type { Strangers } from '../account/strangers';
import type { AlertClass } from './alert-class';
import type { Diversion } from './diversion';
import type { EndReason } from './end-reason';
import type { MessagesWaiting } from './messages-waiting';
import type { NetworkQuality } from './network-quality';
import type { PageFailure } from './page';
import type { Party } from './party';
import type { TransferProgress } from './transfer';

/** Chosen by whoever creates the call: the telephone for calls out, the line process for calls in. */
export type CallId = string;

/** Who holds whom: `ours` we hold them, `theirs` they hold us. */
export type Hold = 'none' | 'ours' | 'theirs' | 'both';

/** What a far end may turn down while the call goes on. */
export type Refusable = 'hold' | 'resume' | 'dtmf';

/** How the sound travels, as negotiated. */
export interface MediaInfo {
  /** `opus`, `G722`, `PCMA`, `PCMU`; `null` while nothing is agreed. */
  readonly codec: string | null;
  /** Media is encrypted on the wire (SRTP), not merely on the loopback leg. */
  readonly encrypted: boolean;
  /** With what: a crypto suite by its name (RFC 4568), or `DTLS-SRTP` where the window agreed on it. */
  readonly suite?: string;
}

/** What the telephone asks of the line process. Commands for calls or lines that are gone are ignored there. */
export type SignallingCommand =
  /** `null`: no password is known, `''`: the line needs none. */
  | {
      readonly kind: 'line/set';
      readonly line: Line;
      readonly password: string | null;
      /** Of the line's client certificate (PEM). */
      readonly clientKey?: string;
    }
  | { readonly kind: 'line/remove'; readonly lineId: LineId }
  /** Registers afresh now: new network, resume from sleep, "try again". */
  | { readonly kind: 'line/refresh'; readonly lineId: LineId }
  /** A call may follow soon: what takes long may be done before. Costs little when it is done already. */
  | { readonly kind: 'line/warm'; readonly lineId: LineId }
  | {
      readonly kind: 'call/dial';
      readonly callId: CallId;
      readonly lineId: LineId;
      readonly target: string;
      /** Whether our number is withheld; left out: as the line says. */
      readonly hidden?: boolean;
    }
  /** Whether the exchange is asked to tell about the line's voicemail box; it may tell unasked. */
  | { readonly kind: 'line/watch-messages'; readonly lineId: LineId; readonly watched: boolean }
  /** What is so about the line's person from now on, for others to see; `null` takes it back (RFC 3903). */
  | {
      readonly kind: 'line/publish';
      readonly lineId: LineId;
      /** Event package: `presence`. */
      readonly event: string;
      readonly body: { readonly type: string; readonly content: string } | null;
    }
  /** A text to somebody, without a call. */
  | {
      readonly kind: 'message/send';
      readonly lineId: LineId;
      /** Chosen by the telephone. */
      readonly messageId: string;
      readonly target: string;
      readonly text: string;
    }
  | { readonly kind: 'call/answer'; readonly callId: CallId }
  /** 486 (busy here) or 603 (decline everywhere). */
  | { readonly kind: 'call/decline'; readonly callId: CallId; readonly status: 486 | 603 }
  /** CANCEL, BYE or 480, whatever the dialog's state asks for. */
  | { readonly kind: 'call/hang-up'; readonly callId: CallId }
  | { readonly kind: 'call/hold'; readonly callId: CallId; readonly held: boolean }
  /** `0-9 * # A-D`, at most 64 at once. */
  | { readonly kind: 'call/dtmf'; readonly callId: CallId; readonly digits: string }
  /** Asks the far end to call `target` instead of us (blind transfer). */
  | { readonly kind: 'call/transfer'; readonly callId: CallId; readonly target: string }
  /** Joins the far ends of two calls of ours; where the other one only rings, it is given up first. */
  | { readonly kind: 'call/transfer-to-call'; readonly callId: CallId; readonly otherCallId: CallId }
  /** The person's answer to `call/refer-asked`: the call to be made has this id, `null` declines. */
  | { readonly kind: 'call/refer-answer'; readonly callId: CallId; readonly newCallId: CallId | null };

/** What the line process reports. */
export type SignallingEvent =
  | { readonly kind: 'line/registration'; readonly lineId: LineId; readonly registration: Registration }
  /** Every few seconds while such messages come. */
  | { readonly kind: 'line/strangers'; readonly lineId: LineId; readonly strangers: Strangers }
  | {
      readonly kind: 'line/messages-waiting';
      readonly lineId: LineId;
      readonly messages: MessagesWaiting;
    }
  | {
      readonly kind: 'line/publication';
      readonly lineId: LineId;
      readonly event: string;
      readonly state: 'published' | 'removed' | 'failed';
      /** Why it failed, where an answer came. */
      readonly status: number | null;
    }
  /** A text of somebody's: plain, without control characters but line ends and tabs. */
  | {
      readonly kind: 'message/received';
      readonly lineId: LineId;
      readonly from: Party;
      readonly text: string;
      /** The call in which it came. */
      readonly callId?: CallId;
    }
  | { readonly kind: 'message/sent'; readonly messageId: string }
  | {
      readonly kind: 'message/failed';
      readonly messageId: string;
      readonly why: PageFailure;
      readonly status: number | null;
    }
  | {
      readonly kind: 'call/incoming';
      readonly callId: CallId;
      readonly lineId: LineId;
      readonly from: Party;
      /** Who was called first, when the call was sent on. */
      readonly via?: Diversion;
      readonly alert?: AlertClass;
      /** It asks to be answered by itself, and its line lets it. */
      readonly autoAnswer?: true;
    }
  /** The other end is somebody else now, or its exchange knows better who it is; at any time before the end. */
  | { readonly kind: 'call/remote'; readonly callId: CallId; readonly remote: Party }
  /** Provisional responses: 180 `ringing`; `early-media` when sound of theirs is heard before the answer. */
  | {
      readonly kind: 'call/progress';
      readonly callId: CallId;
      readonly progress: 'trying' | 'ringing' | 'early-media';
    }
  /** For a call that stands: its far end is another one from now on (RFC 3891), which holds nobody. */
  | {
      readonly kind: 'call/established';
      readonly callId: CallId;
      readonly remote: Party;
      readonly media: MediaInfo;
    }
  | { readonly kind: 'call/hold'; readonly callId: CallId; readonly hold: Hold }
  | { readonly kind: 'call/media'; readonly callId: CallId; readonly media: MediaInfo }
  /** How the network does, every two seconds of an `rtp` call; the window knows it of its own connections. */
  | { readonly kind: 'call/quality'; readonly callId: CallId; readonly quality: NetworkQuality }
  | { readonly kind: 'call/dtmf'; readonly callId: CallId; readonly digit: string }
  /** A hold, resume or DTMF that the far end refused; the call goes on as it was. */
  | {
      readonly kind: 'call/refused';
      readonly callId: CallId;
      readonly what: Refusable;
      readonly status: number | null;
    }
  | { readonly kind: 'call/transfer'; readonly callId: CallId; readonly progress: TransferProgress }
  /** The far end asks us to call somebody else instead; until the answer nothing happens. */
  | {
      readonly kind: 'call/refer-asked';
      readonly callId: CallId;
      readonly target: Party;
      /** Who wants that, where it is said (RFC 3892). */
      readonly referredBy: Party | null;
      /** The target is already in a call that this one will take over. */
      readonly attended: boolean;
    }
  /** Nobody answered `call/refer-asked` in time: it was declined. */
  | { readonly kind: 'call/refer-lapsed'; readonly callId: CallId }
  | { readonly kind: 'call/ended'; readonly callId: CallId; readonly why: EndReason };
