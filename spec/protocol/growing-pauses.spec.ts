import test from 'ava';
import fc from 'fast-check';
import { GrowingPauses } from '../../lib/protocol/growing-pauses.js';

const below1 = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('pauses double up to the longest, and each is at most a half shorter', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 1, max: 100 }),
      fc.array(below1, { minLength: 1, maxLength: 20 }),
      (firstMs, factor, randoms) => {
        const longestMs = firstMs * factor;
        let index = 0;
        const pauses = new GrowingPauses({ firstMs, longestMs }, () => randoms[index] ?? 0);
        for (; index < randoms.length; index++) {
          const whole = Math.min(firstMs * 2 ** index, longestMs);
          const pause = pauses.next();
          t.true(pause <= whole && pause >= whole / 2);
        }
        pauses.reset();
        t.true(pauses.next() <= firstMs);
      },
    ),
  );
});
