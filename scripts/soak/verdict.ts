/** One look at the server. */
export interface Sample {
  /** Seconds since the first client. */
  readonly seconds: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly descriptors: number;
  /** Clients that have come and gone so far, by what they are. */
  readonly clients: number;
}

/** What may grow, from the end of the warm-up to the end. Below that, it is noise. */
export const LIMITS = { rssBytes: 24_000_000, heapBytes: 4_000_000, descriptors: 8 } as const;

export type Quantity = keyof typeof LIMITS;

/** The first part of a run, in which code is compiled and pools are filled. */
const WARM_UP_PART = 0.3;

/** Fewer points make no line. */
const MIN_SAMPLES = 5;

/** How much a quantity has grown, by the line that fits its samples best. */
export interface Growth {
  readonly quantity: Quantity;
  readonly growth: number;
  readonly limit: number;
}

/** The samples after the warm-up; all of them where there are too few. */
export function afterWarmUp(samples: readonly Sample[]): readonly Sample[] {
  const end = samples.at(-1)?.seconds ?? 0;
  const late = samples.filter(({ seconds }) => seconds >= end * WARM_UP_PART);
  return late.length >= MIN_SAMPLES ? late : samples;
}

/** @throws {Error} if there are too few samples for a line */
export function growths(samples: readonly Sample[]): Growth[] {
  const late = afterWarmUp(samples);
  if (late.length < MIN_SAMPLES) throw new Error('The run was too short: give it more --minutes.');
  const span = (late.at(-1)?.seconds ?? 0) - (late[0]?.seconds ?? 0);
  return (Object.keys(LIMITS) as Quantity[]).map((quantity) => ({
    quantity,
    growth: slopeOf(late.map((sample) => [sample.seconds, sample[quantity]])) * span,
    limit: LIMITS[quantity],
  }));
}

/** The slope of the line with the least squares. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  let [above, below] = [0, 0];
  for (const [x, y] of points) {
    above += (x - meanX) * (y - meanY);
    below += (x - meanX) ** 2;
  }
  return below === 0 ? 0 : above / below;
}
