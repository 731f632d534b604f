import { readFileSync, writeFileSync } from 'node:fs';
import type { Sound } from './sound';

const PCM = 1;
const EXTENSIBLE = 0xfffe;
const HEADER_BYTES = 44;

/** A 16-bit mono WAV file of `sound`; what lies outside −1…1 is clipped. */
export function wavOf(sound: Sound): Buffer {
  const dataBytes = sound.samples.length * 2;
  const wav = Buffer.alloc(HEADER_BYTES + dataBytes);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(PCM, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(sound.rateHz, 24);
  wav.writeUInt32LE(sound.rateHz * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(dataBytes, 40);
  sound.samples.forEach((sample, index) => {
    wav.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), HEADER_BYTES + index * 2);
  });
  return wav;
}

export function writeWav(file: string, sound: Sound): void {
  writeFileSync(file, wavOf(sound));
}

interface Format {
  readonly channels: number;
  readonly rateHz: number;
}

function formatOf(chunk: Buffer): Format {
  const coding = chunk.readUInt16LE(0);
  const bits = chunk.readUInt16LE(14);
  if ((coding !== PCM && coding !== EXTENSIBLE) || bits !== 16) {
    throw new Error(`only 16-bit PCM is read, this is coding ${String(coding)} with ${String(bits)} bits`);
  }
  return { channels: chunk.readUInt16LE(2), rateHz: chunk.readUInt32LE(4) };
}

/** The mean of all channels. */
function mono(data: Buffer, { channels, rateHz }: Format): Sound {
  const frames = Math.floor(data.length / (2 * channels));
  const samples = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++)
      sum += data.readInt16LE((frame * channels + channel) * 2);
    samples[frame] = sum / channels / 32_768;
  }
  return { rateHz, samples };
}

/**
 * Any 16-bit PCM WAV, mixed to mono. A recorder that was killed leaves a length of 0 or too much in the header: the data
 * then runs to the end of the file.
 */
export function soundOfWav(wav: Buffer): Sound {
  if (wav.toString('latin1', 0, 4) !== 'RIFF' || wav.toString('latin1', 8, 12) !== 'WAVE')
    throw new Error('not a WAV file');
  let format: Format | undefined;
  for (let at = 12; at + 8 <= wav.length;) {
    const id = wav.toString('latin1', at, at + 4);
    const length = wav.readUInt32LE(at + 4);
    const start = at + 8;
    if (id === 'fmt ') format = formatOf(wav.subarray(start, start + length));
    if (id === 'data' && format)
      return mono(wav.subarray(start, length === 0 ? undefined : start + length), format);
    at = start + length + (length % 2);
  }
  throw new Error('a WAV file without format or data');
}

export function readWav(file: string): Sound {
  return soundOfWav(readFileSync(file));
}

/** Raw 16-bit little-endian mono, as `parec` writes it. */
export function soundOfRaw(raw: Buffer, rateHz: number): Sound {
  return mono(raw, { channels: 1, rateHz });
}
