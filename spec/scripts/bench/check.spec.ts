import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { check, recordRatio, type Measure } from '../../../scripts/bench/check.js';

const NODE_20 = { node: '20.19.0', openssl: '3.0.0' };

async function recordedIn(t: ExecutionContext, recorded: object): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-bench-spec-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const path = join(directory, 'recorded.json');
  await writeFile(path, JSON.stringify(recorded));
  return path;
}

/** Returns a measurement that resolves to these ratios in turn, and a count of its calls. */
function measuring(...ratios: readonly number[]): { measure: Measure; taken: () => number } {
  let taken = 0;
  return { measure: () => Promise.resolve(ratios[taken++] ?? NaN), taken: () => taken };
}

const RECORDED = { 20: { ratio: 1.2 } };

test('a ratio at the limit passes', async (t) => {
  const { measure, taken } = measuring(1.2 * 1.5);
  const said = await check(await recordedIn(t, RECORDED), NODE_20, measure);
  t.is(said, 'CPU time relative to the bare server on Node 20: 1.80, limit 1.80.');
  t.is(taken(), 1);
});

test('a ratio over the limit is measured once more, and passes if the second one does', async (t) => {
  const { measure, taken } = measuring(1.9, 1.3);
  t.regex(await check(await recordedIn(t, RECORDED), NODE_20, measure), /: 1\.30, limit 1\.80/);
  t.is(taken(), 2);
});

test('two ratios over the limit fail with one line', async (t) => {
  const { measure, taken } = measuring(1.9, 2);
  await t.throwsAsync(check(await recordedIn(t, RECORDED), NODE_20, measure), {
    message: 'CPU time relative to the bare server on Node 20: 2.00, limit 1.80: too high.',
  });
  t.is(taken(), 2);
});

test('a version of Node without a record is measured and passes, and the line says so', async (t) => {
  const { measure, taken } = measuring(9);
  const said = await check(await recordedIn(t, RECORDED), { ...NODE_20, node: '24.1.0' }, measure);
  t.regex(said, /Node 24: 9\.00\. Nothing is recorded for this version of Node/);
  t.is(taken(), 1);
});

test('a new record replaces only that of the same major version, and later checks use it', async (t) => {
  const path = await recordedIn(t, { 24: { ratio: 2 }, 20: { ratio: 9 } });
  await recordRatio(path, NODE_20, measuring(1.234).measure);
  const recorded = JSON.parse(await readFile(path, 'utf8')) as Record<string, object>;
  t.deepEqual(recorded['24'], { ratio: 2 });
  t.like(recorded['20'], { ratio: 1.23, ...NODE_20 });
  t.regex(await check(path, NODE_20, measuring(1.5).measure), /limit 1\.84/);
});

test('the committed file has ratios by major version', async (t) => {
  const path = new URL('../../../../scripts/bench/recorded.json', import.meta.url);
  const recorded = JSON.parse(await readFile(path, 'utf8')) as Record<
    string,
    { ratio: number; node: string }
  >;
  for (const [major, { ratio, node }] of Object.entries(recorded)) {
    t.true(node.startsWith(`${major}.`));
    t.true(ratio > 0 && ratio < 10);
  }
  t.true('20' in recorded);
});
