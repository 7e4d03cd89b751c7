import type * as EventSourceParser from 'eventsource-parser';
import type uPlot from 'uplot';
import { startPage } from './page.js';

// The status server serves the libraries beside the page. The table does not wait for the charts.
const { createParser } = (await library('eventsource-parser.js')) as typeof EventSourceParser;
const charts = startPage(createParser);
charts.use(((await library('uplot.js')) as { default: typeof uPlot }).default);

function library(name: string): Promise<unknown> {
  return import(new URL(`../${name}`, import.meta.url).href);
}
