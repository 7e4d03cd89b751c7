/** A change of the schema. Once it is released, its text never changes: databases have run it. */
export interface Migration {
  /** Its number. Migrations run in the order of their numbers. */
  readonly version: number;
  /** What it brings, in a word or two. */
  readonly name: string;
  /** Statements that run in one transaction. */
  readonly sql: string;
}
