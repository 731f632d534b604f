import { resolve } from 'node:path';
import * as v from 'valibot';

/** What was asked on the command line. */
export interface Arguments {
  /** Absolute path of a file of lines to take over: `--import lines.json`. */
  readonly importPath: string | null;
  /** A link that was clicked somewhere: to be shown, never dialled unseen. */
  readonly link: string | null;
}

/** The schemes the packages register (electron-builder.yml). */
const LINK = /^(?:tel|sips?|callto):/i;
const LONGEST_LINK = 512;

const ArgumentsSchema = v.object({
  importPath: v.nullable(v.string()),
  link: v.nullable(v.pipe(v.string(), v.maxLength(LONGEST_LINK))),
});

/** What another instance handed over, or nothing asked when it is not of our version. */
export function checkedArguments(handed: unknown): Arguments {
  const parsed = v.safeParse(ArgumentsSchema, handed);
  return parsed.success ? parsed.output : { importPath: null, link: null };
}

/** Electron and Chromium switches stand among ours, so what is unknown is left alone. */
export function parseArguments(argv: readonly string[], workingDirectory: string): Arguments {
  const inline = argv.find((argument) => argument.startsWith('--import='))?.slice('--import='.length);
  const at = argv.indexOf('--import');
  const next = at < 0 ? undefined : argv[at + 1];
  const path = inline ?? next;
  const link = argv.find((argument) => LINK.test(argument) && argument.length <= LONGEST_LINK);
  return {
    importPath: path === undefined || path === '' ? null : resolve(workingDirectory, path),
    link: link ?? null,
  };
}
