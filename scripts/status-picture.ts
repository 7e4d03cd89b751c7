// `npm run picture:status`: draws docs/status-light.png, docs/status-dark.png and docs/status-phone.png. A real server with --status starts
// from the records of a class that came within the last hour; then some more real clients come, and Chromium takes the pictures.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import '../lib/certificates/reflect.js';
import { issueLeaf } from '../lib/certificates/issue.js';
import type { SessionRecord } from '../lib/records/record.js';
import type { ServerEvent } from '../lib/server/events.js';
import { solve } from '../lib/work/index.js';
import { launchChromium } from '../spec/support/browser.js';
import { testCertificates } from '../spec/support/certificates.js';
import { connectClient, connectRaw, NO_CERTIFICATE } from '../spec/support/line-client.js';
import { classEvents, nameOf, randomNumbers } from '../spec/support/simulated-class.js';

const N_BITS = 20;
const EARLIER = 100;
const CLIENTS = 18;
/** How long a client's work takes besides what it takes here, on average, in seconds. */
const WORK_SECONDS = 9;
const LENGTH_MS = 50_000;

const random = randomNumbers(42);

/** The records of the sessions that ended before now. */
function recordsOf(events: readonly ServerEvent[]): SessionRecord[] {
  const works = new Map<string, SessionRecord['work']>();
  return events.flatMap((event) => {
    if (event.type === 'work_accepted') {
      const { nBits, suffix, zeroBits, seconds } = event;
      works.set(event.id, { nBits, suffix, zeroBits, seconds });
    }
    if ((event.type !== 'done' && event.type !== 'failed') || event.at > Date.now() - 60_000) return [];
    const { id, at, elapsed, peer, error } = event;
    return {
      id,
      startedAt: new Date(at - elapsed * 1000).toISOString(),
      endedAt: new Date(at).toISOString(),
      outcome: event.type === 'done' ? 'done' : event.outcome,
      confirmed: event.type === 'done' && event.confirmed,
      step: event.type === 'done' ? 'DONE' : event.step,
      error: error === null ? null : { code: error.code, message: error.message },
      ...peer,
      work: works.get(id) ?? null,
      answers: {},
    };
  });
}

/** One client: it comes, works, and answers; one in six makes a mistake. */
async function client(port: number, index: number): Promise<void> {
  const issued = await issueLeaf(testCertificates().ca, {
    usage: 'client',
    subject: { CN: nameOf(EARLIER + index) },
  });
  await wait(random() * LENGTH_MS);
  const connection = await connectClient(port, { identity: { ...issued, certPath: '', keyPath: '' } });
  const [, token = '', bits = ''] = (await connection.until('WORK')).split(' ');
  const { suffix } = await solve(token, Number(bits));
  await wait(-Math.log(1 - random()) * WORK_SECONDS * 1000);
  connection.token = token;
  connection.say(index % 6 === 3 ? `${suffix}x` : suffix);
  for (let line = await connection.next(); line !== null; line = await connection.next()) {
    if (line.startsWith('FAIL')) return;
    await wait(random() * 800);
    if (index % 9 === 5 && line.startsWith('MAIL')) connection.say('0000 nothing');
    else connection.answer(line);
  }
}

/** Who is no participant. */
async function strangers(port: number): Promise<void> {
  for (let index = 0; index < 9; index += 1) {
    if (index % 3 === 2) (await connectRaw(port)).send('GET / HTTP/1.1\r\n\r\n');
    else await connectClient(port, NO_CERTIFICATE);
    await wait(1000);
  }
}

async function picture(page: Page, file: string): Promise<void> {
  await page.waitForTimeout(1500);
  await page.screenshot({ path: join('docs', file) });
}

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-picture-'));
  const from = Date.now() - 50 * 60_000;
  const records = recordsOf(classEvents({ size: EARLIER, from, seconds: 3000, nBits: N_BITS }));
  const path = join(directory, 'answers.ndjson');
  await writeFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const { ca, server, cleanup } = testCertificates();
  const certificates = [
    '--server-cert',
    server.certPath,
    '--server-key',
    server.keyPath,
    '--ca-cert',
    ca.certPath,
  ];
  const program = spawn(
    process.execPath,
    [
      'bin/tlslp-server',
      ...certificates,
      '--port',
      '0',
      '--n-bits',
      `${N_BITS}`,
      '--records',
      path,
      '--status',
      '127.0.0.1:0',
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let said = '';
  program.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  while (!said.includes('Status page on')) await once(program.stdout, 'data');
  const port = Number(/tls:\/\/localhost:(\d+)/.exec(said)?.[1]);
  const url = /Status page on (\S+)/.exec(said)?.[1] ?? '';

  const clients = Array.from({ length: CLIENTS }, (_, index) => client(port, index).catch(() => undefined));
  void Promise.all([...clients, strangers(port)]);
  await wait(LENGTH_MS);
  const browser = await launchChromium();
  const desktop = { viewport: { width: 1280, height: 800 } };
  const light = await browser.newPage({ ...desktop, colorScheme: 'light' });
  await light.goto(url);
  await light.getByRole('button', { name: 'Whole run' }).click();
  // The latest change first.
  await light.getByRole('columnheader', { name: 'For' }).getByRole('button').click();
  await picture(light, 'status-light.png');
  const phone = await browser.newPage({ viewport: { width: 390, height: 844 }, colorScheme: 'light' });
  await phone.goto(url);
  await picture(phone, 'status-phone.png');
  const dark = await browser.newPage({ ...desktop, colorScheme: 'dark' });
  await dark.goto(url);
  await dark.locator('#states button[data-tone=failed]').click();
  await dark.locator('.row-name').first().click();
  await dark.locator('.trial').first().waitFor();
  await picture(dark, 'status-dark.png');
  await browser.close();
  program.kill('SIGKILL');
  await once(program, 'close');
  await rm(directory, { recursive: true });
  cleanup();
  process.exit();
}

await main();
