import { getEventListeners } from 'node:events';
import test from 'ava';
import type { Engine } from '../../lib/work/engine.js';
import { startPool } from '../../lib/work/pool.js';
import { satisfies } from '../../lib/work/verify.js';

test('a pool solves one job after another', async (t) => {
  const pool = startPool({ threads: 2 });
  for (const nBits of [0, 1, 10, 17]) {
    const { suffix, attempts, seconds } = await pool.solve('reuse', nBits);
    t.true(satisfies('reuse', nBits, suffix));
    t.true(attempts > 0);
    t.true(seconds > 0);
  }
  await pool.close();
});

test('jobs given at once are all solved', async (t) => {
  const pool = startPool({ threads: 2 });
  const tokens = Array.from({ length: 12 }, (_, i) => 'x'.repeat(i + 1));
  const solutions = await Promise.all(tokens.map((token) => pool.solve(token, 12)));
  t.true(solutions.every(({ suffix }, i) => satisfies(tokens[i] ?? '', 12, suffix)));
  await pool.close();
});

test('an abort ends its own job only, with its reason, and leaves no listener', async (t) => {
  const pool = startPool({ threads: 2 });
  const { signal, abort } = abortable();
  const stuck = pool.solve('stuck', 64, { signal });
  const behind = pool.solve('behind', 14);
  abort(new Error('the server went away'));
  await t.throwsAsync(stuck, { message: 'the server went away' });
  t.true(satisfies('behind', 14, (await behind).suffix));
  t.is(getEventListeners(signal, 'abort').length, 0);
  await pool.close();
});

test('a signal that was aborted before starts nothing', async (t) => {
  const pool = startPool({ threads: 1 });
  await t.throwsAsync(pool.solve('a', 64, { signal: AbortSignal.abort(new Error('before')) }), {
    message: 'before',
  });
  await pool.close();
});

test('progress tells of more and more attempts, and what it throws ends the job', async (t) => {
  const pool = startPool({ threads: 1 });
  const seen: number[] = [];
  const solving = pool.solve('a', 64, {
    onProgress: ({ attempts, seconds, expectedAttempts }) => {
      t.is(expectedAttempts, 2 ** 64);
      t.true(seconds > 0);
      seen.push(attempts);
      if (attempts > (seen[0] ?? 0)) throw new Error('enough');
    },
  });
  await t.throwsAsync(solving, { message: 'enough' });
  t.true(seen.length >= 2);
  t.true(satisfies('a', 12, (await pool.solve('a', 12)).suffix), 'the pool lives on');
  await pool.close();
});

test('closing stops what is under way and what comes later', async (t) => {
  const pool = startPool({ threads: 2 });
  const stuck = t.throwsAsync(pool.solve('a', 64), {
    any: true,
    name: 'AbortError',
    message: 'The pool was closed.',
  });
  await pool.close();
  await stuck;
  await t.throwsAsync(pool.solve('a', 64), { any: true, name: 'AbortError' });
  await t.notThrowsAsync(pool.close());
});

test('threads that fail end the jobs of the pool, and each job is told once', async (t) => {
  const pool = startPool({ threads: 2, engine: 'no such engine' as Engine });
  const jobs = await Promise.allSettled([pool.solve('a', 64), pool.solve('b', 64)]);
  for (const job of jobs) {
    const reason: unknown = job.status === 'rejected' ? job.reason : null;
    t.like(reason, { code: 'internal_error', message: 'A solver thread failed.' });
  }
  await t.throwsAsync(pool.solve('a', 64), { code: 'internal_error', name: 'ServiceError' });
  await t.notThrowsAsync(pool.close());
  await t.throwsAsync(pool.solve('a', 64), { message: 'A solver thread failed.' });
});

test('a pool is closed by its end of scope', async (t) => {
  const pool = startPool({ threads: 1 });
  const stuck = t.throwsAsync(pool.solve('a', 64), { any: true, name: 'AbortError' });
  await pool[Symbol.asyncDispose]();
  await stuck;
});

test('a pool refuses what breaks the rules', async (t) => {
  const pool = startPool({ threads: 1 });
  t.is(pool.threads, 1);
  await t.throwsAsync(pool.solve('', 1), { code: 'invalid_option' });
  await pool.close();
  t.throws(() => startPool({ threads: 0 }), { code: 'invalid_option' });
});

function abortable() {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    abort: (reason: Error) => {
      controller.abort(reason);
    },
  };
}
