/** What happened, and the one thing to do about it (empty where there is nothing to do). */
export interface Sentence {
  readonly what: string;
  readonly todo: string;
}
