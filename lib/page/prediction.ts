import type { WorkHistogram } from '../status/snapshot.js';
import { count, counted, duration, hashRate, measured } from './format.js';

/** How long work of a difficulty takes, if each hash is a draw of its own: an exponential distribution. */
export interface Prediction {
  /** The hashes of all clients a second. */
  readonly rate: number;
  /** In seconds. */
  readonly mean: number;
  /** How many of the durations it puts into each bucket. */
  readonly counts: readonly number[];
}

/**
 * Returns what a number of bits predicts: the mean is 2^n_bits hashes at the rate of the clients, which is the expected hashes of all work
 * by the time that it took. Null before the first work.
 */
export function predict(work: WorkHistogram, nBits: number): Prediction | null {
  if (work.count === 0 || work.sum <= 0 || work.expectedHashes <= 0) return null;
  const rate = work.expectedHashes / work.sum;
  const mean = 2 ** nBits / rate;
  const longerThan = (seconds: number): number => Math.exp(-seconds / mean);
  const edges = [0, ...work.bounds];
  const counts = edges.map((from, index) => {
    const to = work.bounds[index];
    return work.count * (longerThan(from) - (to === undefined ? 0 : longerThan(to)));
  });
  return { rate, mean, counts };
}

/** What the chart of durations says, in words. */
export function sayWork(work: WorkHistogram, nBits: number): string {
  const prediction = predict(work, nBits);
  if (prediction === null) return 'No proof of work has been accepted yet.';
  const { rate, mean } = prediction;
  return (
    `${counted(work.count, 'proof')} of work, ${measured(work.sum / work.count)} on average. ` +
    `The line is what ${count(nBits)} bits predict: an exponential distribution whose mean is 2^${nBits} hashes ` +
    `at the clients’ ${hashRate(rate)}, ${mean < 60 ? measured(mean) : duration(mean)}.`
  );
}
