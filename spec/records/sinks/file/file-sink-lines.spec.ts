import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { COMMITTED, RecordBuilder } from '../../../../lib/records/record-builder.js';
import { recordLine } from '../../../../lib/records/sinks/file/file-sink.js';
import { answered, connected } from '../../helpers.js';

function lineWith(answers: readonly (readonly [string, string])[]): string {
  const draft = new RecordBuilder(connected('s'));
  for (const [name, value] of answers) draft.fold(answered('s', name, value));
  return recordLine(draft.record(COMMITTED));
}

const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '\n',
      '\r',
      '\u2028',
      '\u2029',
      '\u0085',
      '\u007f',
      '\0',
      '"',
      '\\',
      ' ',
      'é',
      '🦊',
    ),
  }),
);

test('any answers come back from the line exactly, and the only line end of any kind is its last byte', (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.stringMatching(/^[A-Z0-9_]{1,8}$/), value)), (answers) => {
      const line = lineWith(answers);
      const bytes = Buffer.from(line).toString('utf8');
      // What Python's splitlines, and every other reader that we know of, takes for the end of a line.
      assert.equal(bytes.search(/[\n\v\f\r\u001c-\u001e\u0085\u2028\u2029]/), bytes.length - 1);
      const record = JSON.parse(bytes) as { answers: Record<string, string> };
      assert.deepEqual(
        Object.entries(record.answers).sort(),
        Object.entries(Object.fromEntries(answers)).sort(),
      );
    }),
  );
  t.pass();
});

const testEscaped = test.macro({
  exec(t, char: string, escape: string) {
    t.true(lineWith([['COUNTRY', `a${char}b`]]).includes(`"COUNTRY":"a${escape}b"`));
  },
  title: (_title, _char, escape: string) => `an answer's character is written as ${escape}`,
});

test(testEscaped, '\n', String.raw`\n`);
test(testEscaped, '\u0000', String.raw`\u0000`);
test(testEscaped, '\u007f', String.raw`\u007f`);
test(testEscaped, '\u0085', String.raw`\u0085`);
test(testEscaped, '\u009b', String.raw`\u009b`);
test(testEscaped, '\u2028', String.raw`\u2028`);
test(testEscaped, '\u2029', String.raw`\u2029`);
test(testEscaped, 'é', 'é');

test('names that mean something to JavaScript are names like any other', (t) => {
  const line = lineWith([
    ['__proto__', 'one'],
    ['constructor', 'two'],
    ['__proto__', 'three'],
  ]);
  t.true(
    line.includes('"answers":{"__proto__":"three","constructor":"two"},"superseded":{"__proto__":["one"]}'),
  );
});
