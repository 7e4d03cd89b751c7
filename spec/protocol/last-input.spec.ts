import { inspect } from 'node:util';
import test from 'ava';
import { peerLeft } from '../../lib/protocol/failures.js';
import { lastInputOf, MAX_INPUT_BYTES, rememberInput } from '../../lib/protocol/last-input.js';

test('an error keeps what came, and how much', (t) => {
  const error = peerLeft();
  rememberInput(error, 'a line', Buffer.from('rest'));
  t.deepEqual(lastInputOf(error), {
    line: 'a line',
    rest: Buffer.from('rest'),
    restLength: 4,
    isEarly: false,
  });
  t.is(lastInputOf(peerLeft()), null);
});

test('of many bytes the first are kept, in memory of their own', (t) => {
  const error = peerLeft();
  const rest = Buffer.alloc(100_000, 'x');
  rememberInput(error, null, rest);
  rest.fill('y');
  const input = lastInputOf(error);
  t.is(input?.restLength, 100_000);
  t.is(input?.rest.toString(), 'x'.repeat(MAX_INPUT_BYTES));
});

test('nothing of it shows in the error, however that is printed or copied', (t) => {
  const error = peerLeft();
  rememberInput(error, 'secret', Buffer.from('secret'));
  const copies = [
    inspect(error, { showHidden: true, depth: null }),
    JSON.stringify(error),
    String(error),
    inspect(Object.assign({}, error)),
  ];
  for (const copy of copies) t.notRegex(copy, /secret|736563726574|73 65 63/);
});
