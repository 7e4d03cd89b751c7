import test from 'ava';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './docs/documents.js';
import { COVERED } from './support/uncovered-children.js';

const LIB = join(ROOT, 'dist', 'lib');
/** What is a thread's program, not a module. */
const PROGRAMS = new Set([join('work', 'worker.js')]);

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

const loadsCommander = test.macro<[statement: string, expected: boolean]>({
  async exec(t, statement, expected) {
    const program = `
      import { createRequire } from 'node:module';
      ${statement}
      const { cache } = createRequire(import.meta.url);
      process.exitCode = Object.keys(cache).some((path) => path.includes('/commander/')) ? 7 : 8;`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: LIB,
      stdio: 'ignore',
    });
    t.deepEqual(await once(child, 'exit'), [expected ? 7 : 8, null]);
  },
  title: (_, statement, expected) => `${expected ? 'loads commander' : 'loads no commander'}: ${statement}`,
});

const work = (...argv: string[]) =>
  `const { main } = await import('./programs/work/main.js'); await main(${JSON.stringify(argv)});`;

test(loadsCommander, "await import('./server/serve.js');", false);
test(loadsCommander, "await import('./config/server-config.js');", false);
test(loadsCommander, work('abc', '1'), false);
test(loadsCommander, work('abc', '65'), false);
test(loadsCommander, work('abc', '1', '--json'), true);
