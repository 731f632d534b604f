import { writeFileSync } from 'node:fs';
import { settings } from '../../src-preload/contract/settings';
import { OffhookApp } from './offhook-app';
import type { Scratch } from './scratch';
import type { Sound } from './sound/sound';
import { writeWav } from './sound/wav';

/** A line as `--import` reads it; what is left out has the importer's defaults. */
export interface ImportedLine {
  readonly label: string;
  readonly user: string;
  readonly password?: string;
  readonly domain: string;
  readonly [field: string]: unknown;
}

/**
 * The application with these lines, started as an administrator would, and a microphone that plays `microphone`. What it
 * hears arrives as it is: cancelling echo and levelling are the browser's, and would bend the proof.
 */
export async function startAppWithLines(
  scratch: Scratch,
  lines: readonly ImportedLine[],
  microphone: Sound,
): Promise<OffhookApp> {
  writeWav(scratch.path('microphone.wav'), microphone);
  writeFileSync(scratch.path('lines.json'), JSON.stringify({ lines }));
  const app = await OffhookApp.start({
    userData: scratch.path('data'),
    microphone: scratch.path('microphone.wav'),
    arguments: ['--import', scratch.path('lines.json')],
  });
  await app.ask(settings.change, {
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
  });
  return app;
}

/** The id of the line of that label, once the registrar has accepted it. */
export async function registeredLine(app: OffhookApp, label: string): Promise<string> {
  const found = await app.line(
    `${label} registered`,
    (line) => line.label === label && line.registration.state === 'registered',
  );
  return found.id;
}
