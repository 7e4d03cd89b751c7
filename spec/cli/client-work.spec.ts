import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { startWorker } from '../../lib/cli/client-work.js';
import { trailingZeroBits, workDigest } from '../../lib/protocol/digests.js';

const never = new AbortController().signal;

/** What someone at a terminal would see. */
function terminal(): PassThrough & { isTTY: boolean; columns: number } {
  return Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
}

test('on a terminal the work is shown, to its end', async (t) => {
  const stderr = terminal();
  const worker = startWorker(stderr, 1800, 1);
  const { suffix } = await worker.solve('token', 20, { signal: never });
  await worker.close();
  t.true(trailingZeroBits(workDigest('token', suffix)) >= 20);
  stderr.end();
  const shown = await text(stderr);
  t.regex(shown, /20 zero bits/);
  t.regex(shown, /Found a suffix/);
});

test('on a terminal, work that is stopped is said to be', async (t) => {
  const stderr = terminal();
  const worker = startWorker(stderr, 1800, 1);
  const stop = new AbortController();
  stderr.once('data', () => {
    stop.abort();
  });
  await t.throwsAsync(worker.solve('token', 64, { signal: stop.signal }), { name: 'AbortError' });
  await worker.close();
  stderr.end();
  t.regex(await text(stderr), /Stopped without a suffix/);
});

test('elsewhere nothing is shown', async (t) => {
  const stderr = new PassThrough();
  const worker = startWorker(stderr, 1800, null);
  const { suffix } = await worker.solve('token', 18, { signal: never });
  await worker.close();
  t.true(trailingZeroBits(workDigest('token', suffix)) >= 18);
  stderr.end();
  t.is(await text(stderr), '');
});
