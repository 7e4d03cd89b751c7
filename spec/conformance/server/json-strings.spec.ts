import test from 'ava';
import fc from 'fast-check';
import { stringsOf } from '../../../lib/conformance/server/json-strings.js';

const finds = test.macro((t, text: string, expected: readonly string[]) => {
  t.deepEqual([...stringsOf(text)].sort(), [...expected].sort());
});

test('one document, of any shape', finds, '{"a":["x",{"b":" y "}],"c":1,"d":null}', ['x', ' y ']);
test('a document a line; a torn line does not count', finds, '{"a":"x"}\n\n["y"]\n{"z":"to', ['x', 'y']);
test('nothing', finds, '', []);
test('no JSON', finds, 'value\n', []);
test('a name is no value', finds, '{"__proto__":"x"}', ['x']);

/** The strings of a value, by a walk of its own. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null
    ? Object.values<unknown>({ ...value }).flatMap(strings)
    : [];
}

test('of any value, all strings are found and nothing else: as a document, and as a line among others', (t) => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      t.deepEqual([...stringsOf(JSON.stringify(one, null, 2))].sort(), [...new Set(strings(one))].sort());
      const lines = [JSON.stringify(one), 'no JSON', JSON.stringify(other)].join('\n');
      t.deepEqual([...stringsOf(lines)].sort(), [...new Set([one, other].flatMap(strings))].sort());
    }),
  );
});

test('any text is taken, however deep', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      t.notThrows(() => stringsOf(text));
    }),
  );
  t.deepEqual([...stringsOf('['.repeat(5000) + '"x"' + ']'.repeat(5000))], ['x']);
});
