import test from 'ava';
import { execFile } from 'node:child_process';
import { copyFile, cp, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { testCertificates } from '../../support/certificates.js';
import { hasProgram } from '../../support/has-program.js';
import { temporaryDirectory } from '../../support/programs.js';
import { blocksOf, ROOT } from '../documents.js';
import { ALERT_TESTS, alerts, dashboard, DEPLOY, expressionsOf } from './files.js';

test.after.always(() => {
  testCertificates().cleanup();
});

const run = promisify(execFile);
const withPromtool = hasProgram('promtool', '--version') ? test : test.skip;

/** The commands of a document that a reader gives to promtool. */
const commands = blocksOf(join(DEPLOY, 'README.md'))
  .filter(({ info }) => info[0] === 'console')
  .flatMap(({ text }) => [...text.matchAll(/^\$ promtool (.+)$/gm)].map(([, args = '']) => args));

test('the page has the checks of rules, of their tests and of the scrape configuration', (t) => {
  t.deepEqual(commands.map((command) => command.split(' ').slice(0, 2).join(' ')).sort(), [
    'check config',
    'check rules',
    'test rules',
  ]);
});

for (const command of commands) {
  withPromtool(`promtool agrees: ${command}`, async (t) => {
    const directory = await temporaryDirectory(t);
    await cp(DEPLOY, directory, { recursive: true });
    const { ca, client } = testCertificates();
    // What the scrape configuration names, and an operator brings.
    await writeFile(join(directory, 'status-token'), 'a token of 16 characters\n');
    await copyFile(ca.certPath, join(directory, 'ca_cert.pem'));
    await copyFile(client.certPath, join(directory, 'prometheus-cert.pem'));
    await copyFile(client.keyPath, join(directory, 'prometheus-key.pem'));
    const { stdout } = await run('promtool', command.split(' '), { cwd: directory });
    t.regex(stdout, /SUCCESS/);
    t.notRegex(stdout, /FAILED/);
  });
}

withPromtool('promtool can parse every expression of the dashboard', async (t) => {
  const directory = await temporaryDirectory(t);
  const file = join(directory, 'rules.yml');
  const rules = expressionsOf(await dashboard()).map(({ expr }, at) => ({ record: `panel:${at}`, expr }));
  await writeFile(file, stringify({ groups: [{ name: 'dashboard', rules }] }));
  const { stdout } = await run('promtool', ['check', 'rules', file]);
  t.true(stdout.includes(`SUCCESS: ${rules.length} rules found`), stdout);
});

test('every alert has its unit test, in which it fires', async (t) => {
  const { tests } = parse(await readFile(ALERT_TESTS, 'utf8')) as {
    tests: readonly { promql_expr_test?: readonly { exp_samples: readonly { labels: string }[] }[] }[];
  };
  const fired = tests
    .flatMap(({ promql_expr_test: checks = [] }) => checks)
    .flatMap(({ exp_samples: samples }) => samples)
    .map(({ labels }) => /alertname="(\w+)"/.exec(labels)?.[1] ?? '');
  t.deepEqual([...new Set(fired)].sort(), (await alerts()).map(({ alert }) => alert).sort());
});

test('every alert says how bad it is, what is wrong, what to do, and where to read on', async (t) => {
  for (const { alert, for: pending, labels, annotations } of await alerts()) {
    t.regex(alert, /^Tlslp[A-Z]\w+$/);
    t.regex(pending, /^\d+[mh]$/, alert);
    t.true(['critical', 'warning', 'info'].includes(labels['severity'] ?? ''), alert);
    const { summary = '', description = '', runbook_url: runbook = '' } = annotations;
    t.deepEqual(Object.keys(annotations).sort(), ['description', 'runbook_url', 'summary']);
    t.regex(summary, /\.$/, alert);
    t.regex(description, /\.$/, alert);
    t.true(await hasHeading(runbook), `${alert}: ${runbook}`);
  }
});

async function hasHeading(url: string): Promise<boolean> {
  const [, path = '', , anchor] =
    /^https:\/\/github\.com\/tlslp\/tlslp-server\/blob\/main\/([^#]+)(#(.+))?$/.exec(url) ?? [];
  const text = await readFile(join(ROOT, path), 'utf8').catch(() => '');
  const slugs = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return text !== '' && (anchor === undefined || slugs.includes(anchor));
}

test('the table of the page has every alert, and how bad it is', async (t) => {
  const page = await readFile(join(DEPLOY, 'README.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(Tlslp\w+)` +\| (\w+) +\|/gm)].map(([, name, how]) => [name, how]);
  t.deepEqual(
    rows,
    (await alerts()).map(({ alert, labels }) => [alert, labels['severity']]),
    relative(ROOT, DEPLOY),
  );
});
