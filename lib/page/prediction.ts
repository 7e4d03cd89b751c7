import type { WorkHistogram } from '../status/snapshot.js';
import { count, counted, hashRate, measured } from './format.js';

/** How long work of a difficulty takes, if each hash is a draw of its own: an exponential distribution. */
export interface Prediction {
  /** The hashes of one client a second, on average. */
  readonly rate: number;
  /** In seconds. */
  readonly mean: number;
  /** Returns how many of the durations it expects between two, in seconds. */
  between(from: number, to: number): number;
}

/**
 * Returns what a number of bits predicts: the mean is 2^n_bits hashes at the rate of the clients, which is the expected hashes of all work
 * by the time that it took. Null before the first work.
 */
export function predict(work: WorkHistogram, nBits: number): Prediction | null {
  if (work.count === 0 || work.sum <= 0 || work.expectedHashes <= 0) return null;
  const rate = work.expectedHashes / work.sum;
  const mean = 2 ** nBits / rate;
  const between = (from: number, to: number): number =>
    work.count * (Math.exp(-from / mean) - Math.exp(-to / mean));
  return { rate, mean, between };
}

/** What the chart of durations says, in words. */
export function sayWork(work: WorkHistogram, nBits: number): string {
  const prediction = predict(work, nBits);
  if (prediction === null) return 'No proof of work has been accepted yet.';
  const { rate, mean } = prediction;
  return (
    `${counted(work.count, 'proof')} of work, ${measured(work.sum / work.count)} on average. ` +
    `The line is what ${count(nBits)} bits predict: an exponential distribution whose mean is 2^${nBits} hashes ` +
    `at the clients’ ${hashRate(rate)}, ${measured(mean)}.`
  );
}
