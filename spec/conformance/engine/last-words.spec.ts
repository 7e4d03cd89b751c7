import test from 'ava';
import fc from 'fast-check';
import { lastWords } from '../../../lib/conformance/engine/last-words.js';

const output = (stdout: string | Buffer, stderr: string | Buffer = '') => ({
  stdout: Buffer.from(stdout),
  stderr: Buffer.from(stderr),
});

test('standard error comes before standard output, of whichever program', (t) => {
  t.deepEqual(lastWords([output('said'), output('also said', 'failed\n')]), {
    stream: 'stderr',
    lines: ['failed'],
  });
  t.deepEqual(lastWords([output('said\n\n', '\n'), output('later')]), { stream: 'stdout', lines: ['said'] });
});

test('a program that said nothing', (t) => {
  t.deepEqual(lastWords([output('', ' \n')]).lines, []);
  t.deepEqual(lastWords([]).lines, []);
});

test('the last five lines, escaped', (t) => {
  const { lines } = lastWords([output('', '1\n2\n3\n4\n5\n\u001b[31mred\r\n')]);
  t.deepEqual(lines, ['2', '3', '4', '5', '\\u001b[31mred']);
});

test('of any bytes, there is little, and nothing that a terminal obeys', (t) => {
  const bytes = fc.uint8Array({ maxLength: 2000 }).map((array) => Buffer.from(array));
  fc.assert(
    fc.property(fc.array(fc.tuple(bytes, bytes), { maxLength: 3 }), (outputs) => {
      const { lines } = lastWords(outputs.map(([stdout, stderr]) => output(stdout, stderr)));
      t.true(lines.length <= 5);
      for (const line of lines) {
        // Each of at most 200 characters takes at most ten when it is escaped.
        t.true(line.length <= 2100, String(line.length));
        t.notRegex(line, /[\p{Cc}\u2028\u2029]/u);
      }
    }),
  );
});
