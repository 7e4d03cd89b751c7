import { randomUUID } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExecutionContext } from 'ava';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { ROOT } from './programs.js';
import { COVERED } from './uncovered-children.js';

/** Where Debian's Chromium is; null where it is not. Tests in a browser are skipped then. */
export const CHROMIUM = programPath('chromium');

function programPath(name: string): string | null {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(directory, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // It may be in the next one.
    }
  }
  return null;
}

/** Chromium without what it does by itself: it asks hosts on the internet for its own purposes. */
export function launchChromium(): Promise<Browser> {
  if (CHROMIUM === null) throw new Error('There is no chromium.');
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}

/** A page of a status server, and what it must not do. */
export interface OpenedPage {
  readonly page: Page;
  /** Errors of its scripts and on its console, violations of its policy among them, and dialogs. */
  readonly problems: string[];
  /** The origins that it has asked. */
  readonly origins: Set<string>;
}

/** Opens a page in a context of its own, which is closed after the test. What runs in it is part of the coverage. */
export async function openPage(
  t: ExecutionContext,
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  const origins = new Set<string>();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('dialog', (dialog) => {
    problems.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  const directory = COVERED['NODE_V8_COVERAGE'];
  if (directory !== undefined) await page.coverage.startJSCoverage({ resetOnNavigation: false });
  t.teardown(async () => {
    if (directory !== undefined) await saveCoverage(page, directory);
    await context.close();
  });
  await page.goto(url);
  return { page, problems, origins };
}

/** Writes what ran in a page as Node writes it, with the files that the status server has served. */
async function saveCoverage(page: Page, directory: string): Promise<void> {
  const entries = await page.coverage.stopJSCoverage();
  const result = entries.flatMap(({ url, scriptId, functions }) => {
    const path = /^https?:\/\/[^/]+\/assets\/((?:page|protocol|status)\/[\w-]+\.js)$/.exec(url)?.[1];
    if (path === undefined) return [];
    return [{ scriptId, url: pathToFileURL(join(ROOT, 'dist', 'lib', path)).href, functions }];
  });
  const name = `coverage-${process.pid}-${Date.now()}-${randomUUID()}.json`;
  await writeFile(join(directory, name), JSON.stringify({ result }));
}
