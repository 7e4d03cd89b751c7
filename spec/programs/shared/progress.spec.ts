import readline from 'node:readline';
import { PassThrough } from 'node:stream';
import test from 'ava';
import { displayWork, progressText, type DisplayStream } from '../../../lib/programs/shared/progress.js';

const PROGRESS = { attempts: 27e6, seconds: 0.5, expectedAttempts: 2 ** 28 };
const SOLUTION = { suffix: 'hidden', attempts: 54e6, seconds: 1 };

/** A stream that keeps what is written, as a terminal of so many columns or as a pipe. */
function stream(columns?: number): DisplayStream & { written(): string } {
  const through = new PassThrough();
  const terminal = {
    isTTY: true,
    cursorTo: (x: number) => readline.cursorTo(through, x),
    clearLine: (direction: readline.Direction) => readline.clearLine(through, direction),
    moveCursor: (dx: number, dy: number) => readline.moveCursor(through, dx, dy),
  };
  const written = () => (through.read() as Buffer | null)?.toString() ?? '';
  if (columns === undefined) return Object.assign(through, { written });
  return Object.assign(through, terminal, { columns, written });
}

test('in a pipe: a line at the start and one at the end', async (t) => {
  const pipe = stream();
  const display = await displayWork(pipe, { nBits: 28 });
  display.onProgress(PROGRESS);
  display.onProgress(PROGRESS);
  display.found(SOLUTION);
  t.is(
    pipe.written(),
    'Working on 28 zero bits: 268 M attempts on average.\n' +
      'Found a suffix after 54.0 M attempts in 1.00 s, 54.0 MH/s.\n',
  );
});

test('in a pipe: the limit, and an end without a suffix', async (t) => {
  const pipe = stream();
  const display = await displayWork(pipe, { nBits: 64, limitSeconds: 1800 });
  display.onProgress(PROGRESS);
  display.stopped();
  t.is(
    pipe.written(),
    'Working on 64 zero bits: 18447 P attempts on average. The server waits 30.0 min.\n' +
      'Stopped without a suffix after 27.0 M attempts in 500 ms.\n',
  );
});

test('stopped before any progress', async (t) => {
  const pipe = stream();
  (await displayWork(pipe, { nBits: 1 })).stopped();
  t.true(pipe.written().endsWith('\nStopped without a suffix.\n'));
});

test('on a terminal: a line that keeps up, and the cursor is given back', async (t) => {
  const terminal = stream(200);
  const display = await displayWork(terminal, { nBits: 28, limitSeconds: 1800 });
  t.true(terminal.written().includes('Working on 28 zero bits'));
  display.onProgress(PROGRESS);
  display.found(SOLUTION);
  const end = terminal.written();
  t.true(end.includes('Found a suffix after 54.0 M attempts'));
  t.true(end.includes('\u001b[?25h'), 'the cursor is shown again');
  t.false(end.includes('hidden'));
});

test('on a terminal: an end without a suffix', async (t) => {
  const terminal = stream(200);
  const display = await displayWork(terminal, { nBits: 28 });
  display.onProgress(PROGRESS);
  display.stopped();
  t.true(terminal.written().includes('Stopped without a suffix after 27.0 M attempts in 500 ms.'));
});

test('on a terminal: nothing about little work', async (t) => {
  const terminal = stream(200);
  const display = await displayWork(terminal, { nBits: 8 });
  display.onProgress(PROGRESS);
  display.found(SOLUTION);
  display.stopped();
  t.is(terminal.written(), '');
});

test('a terminal without columns is treated as a pipe', async (t) => {
  const terminal = stream(0);
  (await displayWork(terminal, { nBits: 28 })).found(SOLUTION);
  t.is(terminal.written().split('\n').length, 3);
});

test('the words of a search without memory', (t) => {
  t.is(
    progressText(PROGRESS),
    '500 ms · 27.0 M attempts, 54.0 MH/s · 9.6 % chance to be done by now · 4.97 s more on average',
  );
  t.true(progressText(PROGRESS, 1800).startsWith('500 ms of 30.0 min · '));
  t.is(progressText({ ...PROGRESS, attempts: 0 }), '500 ms · 0 attempts, 0 H/s');
});
