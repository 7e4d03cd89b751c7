import type uPlot from 'uplot';
import type { StatusMessage } from '../status/messages.js';
import { columnsOf, histogramOf, saySeries, type Columns } from './chart-data.js';
import { activityChart, histogramChart, type ActivityChart, type HistogramChart } from './charts.js';
import { elementById, setAttribute, setText } from './dom.js';
import { clock, count, counted, span } from './format.js';
import { sayWork } from './prediction.js';

type Period = 'hour' | 'run';

const PERIODS: Readonly<Record<Period, string>> = { hour: 'In the last hour', run: 'In the whole run' };
const LEGEND = ['Arrivals', 'Done', 'Failed'] as const;

/** The two charts and their captions. The captions do not wait for the library. */
export class ChartsView {
  #period: Period = 'hour';
  #status: StatusMessage | null = null;
  #activity: ActivityChart | null = null;
  #histogram: HistogramChart | null = null;
  #columns: Columns = [[], [], [], []];
  #drawn = '';

  constructor() {
    for (const period of ['hour', 'run'] as const) {
      elementById(`period-${period}`).addEventListener('click', () => {
        this.#period = period;
        if (this.#status !== null) this.show(this.#status);
      });
    }
  }

  /** Gives it the library, once it is loaded. */
  use(Plot: typeof uPlot): void {
    this.#activity = activityChart(Plot, elementById('activity-chart'), (index) => {
      this.#point(index);
    });
    this.#histogram = histogramChart(Plot, elementById('work-chart'));
    this.#drawn = '';
    if (this.#status !== null) this.show(this.#status);
  }

  show(status: StatusMessage): void {
    this.#status = status;
    for (const period of ['hour', 'run'] as const) {
      setAttribute(elementById(`period-${period}`), 'aria-pressed', String(period === this.#period));
    }
    const series = status.history[this.#period];
    const { work } = status.counts;
    const each = span(series.width / 1000);
    setText(
      elementById('activity-caption'),
      `${saySeries(series, PERIODS[this.#period])} A point is ${each}.`,
    );
    const histogram = histogramOf(work, status.server.nBits);
    elementById('work-figure').dataset['empty'] = String(work.count === 0);
    const beyond =
      histogram.beyond === 0 ? '' : ` ${counted(histogram.beyond, 'is', 'are')} beyond the chart.`;
    setText(elementById('work-caption'), `${sayWork(work, status.server.nBits)}${beyond}`);
    // Most batches change no chart.
    const drawn = JSON.stringify([series, work, status.server.nBits]);
    if (drawn === this.#drawn || this.#activity === null) return;
    this.#drawn = drawn;
    this.#columns = columnsOf(series);
    this.#activity.show(this.#columns);
    this.#histogram?.show(histogram);
  }

  /** Draws again in the colours of now. */
  redraw(): void {
    this.#activity?.redraw();
    this.#histogram?.redraw();
  }

  /** Shows the figures of the point below the pointer in the legend. */
  #point(index: number | null): void {
    const at = index === null ? undefined : this.#columns[0][index];
    const items = [...document.querySelectorAll('#activity-legend li')];
    items.forEach((item, series) => {
      const value = index === null ? undefined : this.#columns[series + 1]?.[index];
      setText(item, value === undefined ? (LEGEND[series] ?? '') : `${LEGEND[series] ?? ''} ${count(value)}`);
    });
    setText(elementById('activity-time'), at === undefined ? '' : clock(at * 1000).slice(0, 5));
  }
}
