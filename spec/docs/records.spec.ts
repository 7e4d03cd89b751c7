import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { SessionRecord } from '../../lib/records/record.js';
import { at, client, failure, lineOf, sample } from '../records/reading/samples.js';
import { hasProgram } from '../support/has-program.js';
import { blocksOf, ROOT, type Block } from './documents.js';
import { makePlace, type Place } from './place.js';
import { runBlock } from './shell.js';

// Those that need a database are in postgres.spec.ts.
const blocks = blocksOf(join(ROOT, 'docs', 'records.md')).filter(({ info }) => info[1] !== 'postgres');
const testWithJq = hasProgram('jq', '--version') ? test : test.skip;

/** The block of the document that has this text. */
function blockWith(text: string): Block {
  const found = blocks.filter((block) => block.text.includes(text));
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} blocks have ${text}`);
  return found[0];
}

const ada = client('Ada Lovelace', 'AD:01');
const grace = client('Grace Hopper', '6A:01');
const work = (seconds: number) => ({ nBits: 8, suffix: 'a', zeroBits: 9, seconds });
const RECORDS: readonly SessionRecord[] = [
  failure({ client: ada, endedAt: at(5) }),
  sample({ client: ada, endedAt: at(10), work: work(3), answers: { FULL_NAME: 'Ada', EMAIL1: 'old' } }),
  sample({ client: ada, endedAt: at(20), work: work(1), answers: { FULL_NAME: 'Ada "L"', EMAIL1: 'new' } }),
  failure({ client: grace, endedAt: at(30), outcome: 'stopped', error: null }),
  sample({ client: client('Max', 'AA:03'), endedAt: at(40), confirmed: false, work: work(2) }),
];

/** A place whose records are those above, each `done` with its line before DONE, and with a torn line. */
async function makeClass(t: ExecutionContext): Promise<Place> {
  const place = await makePlace();
  t.teardown(() => rm(dirname(place.cwd), { recursive: true, force: true }));
  const lines = RECORDS.flatMap((record) =>
    record.outcome === 'done' ? [{ ...record, confirmed: null }, record] : [record],
  ).map(lineOf);
  const path = join(place.env['XDG_STATE_HOME'] ?? '', 'tlslp', 'records.ndjson');
  await writeFile(path, `${lines.join('')}{"id":"torn","outcome":"do\n\n`);
  return place;
}

async function runIn(t: ExecutionContext, place: Place, text: string): Promise<string[]> {
  const { code, output } = await runBlock(blockWith(text), place);
  t.is(code, 0, output);
  return output.split('\n').slice(0, -1);
}

test('the recipes with tlslp-records say what was recorded', async (t) => {
  const place = await makeClass(t);
  const run = (text: string): Promise<string[]> => runIn(t, place, text);
  t.deepEqual((await run('tlslp-records list')).at(-1), '3 participants: 2 done, 1 not done');
  t.is((await run('tlslp-records why "Ada'))[0], 'Ada Lovelace: 3 tries, done 2 times');
  t.true((await run('tlslp-records stats')).includes('Tries         5  3 done, 1 failed, 1 stopped'));
  const missing = await run('tlslp-records missing');
  t.deepEqual(
    missing.slice(1, 3).map((line) => line.split(/ {2,}/).slice(0, 2)),
    [
      ['Grace Hopper', 'stopped'],
      ['Čapek Karel', 'never came'],
    ],
  );
  t.deepEqual(await run('tlslp-records export > answers.csv'), []);
  const lines = async (name: string): Promise<string[]> =>
    (await readFile(join(place.cwd, name), 'utf8')).split('\n').slice(0, -1);
  t.deepEqual((await lines('answers.csv')).length, 3);
  t.regex((await lines('graded.csv'))[1] ?? '', /,"Ada ""L""",new\r$/);
  t.is((await lines('tries.ndjson')).length, RECORDS.length);
});

testWithJq('the recipes with jq say the same as tlslp-records', async (t) => {
  const place = await makeClass(t);
  const run = (text: string): Promise<string[]> => runIn(t, place, text);
  await run('tlslp-records missing');
  await run('reduce (inputs');
  const last = (await readFile(join(place.cwd, 'last.ndjson'), 'utf8')).split('\n').slice(0, -1);
  t.deepEqual(
    last.map((line) => JSON.parse(line) as SessionRecord),
    RECORDS,
  );
  t.deepEqual(await run("tojson' last.ndjson"), ['"Ada Lovelace"', '"Max"']);
  await run('max_by(.endedAt)');
  t.is(
    await readFile(join(place.cwd, 'answers.csv'), 'utf8'),
    '"Max","Ada",\n"Ada Lovelace","Ada ""L""","new"\n',
  );
  t.deepEqual(await run('!= "done")'), [
    `["${at(5)}","Ada Lovelace","WORK","invalid_suffix"]`,
    `["${at(30)}","Grace Hopper","WORK",null]`,
  ]);
  t.deepEqual(await run('tries: length'), ['{"tries":3,"median":2,"longest":3}']);
  t.deepEqual((await run('comm -13')).sort(), ['Grace Hopper', 'Čapek Karel']);
});
