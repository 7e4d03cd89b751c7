import { PassThrough } from 'node:stream';
import test from 'ava';
import { ignoreLateErrors } from '../../lib/lines/ignore-late-errors.js';

test('an error of the stream ends nothing, and is remembered by the stream', async (t) => {
  const stream = new PassThrough();
  ignoreLateErrors(stream);
  const reason = new Error('reset');
  stream.destroy(reason);
  await new Promise((resolve) => stream.on('close', resolve));
  t.is(stream.errored, reason);
});

test('one listener, however often it is asked for', (t) => {
  const stream = new PassThrough();
  for (let i = 0; i < 20; i++) ignoreLateErrors(stream);
  t.is(stream.listenerCount('error'), 1);
});

test("the owner's own listener hears as before", async (t) => {
  const stream = new PassThrough();
  ignoreLateErrors(stream);
  const heard = new Promise((resolve) => stream.on('error', resolve));
  const reason = new Error('reset');
  stream.destroy(reason);
  t.is(await heard, reason);
});
