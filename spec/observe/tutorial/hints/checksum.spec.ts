import { createHash, createHmac } from 'node:crypto';
import test from 'ava';
import { explainMistake, findHints, type Exchange } from '../../../../lib/observe/tutorial/hints/index.js';
import { body, CKSUM, HELLO, RANDOM_STRING as R, SUFFIX, TOKEN as T, work } from '../conversation.js';

const PAST: readonly Exchange[] = [
  { command: HELLO, line: 'HELLOBACK' },
  { command: work(20, 'OLDTOKEN'), line: 'x' },
  { command: work(), line: SUFFIX },
  { command: body('COUNTRY', 'EARLIER'), line: 'x' },
];

const digest = (input: string | Buffer, algorithm = 'sha256'): Buffer =>
  createHash(algorithm).update(input).digest();
const hex = (input: string | Buffer, algorithm = 'sha256'): string =>
  digest(input, algorithm).toString('hex');
const right = digest(T + R);

const foundOf = (line: string): string[] =>
  findHints({ command: body(), line, token: T, past: PAST }).map(({ found }) => found);

const testInput = test.macro({
  exec(t, input: string | Buffer, formula: string) {
    t.deepEqual(foundOf(`${hex(input)} Ada`), [`Your checksum is the SHA-256 of ${formula}.`]);
  },
  title: (_given, _input: string | Buffer, formula: string) => `hashed ${formula}`,
});

test(testInput, R + T, 'random_string + token');
test(testInput, `${T} ${R}`, 'token + " " + random_string');
test(testInput, `${T}\n${R}`, 'token + "\\n" + random_string');
test(testInput, `${T}\t${R}`, 'token + "\\t" + random_string');
test(testInput, `${T}:${R}`, 'token + ":" + random_string');
test(testInput, `${T}${R}\n`, 'token + random_string + "\\n"');
test(testInput, `${T}${R}\r\n`, 'token + random_string + "\\r\\n"');
test(testInput, `${T}${R}\r`, 'token + random_string + "\\r"');
test(testInput, `${T}${R} `, 'token + random_string + " "');
test(testInput, `${T}${R}\0`, 'token + random_string + a NUL byte');
test(testInput, `${R} ${T}\n`, 'random_string + " " + token + "\\n"');
test(testInput, R, 'random_string');
test(testInput, T, 'token');
test(testInput, `${R}\n`, 'random_string + "\\n"');
test(testInput, '', 'nothing at all');
test(testInput, `${T}${R}Ada`, 'token + random_string + the value');
test(testInput, 'Ada', 'the value');
test(testInput, `FULL_NAME ${R}`, 'the name + " " + random_string');
test(testInput, `${T}FULL_NAME ${R}`, 'token + the name + " " + random_string');
test(testInput, `${T}FULL_NAME ${R}\n`, 'token + the name + " " + random_string + "\\n"');
test(testInput, `${T}FULL_NAME`, 'token + the name');
test(testInput, `undefined${R}`, 'the word undefined + random_string');
test(testInput, `${T}EARLIER`, 'token + the random_string of COUNTRY, an earlier command');
test(testInput, `OLDTOKEN${R}`, 'the token of an earlier WORK + random_string');
test(testInput, `${T}20${R}`, 'token + n_bits + random_string');
test(testInput, T + SUFFIX, 'token + the suffix of WORK');
test(testInput, SUFFIX + R, 'the suffix of WORK + random_string');
test(testInput, Buffer.from(T + R, 'utf16le'), 'token + random_string in UTF-16 (little-endian)');
test(testInput, Buffer.from(`\ufeff${T}${R}`), 'a byte order mark + token + random_string');
test(testInput, `"${T}${R}"`, 'token + random_string in double quotes');
test(testInput, `b'${T}${R}'`, "b'...' around token + random_string");
test(testInput, (T + R).toLowerCase(), 'token + random_string in lower case');

const testWritten = test.macro({
  exec(t, cksum: string, what: string) {
    t.deepEqual(foundOf(`${cksum} Ada Lovelace`), [`Your checksum is the ${what}.`]);
    t.deepEqual(foundOf(cksum), [`Your checksum is the ${what}.`]);
  },
  title: (given, _cksum: string, what: string) => `written ${given ?? what}`,
});

const OF_RIGHT = 'SHA-256 of token + random_string';
test(testWritten, CKSUM.toUpperCase(), `upper-case hex ${OF_RIGHT}`);
test(testWritten, `${CKSUM.slice(0, 32)}${CKSUM.slice(32).toUpperCase()}`, `mixed-case hex ${OF_RIGHT}`);
test(testWritten, `0x${CKSUM}`, `0x-prefixed hex ${OF_RIGHT}`);
test(testWritten, CKSUM.replace(/..(?=.)/g, '$&:'), `separated hex ${OF_RIGHT}`);
test(testWritten, right.toString('base64'), `base64 ${OF_RIGHT}`);
test('without padding', testWritten, right.toString('base64').replace(/=+$/, ''), `base64 ${OF_RIGHT}`);
test(testWritten, digest(`${R}${T}`).toString('base64url'), 'base64url SHA-256 of random_string + token');
test(testWritten, Buffer.from(CKSUM).toString('base64'), `base64 of the hex ${OF_RIGHT}`);
test(testWritten, Buffer.from(CKSUM).toString('hex'), `hex of the hex ${OF_RIGHT}`);
test(testWritten, BigInt(`0x${CKSUM}`).toString(), `decimal ${OF_RIGHT}`);
test(testWritten, CKSUM.slice(0, 16), `${OF_RIGHT}, only the first 16 hex digits of it`);
test(testWritten, CKSUM.slice(-40), `${OF_RIGHT}, only the last 40 hex digits of it`);
test(testWritten, `${CKSUM}00`, `${OF_RIGHT}, with 2 more digits after it`);
test(testWritten, `00${CKSUM}`, `${OF_RIGHT}, with 2 more digits before it`);
test(
  testWritten,
  Buffer.from(right).reverse().toString('hex'),
  `${OF_RIGHT}, with its bytes in reverse order`,
);
test(testWritten, Array.from(CKSUM).reverse().join(''), `${OF_RIGHT}, with its digits in reverse order`);
test(
  testWritten,
  Array.from(right, (byte) => byte.toString(16)).join(''),
  `${OF_RIGHT}, with one digit instead of two for bytes below 16`,
);
test(
  testWritten,
  Buffer.from(right).swap32().toString('hex'),
  `${OF_RIGHT}, with the bytes of each 32-bit word in reverse order`,
);
test(testWritten, hex(T + R, 'sha1'), 'SHA-1 of token + random_string');
test(testWritten, hex(T + R, 'md5'), 'MD5 of token + random_string');
test(testWritten, hex(T + R, 'sha224'), 'SHA-224 of token + random_string');
test(testWritten, hex(T + R, 'sha384'), 'SHA-384 of token + random_string');
test(testWritten, hex(T + R, 'sha512'), 'SHA-512 of token + random_string');
test(testWritten, hex(T + R, 'sha3-256'), 'SHA3-256 of token + random_string');
test(testWritten, hex(right), 'SHA-256 of the SHA-256 of token + random_string');
test(testWritten, hex(CKSUM), 'SHA-256 of the hex SHA-256 of token + random_string');
test(testWritten, hex(`${R}${T}`, 'sha1').toUpperCase(), 'upper-case hex SHA-1 of random_string + token');
test(
  testWritten,
  createHmac('sha256', T).update(R).digest('hex'),
  'HMAC-SHA-256 of random_string, keyed with token',
);

const testLine = test.macro({
  exec(t, line: string, ...patterns: RegExp[]) {
    const found = foundOf(line);
    t.is(found.length, patterns.length, found.join(' '));
    for (const [index, pattern] of patterns.entries()) t.regex(found[index] ?? '', pattern);
  },
  title: (given) => `line: ${given ?? ''}`,
});

test('tab', testLine, `${CKSUM}\tAda Lovelace`, /right, but it is not followed by a space/);
test('comma', testLine, `${CKSUM},Ada`, /right, but it is not followed/);
test('no separator', testLine, `${CKSUM}Ada`, /right, but it is not followed/);
test('tab, and SHA-1', testLine, `${hex(T + R, 'sha1')}\tAda`, /not separated by a space/, /SHA-1/);
test('value first', testLine, `Ada Lovelace ${CKSUM}`, /value came before/);
test('value first, MD5', testLine, `Ada ${hex(T + R, 'md5')}`, /value came before/, /MD5/);
test('value only', testLine, 'Ada Lovelace', /no checksum in the line/);
test('quotes', testLine, `"${CKSUM}" Ada`, /checksum was in quotes/);
test('all in quotes', testLine, `'${CKSUM} Ada'`, /line was in quotes/);
test('angle brackets', testLine, `<${CKSUM}> Ada`, /checksum was in angle brackets/);
test('CR without a value', testLine, `${CKSUM}\r`, /CR LF/);
test('byte order mark', testLine, `\ufeff${CKSUM} Ada`, /byte order mark/);
test('space first', testLine, ` ${CKSUM} Ada`, /began with white space/);
test('name first', testLine, `FULL_NAME ${CKSUM} Ada`, /copy of the command/);
test('command first', testLine, `FULL_NAME ${R} ${CKSUM} Ada`, /copy of the command/);
test('label', testLine, `sha256:${CKSUM} Ada`, /after a label/);
test('label of openssl', testLine, `SHA2-256(stdin)= ${CKSUM} Ada`, /after a label/);
test('the command', testLine, `FULL_NAME ${R}`, /sent back/);
test('an earlier answer', testLine, SUFFIX, /your answer to WORK, sent again/);
test('an unknown digest', testLine, `${hex('something else')} Ada`);
test('a long word that is no digest', testLine, 'Pneumonoultramicroscopic Ada');

test("a constant of the documentation in another session's place", (t) => {
  const command = body('FULL_NAME', 'FRESH');
  const found = (line: string): string | undefined =>
    findHints({ command, line, token: 'TOKEN2', past: [] })[0]?.found;
  t.regex(found(`${hex(`${T}FRESH`)} x`) ?? '', /of the documentation's token \+ random_string/);
  t.regex(found(`${hex(`TOKEN2${R}`)} x`) ?? '', /of token \+ the documentation's random_string/);
});

test('every mistake is followed by what to do', (t) => {
  const [hint] = findHints({ command: body(), line: `${hex(`${R} ${T}`, 'sha1')} x`, token: T, past: PAST });
  t.is(hint, undefined);
  const [two] = findHints({ command: body(), line: `${hex(`${R} ${T}`)} x`, token: T, past: PAST });
  t.is(two?.instead, 'Put token before random_string. Put nothing between the two.');
});

test('what nothing explains is said to have too few digits, or too many', (t) => {
  const notesOf = (line: string): readonly string[] =>
    explainMistake({ command: body(), line, token: T, past: PAST }).notes;
  t.deepEqual(notesOf(`${hex('something else', 'md5')} Ada`), [
    'The checksum has 32 hex digits, as MD5 has. SHA-256 has 64.',
  ]);
  t.regex(notesOf('-1234567890 Ada')[0] ?? '', /short number/);
  t.deepEqual(notesOf(`${hex('something else')} Ada`), []);
});
