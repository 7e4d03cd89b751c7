import { readFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { advice } from '../../lib/protocol/advice.js';
import { REASONS } from '../../lib/protocol/reasons.js';

const STEPS = [null, 'HELLO', 'WORK', 'FULL_NAME', 'DONE'];
const OUTCOMES = [null, 'done', 'failed', 'timeout', 'disconnected', 'stopped'] as const;
const ALL = REASONS.flatMap((code) =>
  STEPS.flatMap((step) => OUTCOMES.map((outcome) => ({ code, text: advice(code, step, outcome) }))),
);

/** Long enough for a sentence, and short enough for two lines of a terminal. */
const MAX_CHARS = 160;

test('every reason for a refusal and for the end of a session has an advice, at every step; only done needs none', (t) => {
  const without = new Set(ALL.filter(({ text }) => text === null).map(({ code }) => code));
  t.deepEqual([...without], ['done']);
});

test('an advice is one plain sentence of a line', (t) => {
  for (const { code, text } of ALL) {
    if (text === null) continue;
    t.regex(text, /^[A-Z][\x20-\x7e]*[A-Za-z)]\.$/, code);
    t.notRegex(text, /\. /, code);
    t.true(text.length <= MAX_CHARS, `${code}: ${text.length}`);
  }
});

test('an advice names only options and programs that exist', (t) => {
  const options = new Set(readFileSync('docs/options.md', 'utf8').match(/(?<=\| `)--[a-z-]+/g));
  for (const { text } of ALL) {
    for (const [flag] of text?.matchAll(/--[a-z-]+/g) ?? []) t.true(options.has(flag), flag);
  }
});

test('the step chooses the sentence', (t) => {
  t.regex(advice('timed_out', 'WORK', 'timeout') ?? '', /faster solver, fewer bits \(--n-bits\)/);
  t.regex(advice('timed_out', 'HELLO', 'timeout') ?? '', /HELLOBACK at once/);
  t.regex(advice('timed_out', 'EMAIL1', 'timeout') ?? '', /answers ready/);
  t.is(advice('timed_out', 'EMAIL1'), advice('timed_out'));
  t.regex(advice('disconnected', 'WORK', 'disconnected') ?? '', /during its work/);
  t.regex(advice('wrong_answer', 'DONE', 'failed') ?? '', /the word OK/);
});

test('after DONE nothing is lost, whatever came instead of OK', (t) => {
  for (const code of REASONS) {
    if (code !== 'done')
      t.regex(advice(code, 'DONE', 'done') ?? '', /^Nothing is lost.* the answers are kept/, code);
  }
  t.regex(advice('disconnected', 'DONE', 'done') ?? '', /send OK, and only then leave/);
});

test('a session that was torn down has no error: connect again after a stop', (t) => {
  t.is(advice(null, 'WORK', 'stopped'), 'The server ended before the client was done: connect again.');
  t.is(advice(null, 'DONE', 'done'), null);
});

test('a code that nobody knows has none: records can hold any word', (t) => {
  for (const code of ['', 'toString', '__proto__', 'constructor', 'a_later_code'])
    t.is(advice(code, 'WORK'), null);
  fc.assert(
    fc.property(fc.string(), fc.string(), (code, step) => {
      const text = advice(code, step);
      return (REASONS as readonly string[]).includes(code) ? true : text === null;
    }),
  );
});

test('any step of a stranger has the sentence of a body request', (t) => {
  for (const step of ['', 'other', '__proto__', 'hello'])
    t.is(advice('timed_out', step), advice('timed_out'));
});
