import { PassThrough } from 'node:stream';
import test from 'ava';
import { Progress } from '../../../lib/programs/check/progress.js';

function terminal(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY });
  let written = '';
  stream.setEncoding('utf8').on('data', (text: string) => (written += text));
  return { stream, written: () => written };
}

test('a terminal shows how many have ended, and the line goes away', async (t) => {
  const { stream, written } = terminal(true);
  const progress = new Progress(stream);
  progress.begin(4, 1);
  progress.ended();
  while (written() === '') await new Promise((resolve) => setTimeout(resolve, 20));
  t.regex(written(), /2 of 4 have ended/);
  progress.end();
  progress.clear();
  await new Promise(setImmediate);
  t.true(written().endsWith('\r\u001b[K'));
});

test('elsewhere, and without checks, nothing is shown', (t) => {
  const { stream, written } = terminal(false);
  const progress = new Progress(stream);
  progress.begin(3);
  progress.end();
  const empty = terminal(true);
  const nothing = new Progress(empty.stream);
  nothing.begin(0);
  nothing.begin(1, 1);
  nothing.end();
  t.deepEqual([written(), empty.written()], ['', '']);
});
