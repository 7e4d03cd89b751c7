/** The median of some figures, and their range. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @param values at least one */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? NaN;
  const half = (sorted.length - 1) / 2;
  return { median: (at(Math.floor(half)) + at(Math.ceil(half))) / 2, min: at(0), max: at(sorted.length - 1) };
}

/** The mean of some figures, with its standard error, and their range. */
export interface Mean {
  readonly mean: number;
  /** How far off the mean is by chance; NaN for one figure. */
  readonly error: number;
  readonly min: number;
  readonly max: number;
}

/** @param values at least one */
export function meanOf(values: readonly number[]): Mean {
  const count = values.length;
  const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);
  const mean = sum(values) / count;
  const squares = sum(values.map((value) => (value - mean) ** 2));
  const error = Math.sqrt(squares / (count - 1) / count);
  return { mean, error, min: Math.min(...values), max: Math.max(...values) };
}
