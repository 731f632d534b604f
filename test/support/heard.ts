import type { Page } from 'playwright';
import { eventually } from './deadline';
import type { Sound } from './sound/sound';

const HEARD_RATE_HZ = 16_000;

/** Call it to end the listening. */
export interface Listening {
  (): Promise<Sound>;
  /** Seconds heard so far. */
  soFarS(): Promise<number>;
}

/**
 * What the person hears of one call: the samples of the media window's audio element, taken before the
 * loudspeaker, 16 kHz mono. Starts now, ends with the returned function.
 */
export async function listen(media: Page, callId: string): Promise<Listening> {
  await media.waitForFunction((id) => document.querySelector(`audio[data-call="${id}"]`) !== null, callId, {
    timeout: 10_000,
  });
  await media.evaluate(
    async ([id, rate]) => {
      const element = document.querySelector<HTMLAudioElement>(`audio[data-call="${id}"]`);
      if (!(element?.srcObject instanceof MediaStream)) throw new Error('nothing to hear there');
      const context = new AudioContext({ sampleRate: rate });
      await context.resume();
      const source = context.createMediaStreamSource(element.srcObject);
      /* eslint-disable @typescript-eslint/no-deprecated -- an AudioWorklet would need a script from elsewhere, which
         the page's policy forbids */
      const tap = context.createScriptProcessor(4096, 1, 1);
      const chunks: Float32Array[] = [];
      tap.onaudioprocess = (event) => {
        chunks.push(event.inputBuffer.getChannelData(0).slice());
      };
      /* eslint-enable @typescript-eslint/no-deprecated */
      source.connect(tap).connect(context.destination);
      const ears = window as unknown as Ears;
      ears.heard ??= {};
      ears.heard[id] = {
        soFarS: () => (chunks.length * 4096) / rate,
        stop: () => {
          source.disconnect();
          tap.disconnect();
          void context.close();
          return chunks.flatMap((chunk) =>
            Array.from(chunk, (sample) => Math.round(Math.max(-1, Math.min(1, sample)) * 32_767)),
          );
        },
      };
    },
    [callId, HEARD_RATE_HZ] as const,
  );
  const stop = async (): Promise<Sound> => ({
    rateHz: HEARD_RATE_HZ,
    samples: Float32Array.from(
      await media.evaluate((id) => (window as unknown as Ears).heard?.[id]?.stop() ?? [], callId),
      (sample) => sample / 32_767,
    ),
  });
  const soFarS = (): Promise<number> =>
    media.evaluate((id) => (window as unknown as Ears).heard?.[id]?.soFarS() ?? 0, callId);
  return Object.assign(stop, { soFarS });
}

/** What is heard of one call in the next `seconds`, counted in samples, not in time. */
export async function hear(media: Page, callId: string, seconds: number): Promise<Sound> {
  const stop = await listen(media, callId);
  await eventually(20_000, `${String(seconds)} s of sound`, async () =>
    (await stop.soFarS()) >= seconds ? true : undefined,
  );
  return stop();
}

interface Ears {
  heard?: Record<string, { soFarS(): number; stop(): number[] }>;
}
