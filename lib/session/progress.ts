/** How far a session has come. */
export interface Progress {
  /** The step that a failure belongs to. */
  step: string;
  /** DONE was sent: from now on the outcome is `done`. */
  promised: boolean;
}
