const DAY_MS = 86_400_000;

/** `0:07`, `12:30`, `1:02:03`. */
export function duration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const pad = (n: number): string => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/** `14:05` or `2:05 PM`, as the language writes it. */
export function timeOfDay(atMs: number, language: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(atMs);
}

/** `11/25/26, 2:05 PM`, as the language writes it. */
export function moment(atMs: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'short' }).format(atMs);
}

/** Midnight at the start of the local day `atMs` lies in. */
export function startOfDay(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0);
}

/** Whole local days before today; rounding absorbs the hour a day gains or loses at clock changes. */
export function daysAgo(atMs: number, nowMs: number): number {
  return Math.round((startOfDay(nowMs) - startOfDay(atMs)) / DAY_MS);
}

/** Heading of a day: today, yesterday, the weekday within a week, else the date (with its year when it is not ours). */
export function dayName(
  atMs: number,
  nowMs: number,
  language: string,
  words: { today: string; yesterday: string },
): string {
  const days = daysAgo(atMs, nowMs);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  if (days > 1 && days < 7) return new Intl.DateTimeFormat(language, { weekday: 'long' }).format(atMs);
  const sameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
  return new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(atMs);
}

/** `5 min. ago` within the last hour, else the time of day: under its day's heading that is the shortest exact answer. */
export function whenShort(atMs: number, nowMs: number, language: string): string {
  const minutes = Math.floor((nowMs - atMs) / 60_000);
  if (minutes < 0 || minutes >= 60) return timeOfDay(atMs, language);
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' }).format(
    -minutes,
    'minute',
  );
}

/** What a microphone's slider (0…1) means: half-way is nothing, either end 20 dB. */
export function decibels(slider: number): string {
  const value = Math.round(40 * (slider - 0.5));
  return `${value > 0 ? '+' : value < 0 ? '−' : ''}${String(Math.abs(value))} dB`;
}
