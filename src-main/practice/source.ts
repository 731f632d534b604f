import { added, samplesIn } from './tone';

/** One packet's worth: 20 ms at 8,000 Hz. */
export const FRAME_SAMPLES = 160;
export const FRAME_MS = 20;

/** What is sent in one 20 ms step. */
export type Frame =
  | { readonly kind: 'sound'; readonly samples: Int16Array }
  /** One step of an RFC 4733 event; all steps of one event bear the time of its start. */
  | {
      readonly kind: 'event';
      readonly code: number;
      readonly duration: number;
      readonly isEnd: boolean;
      readonly isFirst: boolean;
    };

/** Gives the next 20 ms each time it is asked, and `undefined` when it is over. */
export type Source = () => Frame | undefined;

/** A sound once; the last frame is filled with silence. */
export function once(sound: Int16Array): Source {
  let at = 0;
  return () => {
    if (at >= sound.length) return undefined;
    const samples = new Int16Array(FRAME_SAMPLES);
    samples.set(sound.subarray(at, at + FRAME_SAMPLES));
    at += FRAME_SAMPLES;
    return { kind: 'sound', samples };
  };
}

/** A sound again and again, joined end to start. */
export function forEver(sound: Int16Array): Source {
  let at = 0;
  return () => {
    const start = at;
    at = (at + FRAME_SAMPLES) % Math.max(1, sound.length);
    const samples = Int16Array.from(
      { length: FRAME_SAMPLES },
      (_, index) => sound[(start + index) % sound.length] ?? 0,
    );
    return { kind: 'sound', samples };
  };
}

export function silence(ms: number): Source {
  return once(new Int16Array(samplesIn(ms)));
}

/** One after the other. */
export function inTurn(...sources: readonly Source[]): Source {
  let at = 0;
  return () => {
    for (; at < sources.length; at += 1) {
      const frame = sources[at]?.();
      if (frame) return frame;
    }
    return undefined;
  };
}

/** A source with whatever `other` has at that moment added to it. */
export function mixed(source: Source, other: () => Int16Array | undefined): Source {
  return () => {
    const frame = source();
    const more = other();
    if (frame?.kind !== 'sound' || !more) return frame;
    return { kind: 'sound', samples: added(frame.samples, more) };
  };
}

/** How often the end of an event is sent, so that a lost packet leaves no key pressed (RFC 4733 §2.5.1.4). */
const END_PACKETS = 3;

/** An RFC 4733 event of `frames` · 20 ms. */
export function telephoneEvent(code: number, frames = 8): Source {
  let step = 0;
  return () => {
    step += 1;
    if (step > frames + END_PACKETS - 1) return undefined;
    const duration = Math.min(step, frames) * FRAME_SAMPLES;
    return { kind: 'event', code, duration, isEnd: step >= frames, isFirst: step === 1 };
  };
}
