import test from 'ava';
import { findHints } from '../../../../lib/observe/tutorial/hints/index.js';
import type { AskingCommand } from '../../../../lib/protocol/answers.js';
import { body, CKSUM, DONE, HELLO, SUFFIX, TOKEN, work } from '../conversation.js';

const PAST = [
  { command: HELLO, line: 'HELLOBACK' },
  { command: work(), line: SUFFIX },
  { command: body(), line: `${CKSUM} Ada` },
];

const found = (command: AskingCommand, line: string, past: typeof PAST = []): string =>
  findHints({ command, line, token: TOKEN, past })
    .map((hint) => hint.found)
    .join(' ');

const testHello = test.macro({
  exec(t, line: string, ...patterns: RegExp[]) {
    const hints = findHints({ command: HELLO, line, token: TOKEN, past: [] });
    t.is(hints.length, patterns.length);
    for (const [index, pattern] of patterns.entries()) t.regex(hints[index]?.found ?? '', pattern);
  },
  title: (given) => `HELLO answered with ${given ?? ''}`,
});

test('CR LF', testHello, 'HELLOBACK\r', /CR LF/);
test('lower case', testHello, 'helloback', /upper case/);
test('mixed case and CR LF', testHello, 'HelloBack\r', /CR LF/, /upper case/);
test('a byte order mark', testHello, '\ufeffHELLOBACK', /byte order mark/);
test('a space before it', testHello, ' HELLOBACK', /began with white space/);
test('white space after it', testHello, 'HELLOBACK \t', /end of the line/);
test('quotes', testHello, '"HELLOBACK"', /in quotes/);
test('angle brackets', testHello, '<HELLOBACK>', /angle brackets/);
test('a NUL byte', testHello, 'HELLOBACK\0', /NUL/);
test('backslash n', testHello, 'HELLOBACK\\n', /backslash and the letter n/);
test("Python's bytes", testHello, "b'HELLOBACK\\n'", /Python/, /backslash and the letter n/);
test('UTF-16', testHello, 'H\0E\0L\0L\0O\0B\0A\0C\0K\0', /UTF-16/);
test('UTF-16, after a line of it', testHello, '\0H\0E\0L\0L\0O\0B\0A\0C\0K\0', /UTF-16/);
test('the command before it', testHello, 'HELLO HELLOBACK', /copy of the command/);
test('more after it', testHello, 'HELLOBACK tutorial', /followed the answer/);
test('the command', testHello, 'HELLO', /sent back/);
test('an empty line', testHello, '', /empty/);
test('CR LF alone', testHello, '\r', /empty/);
test('OK', testHello, 'OK', /answer to DONE/);
test('the command in lower case', testHello, 'hello', /not HELLOBACK/);
test('a letter too many', testHello, 'HELLOBACKK', /misspelt/);
test('something else', testHello, 'Guten Tag');

test('an HTTP request', (t) => {
  t.is(found(HELLO, 'GET /index.html HTTP/1.1\r'), 'This is an HTTP request.');
});

test('DONE answered as HELLO is, or with an earlier answer, or with an empty line', (t) => {
  t.regex(found(DONE, 'HELLOBACK\r', PAST), /answer to HELLO/);
  t.regex(found(DONE, `${CKSUM} Ada`, PAST), /your answer to FULL_NAME, sent again/);
  t.regex(found(DONE, 'DONE', PAST), /sent back/);
  t.regex(found(DONE, 'ok', PAST), /upper case/);
  const [hint] = findHints({ command: DONE, line: '', token: TOKEN, past: PAST });
  t.regex(hint?.instead ?? '', /one LF, not two/);
});

test('the right line after another one', (t) => {
  const after = Buffer.from('still trying\nHELLOBACK\n');
  const [hint] = findHints({ command: HELLO, line: 'trying', token: TOKEN, past: [], after });
  t.regex(hint?.found ?? '', /right answer came in a later line/);
  const suffix = { command: work(20), line: 'trying...', token: TOKEN, past: [] };
  t.regex(findHints({ ...suffix, after: Buffer.from(`${SUFFIX}\n`) })[0]?.found ?? '', /in a later line/);
  t.deepEqual(findHints({ ...suffix, after: Buffer.from('n1\nn2\n') }), []);
});

test('a length of four bytes whose last one is the LF', (t) => {
  const after = Buffer.from('HELLOBACK\n');
  const [hint] = findHints({ command: HELLO, line: '\0\0\0', token: TOKEN, past: [], after });
  t.is(hint?.found, 'The line begins with its length (4 bytes, big-endian).');
});
