import type uPlot from 'uplot';
import { span } from './format.js';
import type { Columns, HistogramData } from './chart-data.js';
import { axis, colour, formatTimes, INTEGERS, SECONDS } from './chart-style.js';

type Plot = typeof uPlot;

/** A chart of counts over time. It fills the width of its element, and follows it. */
export function activityChart(Plot: Plot, element: HTMLElement, onPoint: (index: number | null) => void) {
  const options: uPlot.Options = {
    ...sizeOf(element),
    legend: { show: false },
    cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(4, max * 1.1)] } },
    axes: [axis({ values: formatTimes }), axis({ incrs: INTEGERS, size: 36 })],
    series: [
      {},
      {
        label: 'Arrivals',
        stroke: () => colour('--arrivals'),
        fill: () => colour('--working-soft'),
        width: 1.5,
        points: { show: false },
      },
      { label: 'Done', stroke: () => colour('--successes'), width: 2, points: { show: false } },
      { label: 'Failed', stroke: () => colour('--failures'), width: 2, points: { show: false } },
    ],
    hooks: {
      setCursor: [
        ({ cursor }) => {
          onPoint(cursor.idx ?? null);
        },
      ],
    },
  };
  const plot = new Plot(options, [[], [], [], []], element);
  follow(plot, element);
  return {
    show: (columns: Columns) => {
      plot.setData(columns);
    },
    redraw: () => {
      plot.redraw(false, true);
    },
  };
}

/** A histogram of durations, with what is predicted as a line. */
export function histogramChart(Plot: Plot, element: HTMLElement) {
  const steps = Plot.paths.stepped?.({ align: 1 });
  const options: uPlot.Options = {
    ...sizeOf(element),
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false }, y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.1 : 1] } },
    axes: [
      axis({ values: (_plot, splits) => splits.map(span), incrs: SECONDS, space: 56, grid: { show: false } }),
      axis({ size: 36 }),
    ],
    series: [
      {},
      {
        stroke: () => colour('--arrivals'),
        fill: () => colour('--working-soft'),
        width: 1,
        points: { show: false },
        ...(steps === undefined ? {} : { paths: steps }),
      },
      { stroke: () => colour('--line'), width: 2, dash: [6, 4], points: { show: false } },
    ],
  };
  const plot = new Plot(options, [[], [], []], element);
  follow(plot, element);
  return {
    show: ({ columns }: HistogramData) => {
      plot.setData(columns);
    },
    redraw: () => {
      plot.redraw(false, true);
    },
  };
}

export type ActivityChart = ReturnType<typeof activityChart>;
export type HistogramChart = ReturnType<typeof histogramChart>;

function sizeOf(element: HTMLElement): { width: number; height: number } {
  return { width: element.clientWidth, height: element.clientHeight };
}

function follow(plot: uPlot, element: HTMLElement): void {
  new ResizeObserver(() => {
    const { width, height } = sizeOf(element);
    if (width > 0 && (width !== plot.width || height !== plot.height)) plot.setSize({ width, height });
  }).observe(element);
}
