import test from 'ava';
import { stringsOf } from '../../../lib/conformance/server/json-strings.js';

const finds = test.macro((t, text: string, expected: readonly string[]) => {
  t.deepEqual([...stringsOf(text)].sort(), [...expected].sort());
});

test('one document, of any shape', finds, '{"a":["x",{"b":" y "}],"c":1,"d":null}', ['x', ' y ']);
test('a document a line; a torn line does not count', finds, '{"a":"x"}\n\n["y"]\n{"z":"to', ['x', 'y']);
test('nothing', finds, '', []);
test('no JSON', finds, 'value\n', []);
test('a name is no value', finds, '{"__proto__":"x"}', ['x']);
