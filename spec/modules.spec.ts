import test from 'ava';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './docs/documents.js';

const LIB = join(ROOT, 'dist', 'lib');
/** What is a thread's program, not a module. */
const PROGRAMS = new Set([join('work', 'worker.js')]);

test('every module of the library can be loaded by itself, says nothing, and leaves nothing running', async (t) => {
  const modules = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js') && !PROGRAMS.has(name))
    .map((name) => join(LIB, name));
  t.true(modules.length > 50);
  const program = 'for (const path of process.argv.slice(1)) await import(path);';
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    program,
    ...modules,
  ]);
  t.is(stdout + stderr, '');
});
