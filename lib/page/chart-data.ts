import type { Series, WorkHistogram } from '../status/snapshot.js';
import { count as thousands, counted } from './format.js';
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
  return `${period}: ${counted(began, 'session')} began, ${thousands(done)} done, ${thousands(failed)} failed.`;
}

/** In seconds; durations a second; the same as predicted. */
export type HistogramColumns = [edges: number[], measured: number[], predicted: (number | null)[]];

export interface HistogramData {
  readonly columns: HistogramColumns;
  /** How many durations are longer than the chart. */
  readonly beyond: number;
}

/** How many points the line of the prediction has at least. */
const POINTS = 120;
/** How many means the chart is long: longer ones are one in 400. */
const MEANS = 6;
/** How many means a step is wide at least: narrower ones show chance alone. */
const STEP = 0.2;

interface Bucket {
  readonly to: number;
  readonly density: number;
}

/**
 * Returns the durations of work as densities over linear time: the buckets have several widths, and only areas compare. A value counts from
 * its place to the next, so that a bucket is a step.
 */
export function histogramOf(work: WorkHistogram, nBits: number): HistogramData {
  const prediction = predict(work, nBits);
  if (prediction === null) return { columns: [[], [], []], beyond: 0 };
  const { mean } = prediction;
  const { bounds, counts, count } = work;
  const last = counts.findLastIndex((value) => value > 0);
  const needed = Math.min(bounds[last] ?? Infinity, mean * MEANS);
  const enough = bounds.findIndex((bound) => bound >= needed);
  const shown = bounds.slice(0, enough === -1 ? bounds.length : enough + 1);
  const end = shown.at(-1) ?? 0;
  const buckets = merge(shown, counts, mean * STEP);
  const grid = Array.from({ length: POINTS + 1 }, (_, index) => (index * end) / POINTS);
  const places = [...new Set([0, ...buckets.map(({ to }) => to), ...grid])].sort((a, b) => a - b);
  const density = (at: number): number => buckets.find(({ to }) => at < to)?.density ?? 0;
  const line = places.map((at) => (count / mean) * Math.exp(-at / mean));
  const within = shown.reduce((total, _, index) => total + (counts[index] ?? 0), 0);
  return { columns: [places, places.map(density), line], beyond: count - within };
}

/** Merges neighbours until each is wide enough. */
function merge(bounds: readonly number[], counts: readonly number[], width: number): Bucket[] {
  const buckets: Bucket[] = [];
  let from = 0;
  let sum = 0;
  for (const [index, to] of bounds.entries()) {
    sum += counts[index] ?? 0;
    if (to - from < width && index < bounds.length - 1) continue;
    buckets.push({ to, density: sum / (to - from) });
    from = to;
    sum = 0;
  }
  return buckets;
}
