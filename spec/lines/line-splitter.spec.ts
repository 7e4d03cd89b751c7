import test from 'ava';
import { lineSplitter } from '../../lib/lines/line-splitter.js';
import { lines } from '../../lib/lines/lines.js';
import { ProtocolError } from '../../lib/protocol/errors.js';
import { INVALID_UTF8 } from '../support/bytes.js';
import { connection, cutAt, outcome } from '../support/streams.js';

/** The lengths in bytes of the lines of these pieces, and the code of the error. */
async function split(pieces: readonly Buffer[]): Promise<{ lines: string[]; code: string | null }> {
  const { ours, theirs } = connection();
  const result = outcome(lines(ours));
  for (const piece of pieces) theirs.write(piece);
  theirs.end();
  const { values, error } = await result;
  return { lines: values, code: error instanceof ProtocolError ? error.code : null };
}

const oneByOne = (bytes: Buffer): Buffer[] =>
  cutAt(
    bytes,
    Array.from(bytes, (_, i) => i),
  );

const limit = test.macro({
  exec: async (t, bytes: Buffer, lineBytes: number[], code: string | null) => {
    for (const pieces of [[bytes], oneByOne(bytes), cutAt(bytes, [999]), cutAt(bytes, [1000])]) {
      const result = await split(pieces);
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
  exec: async (t, sequence: readonly number[]) => {
    const bytes = Buffer.concat([
      Buffer.from('good\nbad: '),
      Buffer.from(sequence),
      Buffer.from('\nafter\n'),
    ]);
    for (const pieces of [[bytes], oneByOne(bytes)]) {
      t.deepEqual(await split(pieces), { lines: ['good'], code: 'invalid_utf8' });
    }
  },
  title: (title) => `not UTF-8: ${title ?? ''}`,
});
for (const [reason, sequence] of Object.entries(INVALID_UTF8)) test(reason, invalid, sequence);

test('a splitter takes bytes, and gives whole lines as text', (t) => {
  const splitter = lineSplitter();
  const got: unknown[] = [];
  splitter.on('data', (line) => got.push(line));
  splitter.resume();
  splitter.write('gr\u00fc\u00df\nrest');
  return new Promise<void>((resolve) => {
    splitter.on('end', () => {
      t.deepEqual(got, ['grüß']);
      resolve();
    });
    splitter.end();
  });
});
