import test from 'ava';
import { REFUSAL_SENTENCES } from '../../lib/protocol/reasons.js';
import type { StatusModel } from '../../lib/status/status-model.js';
import { CHROMIUM, launchChromium, openPage } from '../support/browser.js';
import { axeFindings, serveClass, texts, until } from '../support/status-page.js';
import { peerOf, randomNumbers, sessionEvents } from '../support/simulated-class.js';

// Stories and moving rows, in Chromium.

const browser = await (CHROMIUM === null ? null : launchChromium());
test.after.always(() => browser?.close());

const inBrowser = browser === null ? test.serial.skip : test.serial;
const chromium = (): NonNullable<typeof browser> => {
  if (browser === null) throw new Error('skipped without it');
  return browser;
};

/** Applies the first events of a session that began some seconds ago. */
function begin(model: StatusModel, index: number, name: string, secondsAgo: number): void {
  const at = Date.now() - secondsAgo * 1000;
  const options = {
    id: `id-${name}`,
    at,
    peer: peerOf(index, name),
    nBits: 20,
    fails: false,
    random: randomNumbers(1),
  };
  for (const event of sessionEvents(options).slice(0, 4)) model.apply(event);
}

inBrowser('a story has the tries of the records, those that are not kept, and the refusals', async (t) => {
  const { model, url } = await serveClass(t, { size: 0 });
  const peer = peerOf(7, 'Grace Hopper');
  const at = Date.now() - 120_000;
  model.apply({
    type: 'recorded',
    record: {
      ...{ id: 'old', startedAt: new Date(at).toISOString(), endedAt: new Date(at + 5000).toISOString() },
      ...{ outcome: 'timeout', confirmed: false, step: 'MAIL1', suppressed: 2, ...peer },
      error: { code: 'timed_out', message: 'MAIL1 timed out: no answer within 6 s.' },
      work: { nBits: 20, suffix: 'suffix', zeroBits: 21, seconds: 3.5 },
    },
  });
  const { subject, issuer, serialNumber, fingerprint256 } = peer.client ?? {};
  const [validFrom, validTo] = [new Date(at).toISOString(), new Date(at).toISOString()];
  model.apply({
    ...{ type: 'refused', at: Date.now(), remote: peer.remote, reason: 'too_many_tries', count: 1 },
    message: REFUSAL_SENTENCES.too_many_tries,
    certificate: {
      subject: subject ?? {},
      issuer: issuer ?? {},
      serialNumber: serialNumber ?? '',
      validFrom,
      validTo,
    },
  });
  t.truthy(fingerprint256);
  const { page, problems } = await openPage(t, chromium(), url);
  await page.getByRole('button', { name: 'Grace Hopper' }).click();
  await page.locator('.trial').first().waitFor();
  t.deepEqual(await texts(page, '#story h3'), ['3 tries', 'Refused 1 time']);
  t.deepEqual(await texts(page, '#story h4'), ['Try 3 Too slow at MAIL1']);
  t.deepEqual(await texts(page, '.steps li:nth-child(2)'), ['WORK passed 3.50 s 20 bits asked, 21 found']);
  t.regex(
    await page.locator('#story-body').innerText(),
    /2 older tries are not kept here; the records have them\./,
  );
  t.regex(
    (await texts(page, '.trial')).join('\n'),
    /too_many_tries This certificate began too many sessions/,
  );
  t.deepEqual(await axeFindings(page), []);
  await page.getByRole('button', { name: 'Close' }).click();
  t.is(await page.locator('dialog[open]').count(), 0);
  t.deepEqual(problems, []);
});

inBrowser('a story that cannot be loaded says why, and a click beside it closes it', async (t) => {
  const { model, url } = await serveClass(t, { size: 0 });
  begin(model, 1, 'Ada Lovelace', 5);
  const { page } = await openPage(t, chromium(), url);
  const answers = [{ status: 404 }, { status: 500 }, null];
  await page.route('**/api/participants/*', async (route) => {
    const answer = answers.shift() ?? null;
    await (answer === null ? route.abort() : route.fulfill(answer));
  });
  for (const text of [
    'The server does not know this participant any more.',
    'The story cannot be loaded: HTTP status 500.',
    'The story cannot be loaded: the server cannot be reached.',
  ]) {
    await page.locator('.row-name').click();
    await page.locator('#story-body', { hasText: text }).waitFor();
    await page.mouse.click(100, 400);
    await page.locator('dialog[open]').waitFor({ state: 'hidden' });
  }
  t.pass();
});

inBrowser('a story of a try that goes on ticks', async (t) => {
  const { model, url } = await serveClass(t, { size: 0 });
  begin(model, 1, 'Ada Lovelace', 5);
  const { page } = await openPage(t, chromium(), url);
  await page.locator('#body tr').click();
  const length = page.locator('.story-length');
  await length.waitFor();
  const before = await length.innerText();
  await until(page, `document.querySelector('.story-length').textContent !== '${before}'`);
  t.regex(await length.innerText(), /^\d+ s$/);
});

inBrowser('rows keep their places below the pointer, and take others when it leaves', async (t) => {
  const { model, url } = await serveClass(t, { size: 0 });
  begin(model, 1, 'Ada', 30);
  begin(model, 2, 'Bea', 20);
  const { page } = await openPage(t, chromium(), url);
  await page.locator('#body tr').nth(1).waitFor();
  t.deepEqual(await texts(page, '.row-name'), ['Ada', 'Bea']);
  await page.locator('#body tr').nth(1).hover();
  begin(model, 3, 'Cleo', 60);
  await page.locator('#body tr').nth(2).waitFor();
  t.deepEqual(await texts(page, '.row-name'), ['Ada', 'Bea', 'Cleo']);
  await page.mouse.move(5, 5);
  begin(model, 4, 'Dora', 1);
  await page.locator('#body tr').nth(3).waitFor();
  t.deepEqual(await texts(page, '.row-name'), ['Cleo', 'Ada', 'Bea', 'Dora']);
});

inBrowser('the focus stays with its row when the row moves', async (t) => {
  const { model, url } = await serveClass(t, { size: 0 });
  begin(model, 1, 'Ada', 30);
  begin(model, 2, 'Bea', 20);
  const { page } = await openPage(t, chromium(), url);
  await page.getByRole('button', { name: 'Ada' }).focus();
  // A minute later: rows that nobody has touched for a while move again.
  await page.evaluate(
    '{ const now = performance.now.bind(performance); performance.now = () => now() + 60_000; }',
  );
  begin(model, 3, 'Cleo', 60);
  await page.locator('#body tr').nth(2).waitFor();
  t.deepEqual(await texts(page, '.row-name'), ['Cleo', 'Ada', 'Bea']);
  t.is(await page.evaluate<string>('document.activeElement.textContent'), 'Ada');
  // Rows are moved before others: this one has to be moved itself.
  await page.getByRole('button', { name: 'Bea' }).focus();
  await page.evaluate(
    '{ const now = performance.now.bind(performance); performance.now = () => now() + 60_000; }',
  );
  await page.evaluate("document.querySelector('#heads button').click()");
  await until(page, "document.querySelector('.row-name').textContent === 'Ada'");
  t.is(await page.evaluate<string>('document.activeElement.textContent'), 'Bea');
});
