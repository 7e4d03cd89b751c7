/** What stands with a spool. */
export interface SpoolStatus {
  /** Records that wait for the database. */
  readonly waiting: number;
  /** Since when records go to the spool, in milliseconds since the epoch; null while they go to the database. */
  readonly since: number | null;
  /** Records that the database has got from the spool, since the start. */
  readonly shipped: number;
  /** Records of the spool that it refuses for what is in them, since the start. They are in a file. */
  readonly refused: number;
}
