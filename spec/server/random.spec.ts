import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { cryptoRandom } from '../../lib/server/random.js';

test('below: whole numbers from 0 to under the bound, each of them', (t) => {
  const seen = new Set<number>();
  while (seen.size < 5) {
    const number = cryptoRandom.int(5);
    t.true(Number.isInteger(number) && number >= 0 && number < 5);
    seen.add(number);
  }
  t.is(cryptoRandom.int(1), 0);
});

test('fraction: from 0 to under 1, and both halves come', (t) => {
  const halves = new Set<boolean>();
  while (halves.size < 2) {
    const fraction = cryptoRandom.float();
    t.true(fraction >= 0 && fraction < 1);
    halves.add(fraction < 0.5);
  }
});

test('text: as many characters as asked for, of the protocol alone', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), (characters) => {
      const text = cryptoRandom.string(characters);
      assert.equal(text.length, characters);
      assert.match(text, /^[A-Za-z0-9_-]*$/);
    }),
  );
  t.pass();
});

test('text: every character can come, in every place', (t) => {
  for (const place of [0, 1, 2, 3]) {
    const seen = new Set<string>();
    while (seen.size < 64) seen.add(cryptoRandom.string(4).charAt(place));
    t.is(seen.size, 64);
  }
});

test('text: never the same twice', (t) => {
  const texts = Array.from({ length: 1000 }, () => cryptoRandom.string(22));
  t.is(new Set(texts).size, 1000);
});
