import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { Framing } from '../../lib/lines/framing.js';
import { ProtocolError } from '../../lib/protocol/errors.js';
import { cutBytes, hostileBytes, INVALID_UTF8, linesByTheContract } from '../support/bytes.js';
import { cutAt } from '../support/streams.js';

/** All that it makes of these pieces. */
function framed(pieces: Iterable<Buffer>): { lines: string[]; code: string | null; rest: Buffer } {
  const framing = new Framing();
  const lines: string[] = [];
  const done = (code: string | null) => ({ lines, code, rest: framing.remainder() });
  try {
    for (const piece of pieces) {
      framing.push(piece);
      for (let line = framing.next(); line !== null; line = framing.next()) {
        assert.equal(line.at(-1), 0x0a);
        lines.push(line.toString('utf8', 0, line.length - 1));
      }
    }
    return done(null);
  } catch (error) {
    assert.ok(error instanceof ProtocolError);
    return done(error.code);
  }
}

const oneByOne = (bytes: Buffer): Buffer[] =>
  cutAt(
    bytes,
    Array.from(bytes, (_, i) => i),
  );

test("any bytes, however they are cut, give the contract's lines and the contract's error", (t) => {
  fc.assert(
    fc.property(cutBytes(hostileBytes), ({ bytes, places }) => {
      const { lines, code } = framed(cutAt(bytes, places));
      assert.deepEqual({ lines, code }, linesByTheContract(bytes));
    }),
    { numRuns: 500 },
  );
  t.pass();
});

test('no byte is lost: what was not taken as a line is the remainder', (t) => {
  const valid = hostileBytes.filter((bytes) => linesByTheContract(bytes).code === null);
  fc.assert(
    fc.property(cutBytes(valid), ({ bytes, places }) => {
      const { rest } = framed(cutAt(bytes, places));
      assert.deepEqual(rest, bytes.subarray(bytes.lastIndexOf(0x0a) + 1));
    }),
  );
  t.pass();
});

const limit = test.macro({
  exec: (t, bytes: Buffer, lineBytes: number[], code: string | null) => {
    for (const pieces of [[bytes], oneByOne(bytes), cutAt(bytes, [999]), cutAt(bytes, [1000])]) {
      const result = framed(pieces);
      t.deepEqual(
        result.lines.map((line) => Buffer.byteLength(line)),
        lineBytes,
      );
      t.is(result.code, code);
    }
  },
  title: (title) => `the limit: ${title ?? ''}`,
});
const x = (count: number, end = ''): Buffer => Buffer.from('x'.repeat(count) + end);
test('999 bytes and LF pass', limit, x(999, '\n'), [999], null);
test('999 bytes without LF are not yet too many', limit, x(999), [], null);
test('the 1000th byte without LF is one too many', limit, x(1000), [], 'line_too_long');
test('an LF behind the 1000th byte comes too late', limit, x(1000, '\n'), [], 'line_too_long');
test('bytes count, not characters', limit, Buffer.from('é'.repeat(500)), [], 'line_too_long');
test('499 characters of two bytes pass', limit, Buffer.from(`${'é'.repeat(499)}\n`), [998], null);
test('the line before it is delivered', limit, Buffer.concat([x(1, '\n'), x(1000)]), [1], 'line_too_long');
test('too long comes before not UTF-8', limit, Buffer.alloc(1000, 0xff), [], 'line_too_long');

const invalid = test.macro({
  exec: (t, sequence: readonly number[]) => {
    const bytes = Buffer.concat([
      Buffer.from('good\nbad: '),
      Buffer.from(sequence),
      Buffer.from('\nafter\n'),
    ]);
    for (const pieces of [[bytes], oneByOne(bytes)]) {
      const { lines, code, rest } = framed(pieces);
      t.deepEqual({ lines, code }, { lines: ['good'], code: 'invalid_utf8' });
      t.true(['after\n', ''].includes(rest.toString()));
    }
  },
  title: (title) => `not UTF-8: ${title ?? ''}`,
});
for (const [reason, sequence] of Object.entries(INVALID_UTF8)) test(reason, invalid, sequence);

test('a megabyte that comes byte by byte is copied once', (t) => {
  const line = x(999, '\n');
  const framing = new Framing();
  let lines = 0;
  for (let sent = 0; sent < 1_000_000; sent++) {
    framing.push(line.subarray(sent % 1000, (sent % 1000) + 1));
    if (framing.next() !== null) lines += 1;
  }
  t.is(lines, 1000);
  t.is(framing.remainder().length, 0);
});
