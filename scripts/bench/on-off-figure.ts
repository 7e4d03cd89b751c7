import { meanOf, type Mean } from './statistics.js';

/** The CPU time of a session in one start of all processes, in milliseconds. */
export interface Start {
  readonly on: number;
  readonly off: number;
  /** Of a second process that is off. */
  readonly offAgain: number;
}

/** What it costs to be on. */
export interface OnOffFigure {
  /** The ratio of on to the mean of both that are off. */
  readonly onToOff: Mean;
  /** The ratio of both that are off: the noise. */
  readonly offToOff: Mean;
  /** In milliseconds. */
  readonly on: Mean;
  readonly off: Mean;
}

/** @param starts at least one */
export function onOffFigure(starts: readonly Start[]): OnOffFigure {
  const off = starts.map((start) => (start.off + start.offAgain) / 2);
  return {
    onToOff: meanOf(starts.map(({ on }, n) => on / (off[n] ?? NaN))),
    offToOff: meanOf(starts.map((start) => start.offAgain / start.off)),
    on: meanOf(starts.map(({ on }) => on)),
    off: meanOf(off),
  };
}
