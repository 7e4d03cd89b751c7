import { appendFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import { at, client, failure, lineOf, sample } from '../../records/reading/samples.js';
import { run, runOn } from '../../support/records-program.js';
import { CLASS, fingerprint, recordsFile } from './fixture.js';

const day = at(0).slice(0, 10);

test('list: a line for each participant, and no answer', async (t) => {
  const path = await recordsFile(t);
  const { code, out, err } = await run('list', '--records', path);
  t.is(code, 0);
  t.deepEqual(err, []);
  t.deepEqual(out, [
    'NAME                        STATE         TRIES  CHANGED  FIRST DONE (UTC)  LAST DONE (UTC)',
    '=Ev\\u001b[2J\\u202eil"       disconnected  1      -        -                 -',
    '127.0.0.1 (no certificate)  stopped       1      -        -                 -',
    `Ada Lovelace                done          5      1        ${day} 03:05  ${day} 03:08`,
    `Max                         done          1      -        ${day} 03:05  ${day} 03:05`,
    'Max                         timeout       1      -        -                 -',
    '',
    '5 participants: 2 done, 3 not done',
  ]);
  const json = await run('list', '--records', path, '--json', '--identity', 'cn');
  const rows = json.out.map(
    (line) => JSON.parse(line) as { identity: string; tries: number; changed: string[] },
  );
  t.deepEqual(
    rows.map(({ identity, tries, changed }) => [identity, tries, changed]),
    [
      ['cn:Ada Lovelace', 5, ['COUNTRY']],
      ['cn:Max', 2, []],
      [`cn:${client('=Ev\u001b[2J\u202eil"', '').subject['CN'] as string}`, 1, []],
      ['address:127.0.0.1', 1, []],
    ],
  );
  t.true(
    json.out.every((line) => /^[\x20-\x7e]+$/.test(line)),
    'safe to look at',
  );
});

test('list on a terminal of 80 columns fits, with wide and right-to-left names, and has colours', async (t) => {
  const names = ['李小龍と山田太郎の長い名前のチームです', 'שלום עולם', 'x'.repeat(90), 'e\u0301a'];
  const text = names
    .map((name, n) => lineOf(sample({ client: client(name, fingerprint(`0${n}`)) })))
    .join('');
  const { out } = await runOn({ columns: 80 }, 'list', '--records', await recordsFile(t, text));
  const plain = out.map((line) => line.replace(/\u001b\[\d+m/g, ''));
  t.not(plain.join(''), out.join(''));
  t.deepEqual(plain.slice(0, 5), [
    'NAME                   STATE  TRIES  CHANGED  FIRST DONE (UTC)  LAST DONE (UTC)',
    `e\u0301a                     done   1      -        ${day} 03:05  ${day} 03:05`,
    `xxxxxxxxxxxxxxxxxxxx…  done   1      -        ${day} 03:05  ${day} 03:05`,
    `שלום עולם              done   1      -        ${day} 03:05  ${day} 03:05`,
    `李小龍と山田太郎の長…  done   1      -        ${day} 03:05  ${day} 03:05`,
  ]);
});

test('list: nothing there', async (t) => {
  t.deepEqual((await run('list', '--records', await recordsFile(t, ''))).out, ['No records.']);
  t.deepEqual((await run('list', '--json', '--records', await recordsFile(t, '\n'))).out, []);
});

test('why: a sentence for each try, and what helps', async (t) => {
  const path = await recordsFile(t);
  const { code, out } = await run('why', 'ada lovelace', '--records', path);
  t.is(code, 0);
  t.deepEqual(out, [
    'Ada Lovelace: 5 tries, done 2 times',
    '',
    `Try 1, ${day} 03:04:05 UTC`,
    '  Failed at WORK after 12 s: Invalid suffix returned from client.',
    '  The client should hash the token and the suffix with nothing between, and count zero bits from the',
    '  end of the digest.',
    '  Before it, 2 more sessions answered nothing and have no record.',
    '',
    `Try 2, ${day} 03:05:05 UTC`,
    '  Done after 35 s.',
    '',
    `Try 3, ${day} 03:07:25 UTC`,
    '  Done after 1 min.',
  ]);
  const said = async (who: string): Promise<string> =>
    (await run('why', who, '--records', path)).out.join('\n');
  t.regex(
    await said('01:01:01:01'),
    /Done after 30 s; left before OK\.\n {2}Nothing is lost, the answers are kept:/,
  );
  t.regex(
    await said('02020202'),
    /not done\n\n.*\n {2}WORK timed out: no answer within 1800 s\.\n.*fewer bits \(--n-bits\)/,
  );
  t.regex(
    await said('127.0.0.1'),
    /Cut off at HELLO after 1\.0 s: the server ended\.\n {2}The server ended before/,
  );
  t.regex(await said(fingerprint('EE')), /Left at EMAIL1 after 5\.0 s\./);
  const [first] = (await run('why', 'ada@example.org', '--json', '--records', path)).out;
  t.like(JSON.parse(first ?? ''), { id: 'ada 1', step: 'WORK', error: { code: 'invalid_suffix' } });
  t.regex(first ?? '', /"advice":"The client should hash/);
});

test('no answer is shown by list, why, stats, missing and verify', async (t) => {
  const path = await recordsFile(t);
  const roster = `${path}.roster.csv`;
  await writeFile(roster, 'name\nMax\nNobody\n');
  for (const args of [
    ['list'],
    ['why', 'Ada Lovelace'],
    ['why', 'nobody like this'],
    ['stats'],
    ['missing', '--roster', roster],
    ['verify'],
  ]) {
    for (const json of [[], ['--json']]) {
      const { out, err } = await run(...args, ...json, '--records', path);
      t.false([...out, ...err].join('\n').includes('secret'), args.join(' '));
      t.true(out.length + err.length > 0);
    }
  }
});

test('show: everything about him, answers included', async (t) => {
  const path = await recordsFile(t);
  const { out } = await run('show', 'Ada Lovelace', '--records', path);
  const shown = out.join('\n');
  for (const part of [
    'Ada Lovelace\n  state      done\n  tries      5, the first',
    '  done       2 times, first',
    '  changed    COUNTRY',
    '  e-mail     ada@example.org',
    '  before it  2 sessions without a record',
    '  work       8 bits in 1.5 s, suffix abc',
    '    COUNTRY    France\n               (before: Spain)',
  ]) {
    t.true(shown.includes(part), part);
  }
  const max = (await run('show', fingerprint('01'), '--records', path)).out.join('\n');
  t.true(max.includes('    FULL_NAME  secret answer "of" Max,\\nline 2'), 'one line for each answer');
  const bare = (await run('show', '127.0.0.1', '--records', path)).out.join('\n');
  t.regex(bare, /^127\.0\.0\.1 \(no certificate\)\n {2}state {6}stopped/);
  const json = await run('show', 'ada@example.org', '--json', '--records', path);
  t.deepEqual(
    json.out.map((line) => JSON.parse(line) as unknown),
    CLASS.filter(({ id }) => id.startsWith('ada')),
  );
});

test('show: work of an earlier connection', async (t) => {
  const work = { nBits: 8, suffix: 'abc', zeroBits: 9, seconds: 1.5, resumed: true } as const;
  const path = await recordsFile(t, `${JSON.stringify(sample({ work, client: null }))}\n`);
  const { out } = await run('show', '127.0.0.1', '--records', path);
  t.true(out.join('\n').includes('8 bits in 1.5 s, suffix abc, of an earlier connection'), out.join('\n'));
});

test('stats: tries, durations, failures by step', async (t) => {
  const path = await recordsFile(t);
  const { out } = await run('stats', '--records', path);
  t.deepEqual(out, [
    'Participants  5    2 done, 3 not done',
    'Tries         7    3 done, 1 failed, 1 timeout, 1 disconnected, 1 stopped',
    '              + 2  that answered nothing and have no record',
    'Done          3    2 with OK, 1 without, 0 unknown',
    `From ${day} 03:04:05 to ${day} 03:35:25 UTC`,
    '',
    'TIME FOR            TRIES  MEDIAN  90 % WITHIN  LONGEST',
    'a try that is done  3      35 s    1 min        1 min',
    'work of 8 bits      3      1.5 s   1.5 s        1.5 s',
    '',
    'NOT DONE AT  OUTCOME       REASON          TRIES',
    'WORK         failed        invalid_suffix  1',
    'WORK         timeout       timed_out       1',
    'EMAIL1       disconnected  disconnected    1',
    'HELLO        stopped       -               1',
  ]);
  const [json = ''] = (await run('stats', '--json', '--records', path)).out;
  t.like(JSON.parse(json), { participants: { all: 5, done: 2 }, sessions: 7, suppressed: 2 });
  t.deepEqual((await run('stats', '--records', await recordsFile(t, ''))).out, ['No records.']);
});

test('verify: sound, with a line that is being written; damaged, with the places; and by its exit code', async (t) => {
  const path = await recordsFile(t);
  const sound = await run('verify', '--records', path);
  t.is(sound.code, 0);
  t.deepEqual(sound.out, [
    '1 file, 10 lines, 10 records of 7 sessions',
    '        4  records a minute or more out of order: was the clock set?',
    '       11  bytes after the last line: being written, or torn',
    'Sound.',
  ]);
  await appendFile(path, `\n\n{}\n${lineOf(failure({ id: 'ada 2' }))}`);
  const damaged = await run('verify', '--records', path);
  t.is(damaged.code, 1);
  t.deepEqual(damaged.out.slice(1, 4), [
    '        1  torn line, as a crash or a full disk leaves it',
    '        1  line of JSON that is no record',
    '        1  record that takes an earlier one of its session back',
  ]);
  t.true(damaged.out.includes(`  ${path}, line 11: torn`));
  t.true(damaged.out.includes(`  ${path}, line 14: takes an earlier record back`));
  const json = await run('verify', '--json', '--records', path);
  t.is(json.code, 1);
  t.like(JSON.parse(json.out[0] ?? ''), { sound: false, torn: 1, foreign: 1, takenBack: 1, sessions: 7 });
});

test('verify names a moved file that cannot be read, or that ends in the middle of a line', async (t) => {
  const path = await recordsFile(t);
  await writeFile(`${path}.2.gz`, 'no gzip');
  const { code, out, err } = await run('verify', '--records', path);
  t.is(code, 1);
  t.true(out.includes('        1  file that could not be read'));
  t.deepEqual(err, [`tlslp-records: ${path}.2.gz is not read: it is not what gzip writes`]);
  t.is((await run('verify', '--records', path, '--this-file-only')).code, 0);
  const other = await recordsFile(t);
  await writeFile(`${other}.1`, '{"id":"torn');
  const torn = await run('verify', '--records', other);
  t.is(torn.code, 1);
  t.true(torn.out.includes(`  ${other}.1, line 1: torn`));
  t.deepEqual((await run('list', '--records', path)).err, err, 'every command says so');
});
