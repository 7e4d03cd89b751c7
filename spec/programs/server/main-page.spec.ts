import type { Page } from 'playwright-core';
import test, { type ExecutionContext } from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import '../../../lib/certificates/reflect.js';
import { issueLeaf } from '../../../lib/certificates/issue.js';
import { wrongSuffix } from '../../../lib/conformance/peers/solve.js';
import { CHROMIUM, launchChromium, openPage, type OpenedPage } from '../../support/browser.js';
import { testCertificates, type PemFiles } from '../../support/certificates.js';
import { connectClient, NO_CERTIFICATE, wholeSession } from '../../support/line-client.js';
import { startServer, temporaryDirectory, type RunningServer } from '../../support/programs.js';
import { axeFindings, sidewaysScroll, texts, until } from '../../support/status-page.js';

// The page of the real program in Chromium, with real clients.

const browser = await (CHROMIUM === null ? null : launchChromium());
test.after.always(async () => {
  await browser?.close();
  testCertificates().cleanup();
});

const inBrowser = browser === null ? test.serial.skip : test.serial;

interface Running extends RunningServer, OpenedPage {
  readonly url: string;
}

async function opened(t: ExecutionContext, ...args: string[]): Promise<Running> {
  if (browser === null) throw new Error('skipped without it');
  const server = await startServer(t, ['--no-records', '--status', '127.0.0.1:0', ...args]);
  const [, url = ''] = await server.program.printed(/Status page on (\S+)/);
  const page = await openPage(t, browser, url);
  await page.page.locator('body[data-connection=live]').waitFor();
  return { ...server, ...page, url };
}

/** A client certificate of the tests' CA with this name. */
async function certificateFor(name: string): Promise<PemFiles> {
  const issued = await issueLeaf(testCertificates().ca, { usage: 'client', subject: { CN: name } });
  return { ...issued, certPath: '', keyPath: '' };
}

/** Waits until the table has so many rows. */
async function rows(page: Page, count: number): Promise<void> {
  await until(page, `document.querySelectorAll('#body tr').length === ${count}`);
}

const value = (name: string): string => `secret ${name}`;

inBrowser('it follows real clients: in WORK, done, failed, refused', async (t) => {
  const { page, port, problems, origins, url } = await opened(t, '--n-bits', '4');
  await page.locator('#empty', { hasText: /^\s*Nobody yet/ }).waitFor();
  t.is(await page.locator('#addresses').innerText(), `tls://localhost:${port}`);

  const client = await connectClient(port);
  t.teardown(() => client.close());
  const work = await client.until('WORK', value);
  const row = page.locator('#body tr', { hasText: 'Test client' });
  await row.locator('.state', { hasText: 'In WORK' }).waitFor();
  t.is(await page.locator('#total-working').innerText(), '1');
  const since = row.locator('td').nth(1);
  const before = await since.innerText();
  await until(page, `document.querySelector('#body td:nth-child(3)').textContent !== '${before}'`);

  await client.answer(work).converse(value);
  await client.rest();
  await row.locator('.state', { hasText: 'Done' }).waitFor();
  t.is(await page.locator('.total', { hasText: 'Done' }).locator('dd').innerText(), '1of 1');
  t.is(await row.locator('td').nth(2).innerText(), '20 / 20');

  const bad = await connectClient(port, { identity: await certificateFor('Wrong Suffix') });
  const [, token = ''] = (await bad.until('WORK', value)).split(' ');
  bad.say(wrongSuffix(token, 4));
  await bad.rest();
  const failed = page.locator('#body tr', { hasText: 'Wrong Suffix' });
  await failed.locator('.state', { hasText: 'Failed' }).waitFor();
  t.is(await failed.locator('.row-error').innerText(), 'Invalid suffix returned from client.');
  t.is(await page.locator('#total-failed').innerText(), '1');

  await (
    await connectClient(port, NO_CERTIFICATE)
  ).closed;
  await page.locator('#refusals-body tr', { hasText: 'no_certificate' }).waitFor();
  const feed = (await texts(page, '#feed li')).join('\n');
  t.regex(feed, /Wrong Suffix/);
  t.false((await page.content()).includes('secret'));
  t.deepEqual(problems, []);
  t.deepEqual([...origins], [new URL(url).origin]);
});

inBrowser(
  'by the keyboard alone: search, rows, a story that goes on while it is open, and back',
  async (t) => {
    const { page, port, problems } = await opened(t, '--n-bits', '4');
    for (const name of ['Ada Lovelace', 'Grace Hopper', 'Grace Jones']) {
      await wholeSession(port, value, { identity: await certificateFor(name) });
    }
    const ada = await certificateFor('Ada Byron');
    const client = await connectClient(port, { identity: ada });
    t.teardown(() => client.close());
    const [, token = ''] = (await client.until('WORK', value)).split(' ');
    await page.locator('#body tr').nth(3).waitFor();

    await page.keyboard.press('/');
    await page.keyboard.type('grace');
    await rows(page, 2);
    await page.keyboard.press('Escape');
    await rows(page, 4);
    t.is(await page.locator('#search').inputValue(), '');

    const focused = (): Promise<string> => page.evaluate<string>('document.activeElement.textContent');
    for (let presses = 0; presses < 30 && !(await focused()).startsWith('Ada B'); presses += 1) {
      await page.keyboard.press('Tab');
    }
    t.is(await focused(), 'Ada Byron');
    await page.keyboard.press('End');
    const last = await focused();
    await page.keyboard.press('ArrowUp');
    t.not(await focused(), last);
    await page.keyboard.press('Home');
    t.is(await focused(), 'Ada Byron');
    const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
    t.is(outline, 'solid');

    await page.keyboard.press('Enter');
    const story = page.getByRole('dialog', { name: 'Ada Byron' });
    await story.getByText('Under way, at WORK').waitFor();
    t.deepEqual((await texts(page, '.trial .step-name')).slice(0, 2), ['HELLO', 'WORK']);
    client.say(wrongSuffix(token, 4));
    await story.getByText('Failed at WORK').waitFor();
    t.regex(
      await story.locator('.failure').innerText(),
      /^invalid_suffix Invalid suffix returned from client\.\s+What helps: ./,
    );
    t.deepEqual(await axeFindings(page), []);
    await page.keyboard.press('Tab');
    t.true(await page.evaluate<boolean>("document.activeElement.closest('dialog') !== null"));
    await page.keyboard.press('Escape');
    t.is(await page.locator('dialog[open]').count(), 0);
    t.is(await focused(), 'Ada Byron');
    t.deepEqual(problems, []);
  },
);

inBrowser('a hostile name is a text like any other, and the layout stands', async (t) => {
  const { page, port, problems, origins } = await opened(t);
  const names = [
    `<img src=x onerror="alert('name')"><script>alert(1)</script>`,
    `"'><svg/onload=alert(1)> \u202eevil\u202c \u2066\u05d0\u05d1 ${'W'.repeat(100)}`,
    '=HYPERLINK("http://evil.example")'.padEnd(200, 'x'),
    '__proto__',
  ];
  for (const name of names) {
    const client = await connectClient(port, { identity: await certificateFor(name) });
    client.say('<b onclick=alert(1)>\u001b[31m');
    await client.rest();
  }
  await page.locator('#body tr').nth(3).waitFor();
  await page.getByLabel('Search participants').fill('<img');
  await rows(page, 1);
  t.true((await page.locator('.row-name').innerText()).startsWith('<img src=x onerror='));
  await page.locator('.row-name').click();
  await page.locator('.trial .failure').waitFor();
  t.true((await page.locator('#story-title').innerText()).startsWith('<img src=x onerror='));
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 740 });
    t.is(await sidewaysScroll(page), 0, `${width}`);
    const wide = await page.evaluate<number>(
      "[...document.querySelectorAll('dialog *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).length",
    );
    t.is(wide, 0, `${width}`);
  }
  await page.keyboard.press('Escape');
  await page.getByLabel('Search participants').fill('');
  await rows(page, 4);
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 740 });
    t.is(await sidewaysScroll(page), 0, `${width}`);
  }
  const foreign = await page
    .locator('main img, main script, main svg, main b[onclick], dialog img, dialog script, dialog svg')
    .count();
  t.is(foreign, 0);
  t.is(origins.size, 1);
  t.deepEqual(problems, []);
});

inBrowser('a lost connection is told, everything stands still, and a new run replaces it', async (t) => {
  const { page, port, program, url } = await opened(t, '--n-bits', '4');
  const client = await connectClient(port);
  t.teardown(() => client.close());
  await client.until('WORK', value);
  await page.locator('#body .state', { hasText: 'In WORK' }).waitFor();
  const colour = (): Promise<string> =>
    page.evaluate<string>("getComputedStyle(document.getElementById('total-working')).color");
  const live = await colour();

  program.signal('SIGKILL');
  await program.ended;
  await page.locator('#banner').waitFor();
  t.regex(
    await page.locator('#banner').innerText(),
    /^Connection lost at \d\d:\d\d:\d\d\. The figures are of that time\./,
  );
  t.is(await page.locator('#connection-word').innerText(), 'Not connected');
  await until(page, "document.title === 'Not connected, 0 of 1 done, tlslp-server'");
  t.is(await page.getByRole('status').innerText(), await page.locator('#banner-title').innerText());
  t.not(await colour(), live);
  t.deepEqual(await axeFindings(page), []);
  const since = page.locator('#body td:nth-child(3)');
  const before = [await since.innerText(), ...(await texts(page, '.fact-value'))];
  // Until it has tried a few times: the banner counts down, and the clocks do not.
  await page.locator('#banner-next', { hasText: 'Next try in 3 s.' }).waitFor();
  t.deepEqual([await since.innerText(), ...(await texts(page, '.fact-value'))], before);

  const again = await startServer(t, ['--no-records', '--status', new URL(url).host, '--n-bits', '4']);
  await page.getByRole('button', { name: 'Try now' }).click();
  await page.locator('body[data-connection=live]').waitFor();
  t.false(await page.locator('#banner').isVisible());
  t.is(await page.getByRole('status').innerText(), 'Connected again. The figures are live.');
  await page.locator('#empty', { hasText: /^\s*Nobody yet/ }).waitFor();
  t.is(await colour(), live);
  await wholeSession(again.port, value);
  await page.locator('#body .state', { hasText: 'Done' }).waitFor();
  t.is(await page.locator('#feed li', { hasText: 'done' }).count(), 1);
});

inBrowser('the rows as CSV', async (t) => {
  const { page, port, url } = await opened(t);
  await wholeSession(port, value);
  await page.locator('#body .state', { hasText: 'Done' }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download CSV' }).click(),
  ]);
  t.is(download.suggestedFilename(), 'participants.csv');
  const path = join(await temporaryDirectory(t), 'participants.csv');
  await download.saveAs(path);
  const text = await readFile(path, 'utf8');
  t.is(text, await (await fetch(`${url}participants.csv`)).text());
  t.is(text.trim().split('\n').length, 2);
  t.regex(text, /Test client/);
});
