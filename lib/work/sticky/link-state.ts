/** How the link to the database of a work store stands. */
export interface LinkState {
  readonly isUp: boolean;
  /** Why not, in words; null when it is up. */
  readonly why: string | null;
}
