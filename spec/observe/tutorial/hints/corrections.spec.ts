import test from 'ava';
import { cutting, variantsOf, type Correction } from '../../../../lib/observe/tutorial/hints/corrections.js';

const cut = (letter: string): Correction =>
  cutting(new RegExp(`^()${letter}`), `found ${letter}`, `no ${letter}`);

test('the line itself comes first, then the fewest corrections', (t) => {
  const variants = variantsOf('abx', [cut('b'), cut('a')]);
  t.deepEqual(
    variants.map(({ line, hints }) => [line, hints.map(({ found }) => found)]),
    [
      ['abx', []],
      ['bx', ['found a']],
      ['x', ['found a', 'found b']],
    ],
  );
});

test('no line twice, and no more than three corrections', (t) => {
  const variants = variantsOf('aaaaax', [cut('a'), cut('a+')]);
  t.deepEqual(
    variants.map(({ line }) => line),
    ['aaaaax', 'aaaax', 'x', 'aaax', 'aax'],
  );
});

test('a line can ask for only so many variants', (t) => {
  const drops = Array.from({ length: 30 }, (_, i) => ({
    hint: { found: '', instead: '' },
    apply: (line: string) => line.slice(0, i) + line.slice(i + 1),
  }));
  const letters = Array.from({ length: 40 }, (_, i) => String.fromCharCode(0x100 + i)).join('');
  t.true(variantsOf(letters, drops).length < 64 + drops.length);
});
