import test from 'ava';
import { isPromiseLike } from '../../lib/rx/promise-like.js';

test('a promise, and what has a then as one', (t) => {
  t.true(isPromiseLike(Promise.resolve()));
  t.true(isPromiseLike({ then: () => undefined }));
});

for (const [name, given] of Object.entries({
  'a text': 'then',
  null: null,
  undefined,
  'an object': {},
  'a then that is no function': { then: 1 },
})) {
  test(`no promise: ${name}`, (t) => {
    t.false(isPromiseLike(given));
  });
}
