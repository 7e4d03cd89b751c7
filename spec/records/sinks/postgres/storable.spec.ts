import test from 'ava';
import fc from 'fast-check';
import { keyOf, storable, storableJson, textOfKey } from '../../../../lib/records/sinks/postgres/storable.js';
import { anyText } from './samples.js';

/** What PostgreSQL takes as text and as jsonb. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

test('a key is storable, and gives back its text; different texts have different keys', (t) => {
  fc.assert(
    fc.property(anyText(40), anyText(40), (one, other) => {
      t.true(isStorable(keyOf(one)));
      t.is(textOfKey(keyOf(one)), one);
      t.is(keyOf(one) === keyOf(other), one === other);
    }),
  );
});

test('an ordinary key is its text, and a long one fits into an index and is told apart', (t) => {
  t.is(keyOf('0f8e-Łą 👨'), '0f8e-Łą 👨');
  const [one, other] = [`${'\\'.repeat(4000)}1`, `${'\\'.repeat(4000)}2`];
  t.not(keyOf(one), keyOf(other));
  t.true(Buffer.byteLength(keyOf(one)) < 1000);
  t.is(textOfKey(keyOf(one)), null);
});

test('a value as JSON is storable, and the same where it was storable before', (t) => {
  fc.assert(
    fc.property(fc.dictionary(anyText(), anyText()), (value) => {
      const parsed = JSON.parse(storableJson(value)) as Record<string, string>;
      const entries = Object.entries(parsed);
      t.true(entries.every(([name, text]) => isStorable(name) && isStorable(text)));
      for (const [name, text] of Object.entries(value))
        if (isStorable(name) && isStorable(text) && !name.includes('\u2400') && !name.includes('\ufffd'))
          t.is(parsed[name], text);
    }),
  );
  t.is(storableJson({ a: '\\u0000' }), '{"a":"\\\\u0000"}');
  t.is(storable('a\0\ud800'), 'a\u2400\ufffd');
});
