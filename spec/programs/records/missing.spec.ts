import { writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { at } from '../../records/reading/samples.js';
import { run } from '../../support/records-program.js';
import { fingerprint, recordsFile } from './fixture.js';

async function rosterOf(t: ExecutionContext, text: string | Uint8Array) {
  const path = await recordsFile(t);
  const roster = `${path}.roster.csv`;
  await writeFile(roster, text);
  return {
    roster,
    missing: (...args: string[]) => run('missing', '--roster', roster, '--records', path, ...args),
  };
}

test('missing: who never came, how the others ended, and who is done without being on the roster', async (t) => {
  const { missing } = await rosterOf(
    t,
    '\ufeffName;E-Mail;ou;email\nada  LOVELACE;;10b;\nNobody;x;10b;nobody@example.org\n',
  );
  const { code, out } = await missing();
  t.is(code, 0);
  t.deepEqual(out, [
    'NAME    STATE       TRIES  LAST TRY (UTC)  AT',
    'Nobody  never came  0      -               -',
    '',
    '2 on the roster: 1 done, 1 missing, 1 of them never came',
    '1 participant who is done is not on the roster: "Max"',
  ]);
});

test('a fingerprint counts before an e-mail address, and that before a name', async (t) => {
  const rows = [
    `Max,,${fingerprint('02')}`,
    `Max,,${fingerprint('01').replaceAll(':', '').toLowerCase()}`,
    'Somebody else,ADA@example.org,',
    'Max,nobody@example.org,',
    `,,${fingerprint('77')}`,
    ',,',
  ];
  const { missing } = await rosterOf(t, `name,email,fingerprint\r\n${rows.join('\r\n')}\r\n`);
  const { out } = await missing('--json');
  t.deepEqual(
    out.map((line) => JSON.parse(line) as unknown),
    [
      {
        name: 'Max',
        email: null,
        fingerprint: fingerprint('02').replaceAll(':', ''),
        state: 'timeout',
        tries: 1,
        lastAt: at(1880),
        lastStep: 'WORK',
        lastError: 'timed_out',
      },
      {
        name: null,
        email: null,
        fingerprint: fingerprint('77').replaceAll(':', ''),
        state: 'never came',
        tries: 0,
        lastAt: null,
        lastStep: null,
        lastError: null,
      },
    ],
  );
  const { out: lines } = await missing();
  t.regex(lines[1] ?? '', /^Max +timeout {5}1 +\d{4}-\d\d-\d\d 03:35 {2}WORK \(timed_out\)$/);
  t.is(lines.at(-1), '5 on the roster: 3 done, 2 missing, 1 of them never came');
});

test('nobody is missing', async (t) => {
  const { missing } = await rosterOf(t, 'name\nAda Lovelace\nMax\n');
  t.deepEqual((await missing()).out, ['2 on the roster: 2 done, 0 missing, 0 of them never came']);
});

for (const [title, text, problem] of [
  ['empty', '', 'must begin with a header that has a column name, email or fingerprint.'],
  [
    'without such a column',
    'a,b\n1,2\n',
    'must begin with a header that has a column name, email or fingerprint.',
  ],
  ['a header alone', 'name\n\n', 'has no row below its header.'],
  [
    'no UTF-8',
    Uint8Array.from([110, 97, 109, 101, 10, 0xfc, 10]),
    'must be CSV in UTF-8 (in Excel: "CSV UTF-8").',
  ],
  ['an open quote', 'name\n"Ada\n', 'row 2: a quote is opened and never closed.'],
  [
    'a wrong fingerprint',
    'name,fingerprint\nAda,\u001b12\n',
    'row 2, column fingerprint, "\\\\u001b12": must be a SHA-256 fingerprint of 64 hexadecimal digits.',
  ],
  ['a row without any', 'name,ou\n,10b\n', 'row 2: must have a name, an email or a fingerprint.'],
] as const) {
  test(`a roster that is wrong, ${title}: one line, and exit 1`, async (t) => {
    const { roster, missing } = await rosterOf(t, text);
    t.deepEqual(await missing(), {
      code: 1,
      out: [],
      err: [`tlslp-records: The roster ${roster} ${problem}`],
    });
  });
}

test('a roster that is not there', async (t) => {
  const { code, err } = await run('missing', '--roster', '/nowhere/x.csv', '--records', await recordsFile(t));
  t.is(code, 1);
  t.deepEqual(err, ['tlslp-records: The roster /nowhere/x.csv cannot be read: no such file.']);
});
