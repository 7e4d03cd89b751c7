import test from 'ava';
import type { BrowserContextOptions } from 'playwright-core';
import { CHROMIUM, launchChromium, openPage } from '../support/browser.js';
import { axeFindings, blankBelow, serveClass, sidewaysScroll, texts, until } from '../support/status-page.js';
import { peerOf, randomNumbers, sessionEvents } from '../support/simulated-class.js';

// The page in Chromium, with a class in the real model behind the real status server.

// One browser for all: to start it takes longer than a test.
const browser = await (CHROMIUM === null ? null : launchChromium());
test.after.always(() => browser?.close());

const inBrowser = browser === null ? test.serial.skip : test.serial;
const chromium = (): NonNullable<typeof browser> => {
  if (browser === null) throw new Error('skipped without it');
  return browser;
};

const LOOKS: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['on a phone, light', { colorScheme: 'light', viewport: { width: 360, height: 740 } }],
  ['on a phone, dark', { colorScheme: 'dark', viewport: { width: 360, height: 740 } }],
  ['on a wall', { viewport: { width: 1920, height: 1080 } }],
];

for (const [name, options] of LOOKS) {
  inBrowser(
    `axe finds nothing, nothing is cut off, and the page ends where it seems to: ${name}`,
    async (t) => {
      const { url } = await serveClass(t);
      const { page, problems, origins } = await openPage(t, chromium(), url, options);
      await page.locator('#body tr').first().waitFor();
      await page.locator('#work-chart canvas').waitFor();
      t.deepEqual(await axeFindings(page), []);
      t.is(await sidewaysScroll(page), 0);
      t.true((await blankBelow(page)) <= 0, 'no blank below');
      await page.locator('.row-name').first().click();
      await page.locator('.trial').first().waitFor();
      t.deepEqual(await axeFindings(page), []);
      t.is(await sidewaysScroll(page), 0);
      t.deepEqual(problems, []);
      t.deepEqual([...origins], [new URL(url).origin]);
    },
  );
}

inBrowser('axe finds nothing where nobody has come yet, and the page says so', async (t) => {
  const { url } = await serveClass(t, { size: 0 });
  const { page } = await openPage(t, chromium(), url);
  await page.locator('#empty', { hasText: /^\s*Nobody yet\./ }).waitFor();
  t.is(await page.locator('#refusals-empty').innerText(), 'Nothing was refused.');
  t.is(await page.locator('#work-caption').innerText(), 'No proof of work has been accepted yet.');
  t.deepEqual(await texts(page, '.total dd'), ['0', '0', '0', '0']);
  t.deepEqual(await axeFindings(page), []);
});

inBrowser('2,000 participants: a page of 50 rows, every row within reach, and changes arrive', async (t) => {
  const { model, url } = await serveClass(t, { size: 2000, seconds: 2000 });
  const { page, problems } = await openPage(t, chromium(), url);
  await page.locator('#body tr').nth(49).waitFor();
  t.is(await page.locator('#body tr').count(), 50);
  t.regex(await page.locator('#range').innerText(), /^1 to 50 of 2\u202f000/);
  t.deepEqual(await texts(page, '#total-known'), ['of 2 000']);
  await page.getByRole('button', { name: 'Last', exact: true }).click();
  await page.locator('#range', { hasText: /^1\u202f951 to 2\u202f000 of/ }).waitFor();
  await page.getByRole('button', { name: 'First', exact: true }).click();
  await page.getByLabel('Search participants').fill('lovelace');
  await page.locator('#empty').waitFor();
  const random = randomNumbers(5);
  const peer = peerOf(123_456, 'Ada Lovelace');
  for (const event of sessionEvents({
    id: 'new',
    at: Date.now(),
    peer,
    nBits: 20,
    fails: false,
    random,
  }).slice(0, 4)) {
    model.apply(event);
  }
  await page.getByRole('button', { name: 'Ada Lovelace' }).waitFor();
  t.is(await page.locator('#body .state').innerText(), 'In WORK');
  t.deepEqual(await texts(page, '#total-known'), ['of 2 001']);
  t.deepEqual(problems, []);
});

inBrowser('every column sorts, says how, and turns round', async (t) => {
  const { url } = await serveClass(t);
  const { page } = await openPage(t, chromium(), url);
  await page.locator('#body tr').first().waitFor();
  for (const name of ['Participant', 'For', 'Answered', 'Tries', 'Last error', 'State']) {
    const head = page.getByRole('columnheader', { name });
    const wasSorted = (await head.getAttribute('aria-sort')) !== null;
    t.false(wasSorted, name);
    for (const order of ['ascending', 'descending']) {
      await head.getByRole('button').click();
      await page.locator(`th[aria-sort=${order}]`, { hasText: name }).waitFor();
      t.is(await page.locator('[aria-sort]').count(), 1);
    }
  }
  await page.getByRole('columnheader', { name: 'Tries' }).getByRole('button').click();
  await until(page, "document.querySelector('#body td:nth-child(5)')?.textContent === '1'");
  const tries = (await texts(page, '#body td:nth-child(5)')).map(Number);
  t.deepEqual(
    tries,
    [...tries].sort((a, b) => a - b),
  );
});

inBrowser('a state narrows the table, and its count is right', async (t) => {
  const { model, url } = await serveClass(t);
  const { page } = await openPage(t, chromium(), url);
  await page.locator('#body tr').first().waitFor();
  const { done } = model.summary().counts.participants;
  const button = page.locator('#states button[data-tone=done]');
  t.is(await button.innerText(), `Done ${done}`);
  await button.click();
  await page.locator('#states button[data-tone=done][aria-pressed=true]').waitFor();
  await until(page, "[...document.querySelectorAll('#body .state')].every(e => e.textContent === 'Done')");
  t.is(await page.locator('#body tr').count(), done);
});

inBrowser('the colours are remembered, and the charts follow them', async (t) => {
  const { url } = await serveClass(t);
  const { page } = await openPage(t, chromium(), url, { colorScheme: 'light' });
  const ground = (): Promise<string> =>
    page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
  const light = await ground();
  await page.getByLabel('Colours').selectOption('dark');
  const dark = await ground();
  t.not(dark, light);
  await page.reload();
  t.is(await ground(), dark);
  t.is(await page.getByLabel('Colours').inputValue(), 'dark');
  await page.getByLabel('Colours').selectOption('system');
  t.is(await ground(), light);
});

inBrowser('the chart shows the last hour or the whole run', async (t) => {
  const { url } = await serveClass(t);
  const { page } = await openPage(t, chromium(), url);
  await page.locator('#activity-chart canvas').waitFor();
  t.regex(
    await page.locator('#activity-caption').innerText(),
    /^In the last hour: \d+ sessions began, \d+ done/,
  );
  await page.getByRole('button', { name: 'Whole run' }).click();
  t.regex(await page.locator('#activity-caption').innerText(), /^In the whole run: /);
  t.is(await page.getByRole('button', { name: 'Whole run' }).getAttribute('aria-pressed'), 'true');
  await page.locator('#activity-chart .u-over').hover();
  t.regex(await page.locator('#activity-legend').innerText(), /Arrivals \d+\s+Done \d+\s+Failed \d+/);
});

inBrowser('who wants no motion gets none', async (t) => {
  const { url } = await serveClass(t);
  const { page } = await openPage(t, chromium(), url, { reducedMotion: 'reduce' });
  t.is(
    await page.evaluate<string>(
      "getComputedStyle(document.getElementById('progress-done')).transitionProperty",
    ),
    'none',
  );
});

inBrowser('a server that has no place for one more reader is told, not shown as empty', async (t) => {
  const { url } = await serveClass(t);
  const { page } = await openPage(t, chromium(), 'about:blank');
  await page.route('**/api/events', (route) => route.fulfill({ status: 503, body: '{"error":"full"}' }));
  await page.goto(url);
  await page.locator('#banner').waitFor();
  t.regex(
    await page.locator('#banner').innerText(),
    /There is no connection to the server yet\.[^]*no place for one more reader/,
  );
  t.is(await page.locator('#connection-word').innerText(), 'Not connected');
  t.deepEqual(await axeFindings(page), []);
});
