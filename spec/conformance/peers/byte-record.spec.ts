import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { ByteRecord, EXCERPT_BYTES } from '../../../lib/conformance/peers/byte-record.js';

test('every cut of the same bytes gives the same record: all are counted, and the first are kept', (t) => {
  // Chunks large enough that some records end inside the excerpt, some at its border, and some beyond it.
  const chunk = fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: EXCERPT_BYTES / 2 }))
    .map(([byte, length]) => Buffer.alloc(length, byte));
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 6 }), (chunks) => {
      const record = new ByteRecord();
      for (const each of chunks) record.add(each);
      const all = Buffer.concat(chunks);
      assert.equal(record.total, all.length);
      assert.ok(record.excerpt.equals(all.subarray(0, EXCERPT_BYTES)));
    }),
    { numRuns: 50 },
  );
  t.pass();
});

test('what is kept is a copy: the chunk may be used again', (t) => {
  const record = new ByteRecord();
  const chunk = Buffer.from('HELLO\n');
  record.add(chunk);
  chunk.fill(0);
  t.is(record.excerpt.toString(), 'HELLO\n');
});

test('a record is full to the byte', (t) => {
  const record = new ByteRecord();
  record.add(Buffer.alloc(EXCERPT_BYTES - 1, 'a'));
  record.add(Buffer.from('bc'));
  record.add(Buffer.from('d'));
  t.is(record.total, EXCERPT_BYTES + 2);
  t.is(record.excerpt.length, EXCERPT_BYTES);
  t.is(record.excerpt.subarray(-2).toString(), 'ab');
});
