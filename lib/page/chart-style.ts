import type uPlot from 'uplot';
import { elementById, make } from './dom.js';
import { clock, day } from './format.js';

/** Steps of an axis that counts. */
export const INTEGERS = [1, 2, 5]
  .flatMap((digit) => [1, 10, 100, 1000, 10_000].map((power) => digit * power))
  .sort((a, b) => a - b);

/** Steps of an axis of durations, in seconds. */
export const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];

/** From how many seconds on an axis of time shows days. */
const DAYS = 36 * 3600;

let probe: HTMLElement | undefined;

/** Returns a colour of the style sheet, as it is now: in this theme, and greyed while there is no connection. */
export function colour(name: string): string {
  if (probe === undefined) {
    probe = make('span', { attributes: { hidden: '' } });
    elementById('main').append(probe);
  }
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

/** An axis in the style of the page. */
export function axis(more: uPlot.Axis): uPlot.Axis {
  return {
    stroke: () => colour('--muted'),
    font: '11px "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
    grid: { stroke: () => colour('--rule'), width: 1 },
    ticks: { show: false },
    size: 26,
    gap: 4,
    ...more,
  };
}

/** The labels of an axis of time, where the reader is. */
export function formatTimes(plot: uPlot, splits: number[]): string[] {
  const { min = 0, max = 0 } = plot.scales['x'] ?? {};
  const long = max - min > DAYS;
  return splits.map((seconds) => (long ? day(seconds * 1000).slice(5) : clock(seconds * 1000).slice(0, 5)));
}
