export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Where a part reports what a person may want to know later. Never a secret, never a whole SIP message. */
export interface Log {
  (level: LogLevel, what: string, detail?: Readonly<Record<string, string | number | boolean>>): void;
}

export const silentLog: Log = () => undefined;

/** Prefixes every report with the name of a part: `sip: registered`. */
export function named(log: Log, name: string): Log {
  return (level, what, detail) => {
    log(level, `${name}: ${what}`, detail);
  };
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
