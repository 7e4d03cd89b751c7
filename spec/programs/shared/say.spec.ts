import test from 'ava';
import { Writable } from 'node:stream';
import { say } from '../../../lib/programs/shared/say.js';

test('what cannot be written ends nothing, and leaves one listener', async (t) => {
  const stream = new Writable({
    write: (_chunk, _encoding, callback) => {
      callback(new Error('EPIPE'));
    },
  });
  say(stream, 'one\n');
  say(stream, 'two\n');
  await new Promise((resolve) => stream.once('close', resolve));
  t.is(stream.errored?.message, 'EPIPE');
  t.is(stream.listenerCount('error'), 1);
});

test('what can be written is written', (t) => {
  const said: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, callback) => {
      said.push(String(chunk));
      callback();
    },
  });
  say(stream, 'one\n');
  say(stream, '');
  t.is(said.join(''), 'one\n');
});
