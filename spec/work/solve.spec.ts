import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test from 'ava';
import type { Engine } from '../../lib/work/engine.js';
import { startPool } from '../../lib/work/pool.js';
import { solve } from '../../lib/work/solve.js';
import { satisfies } from '../../lib/work/verify.js';

const SOLVE = new URL('../../lib/work/solve.js', import.meta.url).href;
const POOL = new URL('../../lib/work/pool.js', import.meta.url).href;

const solved = test.macro({
  async exec(t, nBits: number, engine?: Engine) {
    const { suffix, attempts, seconds } = await solve('solve', nBits, { engine, threads: 2 });
    t.true(satisfies('solve', nBits, suffix));
    t.true(attempts >= 1);
    t.true(seconds >= 0);
  },
  title: (_, nBits: number, engine?: Engine) =>
    `${nBits} bits are solved${engine === undefined ? '' : ` by ${engine}`}`,
});

for (const nBits of [0, 1, 8, 12, 13, 16, 17, 20]) test(solved, nBits);
test(solved, 8, 'simd');
test(solved, 16, 'crypto');
test(solved, 17, 'crypto');

test('threads of others are used, and left running', async (t) => {
  const pool = startPool({ threads: 1 });
  t.true(satisfies('pooled', 17, (await solve('pooled', 17, { pool })).suffix));
  t.true(satisfies('pooled', 18, (await solve('pooled', 18, { pool })).suffix));
  await pool.close();
  await t.throwsAsync(solve('pooled', 17, { pool }), { any: true, name: 'AbortError' });
});

test('an abort ends a search by threads', async (t) => {
  const abort = new AbortController();
  const solving = solve('abort', 64, {
    signal: abort.signal,
    onProgress: () => {
      abort.abort(new Error('gone'));
    },
  });
  await t.throwsAsync(solving, { message: 'gone' });
});

test('a signal that was aborted before is heeded at every difficulty', async (t) => {
  const signal = AbortSignal.abort(new Error('before'));
  for (const nBits of [0, 14, 64]) {
    await t.throwsAsync(solve('abort', nBits, { signal }), { message: 'before' });
  }
});

test('what breaks the rules is refused', async (t) => {
  await t.throwsAsync(solve('not a token', 1), { code: 'invalid_option' });
  await t.throwsAsync(solve('a', 65), { code: 'invalid_option' });
  await t.throwsAsync(solve('a', 1, { threads: 0 }), { code: 'invalid_option' });
});

// In a program of its own: that it ends by itself shows that nothing keeps it alive.
async function outputOf(statements: string): Promise<string> {
  const program = `
    const { solve } = await import(${JSON.stringify(SOLVE)});
    const { startPool } = await import(${JSON.stringify(POOL)});
    const abort = new AbortController();
    const workers = [];
    process.on('worker', (worker) => workers.push(worker));
    ${statements}
    // A thread is told of one tick after it was made.
    await new Promise((resolve) => process.nextTick(resolve));
    console.log(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length, 'timers');
    console.log(workers.filter(({ threadId }) => threadId !== -1).length, 'of', workers.length, 'threads');`;
  const args = ['--trace-warnings', '--input-type=module', '-e', program];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  return stdout + stderr;
}

const leavesNothing = test.macro(async (t, call: string) => {
  t.is(await outputOf(call), '0 timers\n0 of 3 threads\n');
});

test('a solved search leaves nothing', leavesNothing, `await solve('a', 18, { threads: 3 });`);
test(
  'an aborted search leaves nothing',
  leavesNothing,
  `const { signal } = abort;
  await solve('a', 64, { signal, threads: 3, onProgress: () => abort.abort() }).catch(() => {});`,
);
test(
  'a search that is aborted while its threads start leaves nothing',
  leavesNothing,
  `setImmediate(() => abort.abort());
  await solve('a', 64, { signal: abort.signal, threads: 3 }).catch(() => {});`,
);

test('a pool that is never used does not keep a program alive', async (t) => {
  t.is(await outputOf(`startPool({ threads: 2 });`), '0 timers\n2 of 2 threads\n');
});

test('nor does one after its job', async (t) => {
  const call = `await startPool({ threads: 2 }).solve('a', 17);`;
  t.is(await outputOf(call), '0 timers\n2 of 2 threads\n');
});

test('a pool keeps a program alive while a job is under way', async (t) => {
  const call = `startPool({ threads: 2 }).solve('a', 20).then(() => console.log('solved'));`;
  t.is(await outputOf(call), '1 timers\n2 of 2 threads\nsolved\n');
});

test('a pool whose threads fail while nobody uses it ends no program', async (t) => {
  const call = `
    const pool = startPool({ threads: 2 });
    await new Promise((resolve) => process.nextTick(resolve));
    await new Promise((resolve) => workers[1].once('exit', resolve).terminate());
    await pool.solve('a', 20).catch((error) => console.log(error.code, error.message));`;
  t.is(await outputOf(call), 'internal_error A solver thread ended.\n0 timers\n1 of 2 threads\n');
});
