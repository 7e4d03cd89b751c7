import type uPlot from 'uplot';
import { startPage } from './page.js';

// The status server serves the library beside the page. The table does not wait for it.
const charts = startPage();
const library = (await import(new URL('../uplot.js', import.meta.url).href)) as { default: typeof uPlot };
charts.use(library.default);
