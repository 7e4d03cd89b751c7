import type { ClassOptions } from '../options.js';
import { attachPage } from './page.js';
import { attachScraper } from './scraper.js';
import { attachTop, type TopOptions } from './top.js';
import type { Attached } from './watcher.js';

const SCRAPE_EVERY_MS = 5_000;

/** Attaches everything that watches the server. */
export async function attachAll(
  { browser, terminal }: Pick<ClassOptions, 'browser' | 'terminal'>,
  options: TopOptions,
): Promise<Attached[]> {
  const { url, directory } = options;
  const left = 'not asked for';
  return [
    attachScraper(url, directory, SCRAPE_EVERY_MS),
    browser ? await attachPage(url, directory) : { name: 'page', missing: left },
    ...(terminal ? await attachTop(options) : [{ name: 'tlslp-top', missing: left }]),
  ];
}
