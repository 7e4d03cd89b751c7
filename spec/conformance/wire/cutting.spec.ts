import test from 'ava';
import fc from 'fast-check';
import { Random } from '../../../lib/conformance/engine/random.js';
import { cutInto } from '../../../lib/conformance/wire/cutting.js';
import type { Segment } from '../../../lib/conformance/wire/segments.js';

async function cut(bytes: Buffer, average: number, variation: number, seed: number) {
  const pieces: Buffer[] = [];
  const source = async function* (): AsyncGenerator<Segment> {
    yield await Promise.resolve({ bytes, arrivedAt: 0 });
  };
  const context = {
    random: new Random(seed, 'wire 0 up'),
    signal: new AbortController().signal,
    endConnection: () => undefined,
  };
  for await (const piece of cutInto(average, variation, 0)(source(), context)) pieces.push(piece.bytes);
  return pieces;
}

test('pieces have the sizes that were asked for, and hold all bytes in order', async (t) => {
  const sizes = fc
    .integer({ min: 1, max: 20 })
    .chain((average) => fc.tuple(fc.constant(average), fc.integer({ min: 0, max: average - 1 })));
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      sizes,
      fc.nat(),
      async (array, [average, variation], seed) => {
        const pieces = await cut(Buffer.from(array), average, variation, seed);
        t.deepEqual(Buffer.concat(pieces), Buffer.from(array));
        for (const piece of pieces.slice(0, -1)) {
          t.true(piece.length >= average - variation && piece.length <= average + variation);
        }
      },
    ),
  );
});

test('a seed decides where it is cut', async (t) => {
  const bytes = Buffer.alloc(100);
  t.deepEqual(await cut(bytes, 4, 3, 7), await cut(bytes, 4, 3, 7));
  t.notDeepEqual(await cut(bytes, 4, 3, 7), await cut(bytes, 4, 3, 8));
});
