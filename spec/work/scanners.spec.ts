import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { trailingZeroBits, workDigest } from '../../lib/protocol/digests.js';
import { isToken } from '../../lib/protocol/rules.js';
import { engines, makeScanner, type Engine } from '../../lib/work/engine.js';
import { layOut } from '../../lib/work/layout.js';
import { ALPHABET, digitsOf } from '../../lib/work/scanner.js';

const CHARS = Array.from(ALPHABET);

/** What the engines try in a batch, said once more and independently of how they do it. */
const CANDIDATES = {
  kernel: (token: string, index: number) =>
    CHARS.slice(0, 16).flatMap((high) =>
      CHARS.map((low) => layOut(token).suffix(digitsOf(index), high + low)),
    ),
  crypto: (_token: string, index: number) => CHARS.map((last) => digitsOf(index) + last),
};

function candidatesOf(engine: Engine, token: string, index: number): string[] {
  return CANDIDATES[engine === 'crypto' ? 'crypto' : 'kernel'](token, index);
}

function zeroBits(token: string, suffix: string): number {
  return trailingZeroBits(workDigest(token, suffix));
}

const everyLength = test.macro({
  exec(t, engine: Engine) {
    for (let length = 1; length <= 128; length++) {
      const token = 'x'.repeat(length);
      const scanner = makeScanner(token, 10, engine);
      let found: string[] = [];
      for (let index = 0; found.length === 0; index++) found = scanner.scan(index);
      for (const suffix of found) {
        t.true(isToken(suffix), `length ${length}: ${suffix}`);
        t.true(zeroBits(token, suffix) >= 10, `length ${length}: ${suffix}`);
      }
    }
  },
  title: (_, engine: Engine) =>
    `${engine}: tokens of every length are solved, with suffixes of at most 128 characters`,
});

const exhaustive = test.macro({
  exec(t, engine: Engine, length: number) {
    const token = 'Tz9_-'.repeat(26).slice(0, length);
    const tried = new Set<string>();
    let batches = 0;
    for (const index of [0, 1, 2, 63, 64, 4095, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
      const candidates = candidatesOf(engine, token, index);
      const scanner = makeScanner(token, 5, engine);
      t.is(scanner.batch, candidates.length);
      t.deepEqual(
        scanner.scan(index),
        candidates.filter((suffix) => zeroBits(token, suffix) >= 5),
      );
      t.deepEqual(makeScanner(token, 0, engine).scan(index), candidates);
      for (const suffix of candidates) tried.add(suffix);
      batches++;
      t.is(tried.size, batches * scanner.batch, 'no two batches share a candidate');
    }
  },
  title: (_, engine: Engine, length: number) =>
    `${engine}: a token of ${length}: a batch finds what node:crypto finds, and all of it`,
});

for (const engine of engines()) {
  test(everyLength, engine);
  for (const length of [1, 54, 55, 56, 57, 63, 64, 65, 118, 119, 120, 128]) test(exhaustive, engine, length);

  test(`${engine}: any token`, (t) => {
    const tokens = fc.array(fc.constantFrom(...CHARS), { minLength: 1, maxLength: 128 });
    const property = fc.property(tokens, fc.integer({ min: 0, max: 11 }), fc.nat(), (chars, nBits, index) => {
      const token = chars.join('');
      const expected = candidatesOf(engine, token, index).filter((s) => zeroBits(token, s) >= nBits);
      assert.deepEqual(makeScanner(token, nBits, engine).scan(index), expected);
    });
    t.notThrows(() => {
      fc.assert(property, { numRuns: 40 });
    });
  });

  test(`${engine}: one scanner serves many batches, in any order`, (t) => {
    const scanner = makeScanner('order', 6, engine);
    const there = [0, 1, 2, 3].map((index) => scanner.scan(index));
    const back = [3, 2, 1, 0].map((index) => scanner.scan(index));
    t.deepEqual(back.reverse(), there);
  });
}

// A batch with 33 zero bits in it, found by a search of minutes: the filter of 32 bits alone would not do.
const RARE = { token: 'a', index: 18_154_990, bits: 33 };

for (const engine of engines().filter((engine) => engine !== 'crypto')) {
  test(`${engine}: more than 32 bits`, (t) => {
    const { token, index, bits } = RARE;
    const [suffix = ''] = makeScanner(token, bits, engine).scan(index);
    const real = zeroBits(token, suffix);
    t.true(real >= bits);
    t.deepEqual(makeScanner(token, 32, engine).scan(index), [suffix]);
    t.deepEqual(makeScanner(token, 31, engine).scan(index), [suffix]);
    t.deepEqual(makeScanner(token, real, engine).scan(index), [suffix]);
    t.deepEqual(makeScanner(token, real + 1, engine).scan(index), []);
    t.deepEqual(makeScanner(token, 64, engine).scan(index), []);
  });
}
