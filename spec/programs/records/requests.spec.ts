import test from 'ava';
import { parseRecordsArguments } from '../../../lib/programs/records/requests.js';
import { RECORDS_COMMANDS } from '../../../lib/programs/records/command-lines.js';
import { run } from '../../support/records-program.js';
import { recordsFile } from './fixture.js';

function requestOf(...argv: string[]): unknown {
  const usage = parseRecordsArguments(argv);
  return usage.kind === 'run' ? usage.options : usage;
}

const PLACE = { records: null, thisFileOnly: false };

test('each command has its request', (t) => {
  t.deepEqual(requestOf('list'), { command: 'list', json: false, ...PLACE, identity: 'fingerprint' });
  t.deepEqual(requestOf('show', 'Ada', '--json', '--identity', 'CN'), {
    command: 'show',
    who: 'Ada',
    json: true,
    ...PLACE,
    identity: 'cn',
  });
  t.deepEqual(requestOf('export', '--all', '--names', 'A,B', '--format', 'NDJSON', '--records', 'x'), {
    command: 'export',
    which: 'all',
    format: 'ndjson',
    before: null,
    names: ['A', 'B'],
    bom: false,
    records: 'x',
    thisFileOnly: false,
    identity: 'fingerprint',
  });
  t.like(requestOf('export'), { which: 'last', format: 'csv', names: null });
  t.like(requestOf('missing', '--roster', 'r.csv'), { command: 'missing', roster: 'r.csv' });
  t.deepEqual(requestOf('verify', '--this-file-only'), {
    command: 'verify',
    json: false,
    records: null,
    thisFileOnly: true,
  });
});

test('ship takes a file, and a URL that the environment may name', (t) => {
  t.deepEqual(requestOf('ship', 'a.ndjson', 'postgresql://h/db'), {
    command: 'ship',
    json: false,
    weakCommits: false,
    thisFileOnly: false,
    file: 'a.ndjson',
    url: 'postgresql://h/db',
  });
  t.like(requestOf('ship', 'a.ndjson', '--json'), { json: true, url: null });
});

for (const [args, message] of [
  [['ship'], 'tlslp-records ship: file: is missing, must be the path of a file: not empty, no NUL character'],
  [['ship', 'a.ndjson', 'b.ndjson'], 'tlslp-records ship: url b.ndjson: must be a postgresql:// URL'],
  [[], 'tlslp-records: a command must be given: list, show, why, export, missing, stats, verify'],
  [
    ['lits'],
    'tlslp-records: lits: is no command, must be one of list, show, why, export, missing, stats, verify, ship, migrate (did you mean list?)',
  ],
  [
    ['show'],
    'tlslp-records show: participant: is missing, must be a name, a fingerprint or an e-mail address',
  ],
  [['why', ' '], 'tlslp-records why: participant " ": must be a name, a fingerprint or an e-mail address'],
  [['show', 'a', 'b'], 'tlslp-records show: b: only participant may be given without an option'],
  [
    ['list', 'answers.ndjson'],
    'tlslp-records list: answers.ndjson: every argument must be an option or the value of one; the records file is the value of --records',
  ],
  [
    ['why', 'Ada', 'answers.ndjson.1'],
    'tlslp-records why: answers.ndjson.1: only participant may be given without an option; the records file is the value of --records',
  ],
  [
    ['missing'],
    'tlslp-records missing: --roster: is missing, must be the path of a file: not empty, no NUL character',
  ],
  [['export', '--first', '--all'], 'tlslp-records export: --all: must not be given with --first'],
  [
    ['export', '--bom', '--format', 'json'],
    'tlslp-records export: --bom: must be given with --format csv only',
  ],
  [['export', '--format', 'xml'], 'tlslp-records export: --format xml: must be one of csv json ndjson'],
  [
    ['export', '--before', 'noon'],
    'tlslp-records export: --before noon: must be a time with its zone, such as 2026-05-01T08:00:00Z or 2026-05-01T10:00+02:00',
  ],
  [
    ['list', '--records', ''],
    'tlslp-records list: --records "": must be the path of a file (not empty, no NUL character), or a postgresql:// URL',
  ],
] as const) {
  test(`wrong usage is one line, and exit 2: ${args.join(' ')}`, async (t) => {
    const { code, out, err } = await run(...args);
    t.is(code, 2);
    t.deepEqual(out, []);
    t.is(err.length, 1);
    t.true(err[0]?.startsWith(message), err[0]);
  });
}

test('the help of each command fits 80 columns', (t) => {
  for (const command of [[], ...Object.keys(RECORDS_COMMANDS).map((word) => [word])]) {
    const usage = parseRecordsArguments([...command, '--help'], 80);
    t.is(usage.kind, 'exit');
    if (usage.kind !== 'exit') continue;
    t.is(usage.code, 0);
    for (const line of usage.stdout.split('\n')) t.true(line.length <= 80, line);
  }
});

for (const [title, path, why] of [
  ['missing', '/nowhere/records.ndjson', 'no such file'],
  ['a directory', '/tmp', 'it is a directory'],
  ['a device', '/dev/zero', 'it is not a regular file'],
] as const) {
  test(`a records file that is ${title}: one line, and exit 1`, async (t) => {
    for (const args of [['list'], ['show', 'x'], ['why', 'x'], ['export'], ['stats'], ['verify']]) {
      t.deepEqual(await run(...args, '--records', path), {
        code: 1,
        out: [],
        err: [`tlslp-records: Records cannot be read from ${path}: ${why}.`],
      });
    }
  });
}

test('a huge line that is no record harms nobody', async (t) => {
  const path = await recordsFile(t, `${'x'.repeat(40_000_000)}\n`);
  t.deepEqual((await run('list', '--records', path)).out, ['No records.']);
  const { code, out } = await run('verify', '--records', path);
  t.is(code, 1);
  t.is(out[1], '        1  line of more than 32 MiB');
});
