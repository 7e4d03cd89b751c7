import test, { type ExecutionContext } from 'ava';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './docs/documents.js';
import { temporaryDirectory } from './support/programs.js';
import { COVERED } from './support/uncovered-children.js';

const LIB = join(ROOT, 'dist', 'lib');
/** What is a thread's or the browser's program, not a module. */
const PROGRAMS = new Set([
  join('work', 'worker.js'),
  join('page', 'main.js'),
  join('page', 'early-theme.js'),
]);

test('every module of the library can be loaded by itself, says nothing, and leaves nothing running', async (t) => {
  const modules = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js') && !PROGRAMS.has(name))
    .map((name) => join(LIB, name));
  t.true(modules.length > 50);
  const program = 'for (const path of process.argv.slice(1)) await import(path);';
  const args = ['--input-type=module', '--eval', program, ...modules];
  const env = { ...process.env, ...COVERED };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env });
  t.is(stdout + stderr, '');
});

/** Packages that only some programs need, and that cost time or memory. */
const LARGE = ['commander', '@peculiar/x509', 'pkijs', 'csv-parse', 'pg', 'prom-client'];

/** Returns which of them a program loads: a coverage report names every file that was loaded. */
async function loadedBy(t: ExecutionContext, statement: string): Promise<string[]> {
  const directory = await temporaryDirectory(t);
  const program = `process.stdout.write = () => true; ${statement}`;
  const env = { ...process.env, NODE_V8_COVERAGE: directory };
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: LIB,
    env,
    stdio: 'ignore',
  });
  await once(child, 'close');
  const reports = await Promise.all(
    (await readdir(directory)).map((name) => readFile(join(directory, name), 'utf8')),
  );
  const urls = reports.flatMap((text) =>
    (JSON.parse(text) as { result: { url: string }[] }).result.map(({ url }) => url),
  );
  t.true(urls.some((url) => url.startsWith('file://')));
  return LARGE.filter((name) => urls.some((url) => url.includes(`/node_modules/${name}/`)));
}

const loads = test.macro<[statement: string, ...expected: string[]]>({
  async exec(t, statement, ...expected) {
    t.deepEqual(await loadedBy(t, statement), expected);
  },
  title: (_, statement, ...expected) => `loads ${expected.join(' and ') || 'no large package'}: ${statement}`,
});

const program = (name: string, ...argv: string[]) =>
  `const { main } = await import('./programs/${name}/main.js'); await main(${JSON.stringify(argv)});`;

test(loads, "await import('./server/serve.js');");
test(loads, "await import('./config/server-config.js');");
test(loads, "await import('./index.js');", 'commander');
test(loads, program('work', 'abc', '1'));
test(loads, program('work', 'abc', '65'));
test(loads, program('work', 'abc', '1', '--json'), 'commander');
// Both fail after they have loaded all that they need.
test(loads, program('server', '--ca-cert', 'none.pem', '--no-records'), 'commander');
test(loads, program('client', '--ca-cert', 'none.pem'), 'commander');
test(loads, program('certs', 'init', '--help'), 'commander');
test(loads, program('certs', 'list', '--directory', 'none'), 'commander');
