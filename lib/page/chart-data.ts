import type { Series, WorkHistogram } from '../status/snapshot.js';
import { counted, measured } from './format.js';
import { predict } from './prediction.js';

/** Columns of equal length, as uPlot takes them. The times are in seconds since the epoch. */
export type Columns = [times: number[], began: number[], done: number[], failed: number[]];

/** Returns the columns of a series. A point stands in the middle of its bucket. */
export function columnsOf({ from, width, began, done, failed }: Series): Columns {
  const times = began.map((_, index) => (from + (index + 0.5) * width) / 1000);
  return [times, [...began], [...done], [...failed]];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What the chart of a series says, in words. */
export function saySeries(series: Series, period: string): string {
  const [began, done, failed] = [sum(series.began), sum(series.done), sum(series.failed)];
  return `${period}: ${counted(began, 'session')} began, ${done} done, ${failed} failed.`;
}

export type HistogramColumns = [positions: number[], counts: number[], predicted: (number | null)[]];

/** The columns of the durations of work, and the labels of the buckets. */
export interface HistogramData {
  readonly columns: HistogramColumns;
  /** The upper bound of each bucket; the last one's is open. */
  readonly labels: readonly string[];
}

/** Returns the buckets from the first to the last that holds anything, or is predicted to, with one more on either side. */
export function histogramOf(work: WorkHistogram, nBits: number): HistogramData {
  const predicted = predict(work, nBits)?.counts ?? [];
  const counts = work.counts;
  const used = counts.flatMap((value, index) => (value > 0 || (predicted[index] ?? 0) >= 0.5 ? [index] : []));
  const first = Math.max(0, (used[0] ?? 0) - 1);
  const end = Math.min(counts.length, (used.at(-1) ?? counts.length - 2) + 2);
  const shown = counts.slice(first, end);
  const labels = shown.map((_, index) => {
    const bound = work.bounds[first + index];
    return bound === undefined ? `> ${bucketEdge(work.bounds.at(-1) ?? 0)}` : `≤ ${bucketEdge(bound)}`;
  });
  const line = shown.map((_, index) => predicted[first + index] ?? null);
  return { columns: [shown.map((_, index) => index), [...shown], line], labels };
}

/** A bound without the zeros that a measured time has. */
function bucketEdge(seconds: number): string {
  return measured(seconds)
    .replace(/\.?0+ s$/, ' s')
    .replace(/ 00 s$/, '')
    .replace(/^ s$/, '0 s');
}
