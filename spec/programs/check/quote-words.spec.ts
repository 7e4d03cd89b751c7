import { execFileSync } from 'node:child_process';
import test from 'ava';
import fc from 'fast-check';
import { quoteWords } from '../../../lib/programs/check/quote-words.js';

test('plain words and placeholders stay as they are', (t) => {
  t.is(
    quoteWords(['python3', 'client.py', '{host}', '--port={port}']),
    'python3 client.py {host} --port={port}',
  );
});

test('a shell reads the same words again', (t) => {
  const printable = fc.string({ unit: fc.constantFrom(...Array.from('ab \'"\\$`!*?&|;<>(){}#~-=é')) });
  fc.assert(
    fc.property(fc.array(printable, { minLength: 1 }), (words) => {
      const script = `printf '%s\\0' ${quoteWords(words)}`;
      const out = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
      return out === words.map((word) => `${word}\0`).join('');
    }),
    { numRuns: 60 },
  );
  t.pass();
});

test('control characters never reach a terminal', (t) => {
  t.false(/\p{Cc}/u.test(quoteWords(['a\u001b[31m', 'b\n', '\u0000'])));
});
