import test from 'ava';
import fc from 'fast-check';
import { RecordLengths } from '../../../lib/conformance/peers/record-lengths.js';
import { RecordWriter } from '../../../lib/conformance/peers/records.js';

const SECRET = Buffer.alloc(32, 7);

const PADDING = 16;
/** As long as an alert, or as one that Java has padded, once they are sealed. */
const ALERT_LENGTHS: readonly number[] = [2, 2 + PADDING];

/** A connection as a list of lines, with or without an alert at its end. */
const contents = fc.array(
  fc.uint8Array({ minLength: 3, maxLength: 300 }).filter(({ length }) => !ALERT_LENGTHS.includes(length)),
  { maxLength: 8 },
);

test('records are counted, and an alert at the end is seen, however the bytes are cut', (t) => {
  fc.assert(
    fc.property(contents, fc.boolean(), fc.integer({ min: 1, max: 50 }), (lines, closes, size) => {
      const writer = new RecordWriter(SECRET);
      const records = lines.map((line) => writer.data(Buffer.from(line)));
      if (closes) records.push(writer.closeNotify());
      const lengths = new RecordLengths();
      const bytes = Buffer.concat(records);
      for (let at = 0; at < bytes.length; at += size) lengths.take(bytes.subarray(at, at + size));
      return lengths.count === records.length && lengths.endsInAlert === closes;
    }),
  );
  t.pass();
});

test('an alert before TLS 1.3 is known by its type', (t) => {
  const lengths = new RecordLengths();
  lengths.take(Buffer.of(21, 3, 3, 0, 2, 1, 0));
  t.true(lengths.endsInAlert);
});

test('an alert that Java has padded is known by its length, and OK is none', (t) => {
  const lengths = new RecordLengths();
  const writer = new RecordWriter(SECRET);
  lengths.take(writer.data('OK\n'));
  t.false(lengths.endsInAlert);
  lengths.take(writer.data('12', PADDING));
  t.true(lengths.endsInAlert);
});

test('any bytes are taken', (t) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array()), (chunks) => {
      const lengths = new RecordLengths();
      for (const chunk of chunks) lengths.take(Buffer.from(chunk));
      return lengths.count >= 0;
    }),
  );
  t.pass();
});
