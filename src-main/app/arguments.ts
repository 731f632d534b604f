import { resolve } from 'node:path';
import * as v from 'valibot';

/** What was asked on the command line. */
export interface Arguments {
  /** Absolute path of a file of lines to take over: `--import lines.json`. */
  readonly importPath: string | null;
}

const ArgumentsSchema = v.object({ importPath: v.nullable(v.string()) });

/** What another instance handed over, or nothing asked when it is not of our version. */
export function checkedArguments(handed: unknown): Arguments {
  const parsed = v.safeParse(ArgumentsSchema, handed);
  return parsed.success ? parsed.output : { importPath: null };
}

/** Electron and Chromium switches stand among ours, so what is unknown is left alone. */
export function parseArguments(argv: readonly string[], workingDirectory: string): Arguments {
  const inline = argv.find((argument) => argument.startsWith('--import='))?.slice('--import='.length);
  const at = argv.indexOf('--import');
  const next = at < 0 ? undefined : argv[at + 1];
  const path = inline ?? next;
  return { importPath: path === undefined || path === '' ? null : resolve(workingDirectory, path) };
}
