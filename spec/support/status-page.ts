import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { ExecutionContext } from 'ava';
import type { Page } from 'playwright-core';
import { startStatusServer } from '../../lib/observe/web/start-status-server.js';
import { StatusModel } from '../../lib/status/status-model.js';
import { classEvents, classInputs, type ClassOptions } from './simulated-class.js';

/** A status server with a class in it, without a server of the protocol. */
export async function serveClass(
  t: ExecutionContext,
  options: Partial<ClassOptions> = {},
): Promise<{ model: StatusModel; url: string }> {
  const from = Date.now() - 45 * 60_000;
  const model = new StatusModel({ version: '1.2.3', startedAt: from });
  for (const input of classInputs(from)) model.apply(input);
  const events = classEvents({ size: 40, from, seconds: 2400, ...options });
  for (const event of events) if (event.at <= Date.now()) model.apply(event);
  const server = await startStatusServer({
    model,
    place: '127.0.0.1:0',
    onFault: (thrown) => {
      t.fail(String(thrown));
    },
  });
  t.teardown(() => server.close());
  return { model, url: server.url };
}

/** The text of elements, as a reader sees it. */
export async function texts(page: Page, selector: string): Promise<string[]> {
  return (await page.locator(selector).allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
}

/** Waits until an expression holds in the page, and looks at each frame. Playwright's own waiting would need `eval` in the page. */
export async function until(page: Page, expression: string): Promise<void> {
  while (!(await page.evaluate<boolean>(expression))) {
    await page.evaluate('new Promise(requestAnimationFrame)');
  }
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
  readonly passes: readonly unknown[];
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds in a page: nothing, when all is well. */
export async function axeFindings(page: Page): Promise<string[]> {
  // Evaluated, not inserted: the page's policy holds.
  await page.evaluate(await readFile(AXE, 'utf8'));
  const results = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
  if (results.passes.length < 10) return ['axe has checked nothing'];
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}

/** How far the page can be scrolled sideways, in pixels. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** How far the page can be scrolled beyond its end, in pixels. */
export function blankBelow(page: Page): Promise<number> {
  return page.evaluate<number>(
    'Math.floor(document.documentElement.scrollHeight - Math.max(innerHeight, scrollY + document.body.getBoundingClientRect().bottom))',
  );
}
