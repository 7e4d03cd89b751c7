import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { forEachLine, wholeLines, type LeftOut } from '../../../lib/records/reading/whole-lines.js';

async function* chunksOf(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  await Promise.resolve();
  let from = 0;
  for (const cut of [...cuts.map((n) => n % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    yield bytes.subarray(from, cut);
    from = cut;
  }
}

async function read(bytes: Buffer, cuts: readonly number[], maxBytes?: number) {
  const leftOut: LeftOut = { tooLong: 0, unended: 0 };
  const lines: string[] = [];
  for await (const buffer of wholeLines(chunksOf(bytes, cuts), leftOut, maxBytes)) {
    assert.equal(buffer.at(-1), 0x0a);
    forEachLine(buffer, (from, to) => lines.push(buffer.toString('latin1', from, to)));
  }
  return { lines, leftOut };
}

test('any cut of the same bytes gives the same lines, and says how much stands behind the last of them', async (t) => {
  const bytes = fc
    .array(fc.constantFrom(0x0a, 0x61, 0xc3), { maxLength: 60 })
    .map((list) => Buffer.from(list));
  await fc.assert(
    fc.asyncProperty(bytes, fc.array(fc.nat(60), { maxLength: 12 }), async (text, cuts) => {
      const parts = text.toString('latin1').split('\n');
      const { lines, leftOut } = await read(text, cuts);
      assert.deepEqual(lines, parts.slice(0, -1));
      assert.deepEqual(leftOut, { tooLong: 0, unended: parts.at(-1)?.length ?? 0 });
    }),
  );
  t.pass();
});

test('a line that is too long is left out, however it was cut, and the lines around it stay', async (t) => {
  const text = Buffer.from(`one\n${'x'.repeat(500)}\ntwo\nthree\n${'y'.repeat(30)}`);
  const cuts = Array.from({ length: 60 }, (_, n) => n * 9);
  const { lines, leftOut } = await read(text, cuts, 100);
  t.deepEqual(lines, ['one', 'two', 'three']);
  t.deepEqual(leftOut, { tooLong: 1, unended: 30 });
});

test('a line that is too long at the end of the file is no line', async (t) => {
  const cuts = Array.from({ length: 60 }, (_, n) => n * 9);
  const { lines, leftOut } = await read(Buffer.from(`one\n${'x'.repeat(500)}`), cuts, 100);
  t.deepEqual(lines, ['one']);
  t.deepEqual(leftOut, { tooLong: 0, unended: 500 });
});
