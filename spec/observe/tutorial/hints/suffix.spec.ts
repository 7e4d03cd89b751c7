import test from 'ava';
import { trailingZeroBits, workDigest } from '../../../../lib/protocol/digests.js';
import {
  explainMistake,
  findHints,
  type Exchange,
  type Hint,
} from '../../../../lib/observe/tutorial/hints/index.js';
import { HELLO, SUFFIX, TOKEN, work } from '../conversation.js';

const N_BITS = 20;

const hintsOf = (
  line: string,
  nBits = N_BITS,
  token = TOKEN,
  past: readonly Exchange[] = [],
): readonly Hint[] => findHints({ command: work(nBits, token), line, token, past });

// Each suffix is the first of n0, n1, n2... with which a client that makes this one mistake is satisfied.
const testSuffix = test.macro({
  exec(t, line: string, ...patterns: RegExp[]) {
    const found = hintsOf(line).map((hint) => hint.found);
    t.is(found.length, patterns.length, found.join(' '));
    for (const [index, pattern] of patterns.entries()) t.regex(found[index] ?? '', pattern);
  },
  title: (given) => `suffix: ${given ?? ''}`,
});

test('leading zeros', testSuffix, 'n4861006', /begins with enough zero bits/);
test('alone', testSuffix, 'n530946', /SHA-256 of suffix\.$/);
test('suffix first', testSuffix, 'n216069', /SHA-256 of suffix \+ token\.$/);
test('newline', testSuffix, 'n665829', /token \+ suffix \+ "\\n"\.$/);
test('CR LF', testSuffix, 'n459345', /token \+ suffix \+ "\\r\\n"\.$/);
test('space between', testSuffix, 'n2977420', /token \+ " " \+ suffix\.$/);
test('SHA-1', testSuffix, 'n248958', /SHA-1 of token \+ suffix\.$/);
test('MD5', testSuffix, 'n2558974', /MD5 of token \+ suffix\.$/);
test('SHA-512', testSuffix, 'n2017078', /SHA-512 of token \+ suffix\.$/);
test('hashed twice', testSuffix, 'n2014032', /SHA-256 of the SHA-256 of token \+ suffix\.$/);
test('bits from the top', testSuffix, 'n3222490', /counted from the top/);
test('little-endian number', testSuffix, 'n132194', /little-endian number/);
test('little-endian 32-bit words', testSuffix, 'n38343', /last 32-bit word/);
test('little-endian 64-bit words', testSuffix, 'n1808028', /last 64-bit word/);
test('the whole command', testSuffix, 'n605666', /the whole command \+ " " \+ suffix\.$/);
test('UTF-16', testSuffix, 'n128692', /UTF-16 \(little-endian\)\.$/);
test('alone, and leading zeros', testSuffix, 'n253963', /begins with enough zero bits.*SHA-256 of suffix\.$/);
test('number hashed', testSuffix, '2598276', /32-bit number \(little-endian\)\.$/);
test('bytes only', testSuffix, 'n24501', /rounded down to whole bytes/);
test('in quotes', testSuffix, `"${SUFFIX}"`, /quotes/);
test('CR after it', testSuffix, `${SUFFIX}\r`, /CR LF/);
test('in brackets, with CR', testSuffix, `<${SUFFIX}>\r`, /CR LF/, /brackets/);
test('after the token', testSuffix, `${TOKEN}${SUFFIX}`, /token was sent/);
test('after the token and a space', testSuffix, `${TOKEN} ${SUFFIX}`, /token was sent/);
test('after WORK', testSuffix, `WORK ${SUFFIX}`, /copy of the command/);
test('after a label', testSuffix, `RESULT:${SUFFIX}`, /label/);
test('before its time', testSuffix, `${SUFFIX} 1.5s`, /followed the suffix/);
test('space after it', testSuffix, `${SUFFIX} `, /White space/);
test('in quotes, SHA-1', testSuffix, '"n248958"', /quotes/, /The rest gives .* SHA-1/);
test('the digest', testSuffix, workDigest(TOKEN, SUFFIX).toString('hex'), /is a digest/);
test('the command', testSuffix, `WORK ${TOKEN} ${N_BITS}`, /sent back/);
test('HELLOBACK again', testSuffix, 'HELLOBACK', /answer to HELLO/);
test('an empty line', testSuffix, '', /empty/);
test('nonsense', testSuffix, 'xyz');
test('a digest of no zeros', testSuffix, workDigest(TOKEN, 'x').toString('hex'));

test('what was found is said with what to do', (t) => {
  t.deepEqual(hintsOf('n248958'), [
    { found: 'Your suffix gives enough zero bits in the SHA-1 of token + suffix.', instead: 'Use SHA-256.' },
  ]);
});

test('the known answer of 22 bits falls one short of 23', (t) => {
  t.is(trailingZeroBits(workDigest(TOKEN, SUFFIX)), 22);
  t.regex(hintsOf(SUFFIX, 23)[0]?.found ?? '', /one zero bit too few/);
});

test('hex digits are told from bits', (t) => {
  t.regex(hintsOf('n1683938', 22)[0]?.found ?? '', /rounded down to whole digits/);
});

test('too few bits of the right kind', (t) => {
  t.regex(hintsOf(SUFFIX, 32)[0]?.found ?? '', /ends in 22 zero bits, 10 too few/);
});

test('an earlier token, of another WORK or of the documentation', (t) => {
  const past = [
    { command: HELLO, line: 'HELLOBACK' },
    { command: work(4, 'OLDTOKEN'), line: 'x' },
  ];
  t.regex(hintsOf('n603778', N_BITS, TOKEN, past)[0]?.found ?? '', /the token of an earlier WORK \+ suffix/);
  t.regex(hintsOf(SUFFIX, N_BITS, 'FRESH')[0]?.found ?? '', /the documentation's token \+ suffix/);
});

test('with so few bits that luck explains as much, nothing is claimed', (t) => {
  for (let i = 0; i < 50; i++) t.deepEqual(hintsOf(`n${i}`, 1), []);
});

const notesOf = (line: string, nBits: number): string =>
  explainMistake({ command: work(nBits), line, token: TOKEN, past: [] }).notes.join(' ');

test('with too few bits to tell a mistake from chance, more are asked for, and no cause is named', (t) => {
  const lines = Array.from({ length: 100 }, (_, i) => `n${i}`);
  for (const line of lines.filter((suffix) => trailingZeroBits(workDigest(TOKEN, suffix)) < 12)) {
    t.deepEqual(hintsOf(line, 12), []);
    t.regex(notesOf(line, 12), /Run it with --n-bits 20/);
  }
});

test('n_bits / 8 digits are few: a check is asked for, and no cause is named', (t) => {
  t.deepEqual(hintsOf('n505'), []);
  t.regex(notesOf('n505', N_BITS), /n_bits \/ 8 = 2 zero hex digits/);
});

test('the first suffix of a search gives no cause, but what to check', (t) => {
  t.deepEqual(hintsOf('0'), []);
  t.regex(notesOf('0', N_BITS), /its test can fail/);
  t.notRegex(notesOf('xyz', N_BITS), /its test can fail/);
});

/** The first decimal number that is a right suffix at 12 bits. */
function solvedNumber(): number {
  for (let n = 100_000; ; n++) if (trailingZeroBits(workDigest(TOKEN, String(n))) >= 12) return n;
}

test('the number of a right suffix in another notation', (t) => {
  const number = solvedNumber();
  const notations: readonly (readonly [line: string, says: RegExp])[] = [
    [`${number}.0`, /decimal point/],
    [number.toExponential(), /exponent/],
    [number.toLocaleString('en'), /groups of three/],
    [Array.from(Buffer.from(String(number))).join(', '), /list of numbers/],
  ];
  for (const [line, says] of notations) {
    const [hint] = hintsOf(line, 12);
    t.regex(hint?.found ?? '', says, line);
  }
});
