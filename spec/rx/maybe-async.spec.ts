import test from 'ava';
import { lastValueFrom, of } from 'rxjs';
import { asObservable, isPromiseLike } from '../../lib/rx/maybe-async.js';

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

test('a value, a promise and an observable become an observable; a text is one value', async (t) => {
  t.is(await lastValueFrom(asObservable('text')), 'text');
  t.is(await lastValueFrom(asObservable(Promise.resolve(1))), 1);
  t.is(await lastValueFrom(asObservable(of(1, 2))), 2);
});
