import test from 'ava';
import { choose } from '../../../lib/programs/records/find.js';
import { ParticipantFold } from '../../../lib/records/participants/summarize.js';
import { client, sample } from '../../records/reading/samples.js';
import { run } from '../../support/records-program.js';
import { ADA, fingerprint, MAX, OTHER_MAX, recordsFile } from './fixture.js';

const fold = new ParticipantFold();
for (const one of [ADA, MAX, OTHER_MAX, client('MAX', fingerprint('03')), client('Zoë', fingerprint('05'))]) {
  fold.add(sample({ client: one }));
}
const all = fold.summaries();

test('a participant is found by name, fingerprint, its first digits, and e-mail address, the exact one first', (t) => {
  for (const [who, digits] of [
    ['Ada Lovelace', 'AD'],
    ['  ada   lovelace ', 'AD'],
    ['ADA@EXAMPLE.ORG', 'AD'],
    ['ad:ad:ad:ad', 'AD'],
    ['02020202', '02'],
    ['MAX', '03'],
    ['Zoe\u0308', '05'],
  ] as const) {
    t.is(choose(who, all).fingerprints[0], fingerprint(digits), who);
  }
});

test('a name of several participants is told, with what tells them apart', (t) => {
  t.throws(() => choose('Max', all), {
    code: 'invalid_option',
    message:
      '"Max": means 2 participants: give the fingerprint of one (01:01:01:01:01:01:01:01, 02:02:02:02:02:02:02:02), or --identity cn for all of a name',
  } as object);
  t.throws(() => choose('max', all), { message: /means 3 participants/ });
});

test('an unknown name is told, with those that are near', (t) => {
  const none = 'no participant has this name, fingerprint or e-mail address';
  for (const who of ['Ada Lovelance', 'Lovelac', 'Adda']) {
    t.throws(() => choose(who, all), { message: `"${who}": ${none} (did you mean "Ada Lovelace"?)` });
  }
  t.throws(() => choose('Nobody\u001b at all', all), { message: `"Nobody\\u001b at all": ${none}` });
  t.throws(() => choose('AD:AD', all), { message: new RegExp(none) }, 'too few digits');
});

for (const [args, message] of [
  [['show', 'Max'], '"Max": means 2 participants: give'],
  [['why', 'Macks'], '"Macks": no participant has'],
] as const) {
  test(`${args.join(' ')}: one line, and exit 1`, async (t) => {
    const { code, out, err } = await run(...args, '--records', await recordsFile(t));
    t.is(code, 1);
    t.deepEqual(out, []);
    t.is(err.length, 1);
    t.true(err[0]?.startsWith(`tlslp-records: ${message}`), err[0]);
  });
}

test('--identity cn: all certificates of a name are one participant', async (t) => {
  const { out } = await run('show', '01010101', '--identity', 'cn', '--records', await recordsFile(t));
  t.regex(out.join('\n'), /^Max\n {2}state {6}done\n {2}tries {6}2/);
  t.is(out.filter((line) => line.startsWith('  SHA-256')).length, 2);
});
