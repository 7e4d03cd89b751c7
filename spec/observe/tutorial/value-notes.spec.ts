import test from 'ava';
import { valueNotes } from '../../../lib/observe/tutorial/value-notes.js';
import { body, CKSUM, RANDOM_STRING, TOKEN } from './conversation.js';

const testNoted = test.macro({
  exec(t, value: string, pattern: RegExp) {
    const notes = valueNotes(body(), TOKEN, value);
    t.is(notes.length, 1, notes.join(' '));
    t.regex(notes[0] ?? '', pattern);
  },
  title: (given, value: string) => `noted: ${given ?? encodeURIComponent(value)}`,
});

test(testNoted, '', /empty/);
test(testNoted, 'Ada\r', /CR LF/);
test(testNoted, ' Ada', /begins with a space/);
test(testNoted, 'Ada ', /ends with a space/);
test(testNoted, ' -', /sha256sum/);
test(testNoted, ' - Ada', /sha256sum/);
test(testNoted, '"Ada"', /quotes/);
test(testNoted, 'A\0d\0a\0', /NUL/);
test(testNoted, '\ufeffAda', /byte order mark/);
test(testNoted, 'Ada\\n', /backslash and the letter n/);
test(testNoted, "b'Ada'", /Python/);
test(testNoted, `${CKSUM} Ada`, /begins with the checksum/);
test(testNoted, 'FULL_NAME', /name of the request/);
test(testNoted, 'FULL_NAME: Ada', /name of the request/);
test(testNoted, `FULL_NAME ${RANDOM_STRING}`, /copy of the command/);
test(testNoted, `${RANDOM_STRING} Ada`, /random_string/);
test(testNoted, TOKEN, /token/);
test(testNoted, 'HELLOBACK', /answer to HELLO/);
test(testNoted, '<Ada>', /angle brackets/);
for (const word of ['undefined', 'null', 'None', 'nil', '(null)', '<nil>']) test(testNoted, word, /not set/);
test(testNoted, 'NaN', /number that is none/);
test(testNoted, '[object Object]', /JavaScript turns an object/);
test(testNoted, '[object Promise]', /promise/);
test(testNoted, '${name}', /template/);
test(testNoted, '%s', /format/);
test(testNoted, '[B@1f32e575', /identity of an array/);
test(testNoted, 'Answers@1b6d3586', /Java shows the identity/);
test(testNoted, '[Ljava.lang.String;@1b6d3586', /Java shows the identity/);
test(testNoted, '<Buffer 41 64 61>', /Node shows/);
test(testNoted, 'Array', /type of a value/);
test(testNoted, "['Ada', 'Lovelace']", /list or tuple/);
test(testNoted, "('Ada',)", /list or tuple/);
test(testNoted, 'Ada\t', /ends with a tab/);
test(testNoted, '\tAda', /begins with a tab/);
test(testNoted, 'Ada+Lovelace', /between words/);
test(testNoted, 'Zo? ?ngstr?m', /question marks/);
test('UTF-8 read as Latin-1', testNoted, Buffer.from('Žižkov').toString('latin1'), /read as Latin-1/);
test('UTF-8 read as Windows-1252', testNoted, 'St Jamesâ€™s', /read as Latin-1 or Windows-1252/);
test(testNoted, 'Ren\ufffd', /U\+FFFD/);
test(testNoted, 'Ren\\u00e9', /escape such as/);
test(testNoted, 'Ada%20Lovelace', /percent-encoded/);
test(testNoted, 'Ada &amp; Charles', /HTML/);
test(testNoted, '{"name":"Ada"}', /JSON/);
test(testNoted, '\u001b[1mAda\u001b[0m', /escape sequence/);

const ORDINARY = [
  'Ada Lovelace',
  'ada@example.org',
  '078-05-1120',
  '1815-12-10',
  'Žižkov',
  'René Müller',
  '12 St James’s Square',
  "Rock'n'Roll",
  '東京都千代田区',
  'Ångström, Ö',
  'Côte d’Ivoire',
  '100 %',
  '50% off',
  'A&B',
  '$5',
  '#12',
  '-',
  '@ada',
  'x = y',
  'Null',
  'Nothing',
  'true',
  'OK',
  'OK Street',
  'Who?',
  'ada+tutorial@example.org',
  '+420 123 456 789',
  'https://example.org/?q=ada',
  'Erroll Garner',
  'Some Street 3',
  'C:\\Users\\ada',
  '🎉',
  'Æ',
  'naïve café',
  'FULL_NAMES',
];

test('ordinary values have no note', (t) => {
  for (const value of ORDINARY) t.deepEqual(valueNotes(body(), TOKEN, value), [], value);
});

test('without a token, as in a plan without WORK, the rest is noted', (t) => {
  t.deepEqual(valueNotes(body(), null, `${CKSUM} Ada`), []);
  t.is(valueNotes(body(), null, 'undefined').length, 1);
});
