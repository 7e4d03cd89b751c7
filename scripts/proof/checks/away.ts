/** A time in which the database was away, in milliseconds since the epoch: fresh tokens are given then. */
export interface Away {
  readonly from: number;
  readonly to: number;
}
