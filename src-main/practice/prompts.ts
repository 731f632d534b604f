import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from './g711';

export type Language = 'de' | 'en';

/** What the exchange can say: the files' names. */
export const PROMPT_NAMES = [
  'hello',
  'call-back',
  'call-back-hello',
  'digits',
  'leave-message',
  'new-messages',
  'no-more-messages',
  'alex',
  'kim',
  'not-in-service',
] as const;

export type PromptName = (typeof PROMPT_NAMES)[number];
export type Prompts = Readonly<Record<PromptName, Int16Array>>;

/** All sentences of a language, at 8,000 Hz. Rejects when a file is missing: then the product is packed wrongly. */
export async function loadPrompts(directory: string, language: Language): Promise<Prompts> {
  const load = async (name: PromptName): Promise<[PromptName, Int16Array]> => [
    name,
    decode('PCMA', await readFile(join(directory, language, `${name}.al`))),
  ];
  const loaded = await Promise.all(PROMPT_NAMES.map(load));
  return Object.fromEntries(loaded) as Record<PromptName, Int16Array>;
}
