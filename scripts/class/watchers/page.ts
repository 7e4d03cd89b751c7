import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type * as Playwright from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Numbers } from '../numbers.js';
import { fromPage, type PageTexts } from '../views/from-page.js';
import type { Attached } from './watcher.js';

const NAME = 'page';

/** Where Debian and others have it. */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** How the page is looked at: on a desk, in the dark, on a phone. The first one is open during the whole run. */
const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  phone: {
    colorScheme: 'light',
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
  },
};

/** Opens the page in Chromium, and keeps it open. */
export async function attachPage(url: string, directory: string): Promise<Attached> {
  let playwright: typeof Playwright;
  try {
    playwright = await import('playwright-core');
  } catch {
    return { name: NAME, missing: 'playwright-core is not installed' };
  }
  try {
    await access(CHROMIUM);
  } catch {
    return { name: NAME, missing: `there is no ${CHROMIUM}; CHROMIUM names another one` };
  }
  const browser = await playwright.chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox'],
    // Otherwise it would end this process at a signal, and the server and the terminals would stay.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  try {
    return await watchedBy(browser, url, directory);
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function watchedBy(browser: Browser, url: string, directory: string): Promise<Attached> {
  const problems: string[] = [];
  const pages = new Map<string, Page>();
  for (const [look, options] of Object.entries(LOOKS)) {
    const page = await (await browser.newContext(options)).newPage();
    page.on('pageerror', (error) => problems.push(`the page has thrown: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(`the page has logged: ${message.text()}`);
    });
    pages.set(look, page);
  }
  const [watched] = pages.values();
  if (watched === undefined) throw new Error('There is no page.');
  const response = await watched.goto(url);
  if (response?.status() !== 200 || (await watched.locator('#total-done').count()) === 0) {
    await browser.close();
    return { name: NAME, missing: `the server has no page yet: status ${response?.status() ?? 'none'}` };
  }
  return {
    name: NAME,
    isDrawn: true,
    read: async () => {
      const [problem] = problems;
      if (problem !== undefined) throw new Error(problem);
      return readPage(watched);
    },
    save: async (when) => {
      const paths: string[] = [];
      for (const [look, page] of pages) {
        if (page !== watched) await page.goto(url);
        await page.locator('[data-connection=live]').waitFor();
        const path = join(directory, `page-${look}-${when}.png`);
        // A phone shows little at once: its picture is of the whole page.
        await page.screenshot({ path, fullPage: look === 'phone' });
        paths.push(path);
        // Only one page watches: the others would make the server tell more readers.
        if (page !== watched) await page.goto('about:blank');
      }
      return paths;
    },
    close: () => browser.close(),
  };
}

/** Reads the texts of the page, of all pages of its table. What is not shown is not read. */
async function readPage(page: Page): Promise<Numbers> {
  const rows: PageTexts['rows'][number][] = [];
  const turn = (to: 'First' | 'Next') => page.locator('#pages button', { hasText: to });
  const canTurn = async (to: 'First' | 'Next'): Promise<boolean> =>
    (await turn(to).isVisible()) && (await turn(to).getAttribute('aria-disabled')) !== 'true';
  const turnTo = async (to: 'First' | 'Next'): Promise<void> => {
    await turn(to).click();
    await page.evaluate(DRAWN);
  };
  if (await canTurn('First')) await turnTo('First');
  for (;;) {
    rows.push(...(await page.evaluate<PageTexts['rows']>(ROWS)));
    if (!(await canTurn('Next'))) break;
    await turnTo('Next');
  }
  if (await canTurn('First')) await turnTo('First');
  await page.locator('#period-run').click();
  const text = (selector: string): Promise<string> => page.locator(selector).innerText();
  return fromPage({
    done: await text('#total-done'),
    known: await text('#total-known'),
    failed: await text('#total-failed'),
    sessions: await text('#activity-caption'),
    work: await text('#work-caption'),
    refusals: await page.evaluate<PageTexts['refusals']>(REFUSALS),
    rows,
  });
}

// The page draws once a frame: the second frame from now shows what was clicked.
const DRAWN = 'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))';

// Run in the browser, where the types of this program do not reach.
const ROWS = `[...document.querySelectorAll('#body tr')].map((row) => ({
  id: row.dataset.id,
  state: row.querySelector('.state').innerText,
  tries: row.cells[4].textContent,
}))`;
const REFUSALS = `[...document.querySelectorAll('#refusals-body tr')].map((row) => ({
  reason: row.querySelector('.mono').innerText,
  count: row.querySelector('.bar-count').innerText,
}))`;
