/** What a report says of its run. */
export interface RunInfo {
  /** The version of the kit. */
  readonly version: string;
  /** What was checked. */
  readonly subject: 'client' | 'server';
  /** The command line of the peer under test, escaped; or where it listens. */
  readonly peer: string;
  readonly seed: number;
  /** The command line that plays one check again. */
  readonly again: (id: string) => string;
}
