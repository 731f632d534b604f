/** One step of the schema. Released steps never change; a mistake is mended by the next one. */
export interface Migration {
  /** `user_version` of the database after it; 1 is the first. */
  readonly version: number;
  readonly sql: string;
}
