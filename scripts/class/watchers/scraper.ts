import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchText } from '../fetch.js';
import { fromMetrics } from '../views/from-metrics.js';
import type { Watcher } from './watcher.js';

/** Reads /metrics as Prometheus does. */
export function attachScraper(url: string, directory: string, everyMs: number): Watcher {
  const metrics = new URL('metrics', url).href;
  let failure: Error | null = null;
  const timer = setInterval(() => {
    fetchText(metrics).catch((error: unknown) => {
      failure ??= new Error('A scrape has failed.', { cause: error });
    });
  }, everyMs);
  return {
    name: 'metrics',
    isDrawn: false,
    read: async () => {
      if (failure !== null) throw failure;
      return fromMetrics(await fetchText(metrics));
    },
    save: async (when) => {
      const path = join(directory, `metrics-${when}.txt`);
      await writeFile(path, await fetchText(metrics));
      return [path];
    },
    close: () => {
      clearInterval(timer);
      return Promise.resolve();
    },
  };
}
