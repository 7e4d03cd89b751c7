import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { VirtualTimeScheduler } from 'rxjs';
import {
  LineOutput,
  MAX_WAITING_BYTES,
  WINDOW_BYTES,
  WINDOW_MS,
  type LineOutputOptions,
} from '../../../lib/programs/shared/line-output.js';
import { startFlood } from '../helpers/pipe.js';

// More than what waits and a pipe's 64 KiB together, at 1 KB a line.
const LINES = 3000;
const DROPPED = /\n\((\d+) lines were dropped here: the reader was too slow\)\n/;

function fileFor(t: ExecutionContext): { path: string; fd: number } {
  const folder = mkdtempSync(join(tmpdir(), 'tlslp-output-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const path = join(folder, 'output');
  return { path, fd: openSync(path, 'a') };
}

/** What a descriptor stands for now: another test may have got its number. */
function targetOf(fd: number): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return null;
  }
}

/** What reaches a file over time; `blocks` says how it is written to. */
function setUp(t: ExecutionContext, options: Partial<LineOutputOptions> = {}) {
  const { path, fd } = fileFor(t);
  const time = new VirtualTimeScheduler();
  const output = new LineOutput({ fd, blocks: false, scheduler: time, ...options });
  return {
    path,
    fd,
    output,
    text: () => readFileSync(path, 'utf8'),
    /** Time goes on until then. */
    passTo: (milliseconds: number) => {
      time.maxFrames = milliseconds;
      time.flush();
    },
  };
}

for (const blocks of [false, true]) {
  const how = blocks ? 'on a thread' : 'at once';

  test(`written ${how}: lines arrive in order, and the end waits for them`, async (t) => {
    const { path, fd, output, text } = setUp(t, { blocks });
    output.writeLine('one');
    output.write('two\nthree\n');
    output.writeLine('ünï');
    await output.end();
    t.is(text(), 'one\ntwo\nthree\nünï\n');
    t.not(targetOf(fd), path, 'it closes what it took over');
  });

  test(`written ${how}: what comes after the end is passed over, and the end is one`, async (t) => {
    const { output, text } = setUp(t, { blocks });
    const ended = output.end();
    output.writeLine('late');
    t.is(output.end(), ended);
    await ended;
    t.is(text(), '');
  });

  test(`written ${how}: lines that are dropped are told of by the next that has room`, async (t) => {
    const { output, text } = setUp(t, {
      blocks,
      maxWaitingBytes: 10,
      describeDropped: (lines) => `-${lines}`,
    });
    output.writeLine('longer than ten bytes');
    output.writeLine('long again, too long');
    output.writeLine('short');
    await output.end();
    t.is(text(), 'short\n-2\n');
  });

  test(`written ${how}: the note of dropped lines has room when nothing else has`, async (t) => {
    const { output, text } = setUp(t, { blocks, maxWaitingBytes: 5 });
    output.writeLine('full');
    output.writeLine('x');
    await output.end();
    t.is(text(), 'full\n(1 line was dropped here: the reader was too slow)\n');
  });
}

test('a line is written a window after it came, with all that came meanwhile', async (t) => {
  const { output, text, passTo } = setUp(t);
  output.writeLine('one');
  passTo(WINDOW_MS - 1);
  output.writeLine('two');
  t.is(text(), '');
  passTo(WINDOW_MS);
  t.is(text(), 'one\ntwo\n');
  output.writeLine('three');
  passTo(2 * WINDOW_MS - 1);
  t.is(text(), 'one\ntwo\n');
  passTo(2 * WINDOW_MS);
  t.is(text(), 'one\ntwo\nthree\n');
  await output.end();
});

test('at once: no line waits for the window', async (t) => {
  const { output, text } = setUp(t, { atOnce: true });
  output.writeLine('one');
  t.is(text(), 'one\n');
  output.writeLine('two');
  t.is(text(), 'one\ntwo\n');
  await output.end();
});

test('much is written before the window is over', async (t) => {
  const { output, text, passTo } = setUp(t);
  const half = 'x'.repeat(WINDOW_BYTES / 2);
  output.writeLine(half);
  t.is(text(), '');
  output.writeLine(half);
  t.is(text(), `${half}\n${half}\n`);
  output.writeLine('and on');
  passTo(WINDOW_MS);
  t.is(text(), `${half}\n${half}\nand on\n`);
  await output.end();
});

test('a line that is dropped is forgotten once it was told of', async (t) => {
  const { output, text, passTo } = setUp(t, { maxWaitingBytes: 4, describeDropped: (lines) => `-${lines}` });
  output.writeLine('too long');
  output.writeLine('one');
  passTo(WINDOW_MS);
  output.writeLine('two');
  passTo(2 * WINDOW_MS);
  output.writeLine('too long');
  await output.end();
  t.is(text(), 'one\n-1\ntwo\n-1\n');
});

test('a pipe that is full is tried again a window later, not at each line, and torn nowhere', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tlslp-output-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const { output, passTo } = setUp(t, { fd: openSync(path, constants.O_WRONLY | constants.O_NONBLOCK) });
  const lines = Array.from({ length: 200 }, (_, n) => `${n} ${'x'.repeat(1000)}`);
  for (const line of lines) output.writeLine(line);
  const first = readAllOf(reader);
  t.true(first.length < 200 * 1000);
  output.writeLine('and one');
  t.is(readAllOf(reader), '', 'it waits');
  let all = first;
  for (let windows = 1; windows < 10; windows++) {
    passTo(windows * WINDOW_MS);
    all += readAllOf(reader);
  }
  t.is(all, [...lines, 'and one', ''].join('\n'));
  closeSync(reader);
});

function readAllOf(fd: number): string {
  const buffer = Buffer.alloc(1024 * 1024);
  let length = 0;
  try {
    for (let n = -1; n !== 0; length += n) n = readSync(fd, buffer, length, buffer.length - length, null);
  } catch {
    // Empty.
  }
  return buffer.toString('utf8', 0, length);
}

test('a full disk is tried again each window, and told of once', async (t) => {
  const codes: unknown[] = [];
  const { output, passTo } = setUp(t, {
    fd: openSync('/dev/full', 'w'),
    onError: ({ code }) => codes.push(code),
  });
  output.writeLine('one');
  for (let windows = 1; windows < 4; windows++) passTo(windows * WINDOW_MS);
  t.deepEqual(codes, ['ENOSPC']);
  await output.end();
});

test('a full disk is told of once, and waited out', async (t) => {
  const codes: (string | undefined)[] = [];
  await new Promise<void>((resolve) => {
    const output = new LineOutput({
      fd: openSync('/dev/full', 'w'),
      blocks: false,
      onError: ({ code }) => {
        codes.push(code);
        output.writeLine('again');
        void output.end(5000).then(resolve);
      },
    });
    output.writeLine('one');
  });
  t.deepEqual(codes, ['ENOSPC']);
});

test('a stalled reader holds nobody up, and is told what it missed', async (t) => {
  const flood = startFlood(t, 'lines', String(LINES));
  await flood.next('written');
  flood.send('ping');
  await flood.next('pong');
  const reader = flood.read();
  await reader.until(DROPPED);
  const kept = reader.text().match(/^\d+ x+$/gm) ?? [];
  t.true(kept.length >= MAX_WAITING_BYTES / 1010);
  t.deepEqual(
    kept.map((line) => Number.parseInt(line)),
    Array.from(kept, (_, n) => n),
  );
  t.is(kept.length + Number(DROPPED.exec(reader.text())?.[1]), LINES);
  flood.send('line');
  await reader.until(/\none more\n$/);
  flood.send('end');
  await reader.closed;
  t.is(await flood.exited, 0);
});

test('where nothing may be dropped, nothing is', async (t) => {
  const flood = startFlood(t, 'lossless', String(LINES), '60000');
  await flood.next('written');
  flood.send('end');
  const reader = flood.read();
  await reader.closed;
  t.is(reader.text().match(/^\d+ x+$/gm)?.length, LINES);
  t.is(await flood.exited, 0);
});

test('a reader who stays stalled delays the end until the deadline, and not the exit', async (t) => {
  const flood = startFlood(t, 'lines', String(LINES), '50');
  await flood.next('written');
  flood.send('end');
  await flood.next('ended');
  t.is(await flood.exited, 0);
  flood.closeReader();
});

test('a reader who is gone ends the output, not the program', async (t) => {
  const flood = startFlood(t, 'lines', '1');
  await flood.next('written');
  flood.closeReader();
  flood.send('line');
  t.deepEqual(await flood.next('trouble'), { trouble: 'EPIPE' });
  flood.send('line');
  flood.send('ping');
  await flood.next('pong');
  flood.send('end');
  await flood.next('ended');
  t.is(await flood.exited, 0);
});

const CRASH = fileURLToPath(new URL('../helpers/crash.js', import.meta.url));

const ends = test.macro({
  title: (_, how: string, to: string) => `nothing is lost at the end of the process: ${how}, ${to}`,
  exec(t, how: string, to: 'a socket' | 'a pipe' | 'a file', code: number) {
    const folder = mkdtempSync(join(tmpdir(), 'tlslp-crash-'));
    t.teardown(() => {
      rmSync(folder, { recursive: true });
    });
    const log = join(folder, 'log');
    const redirect = { 'a socket': '', 'a pipe': '| cat', 'a file': `> ${folder}/out; cat ${folder}/out` }[
      to
    ];
    const command = `"$0" "$@" ${redirect}`;
    const args = [CRASH, how, log];
    const { stdout, status, stderr } =
      to === 'a socket'
        ? spawnSync(process.execPath, args, { encoding: 'utf8' })
        : spawnSync('sh', ['-c', command, process.execPath, ...args], { encoding: 'utf8' });
    t.is(stdout, 'one\nthe last words\n', stderr);
    t.regex(readFileSync(log, 'utf8'), /^\{"level":"ERROR",.*"msg":"the last entry"\}\n$/);
    if (to === 'a socket') t.is(status, code);
  },
});

for (const to of ['a socket', 'a pipe', 'a file'] as const) {
  test(ends, 'throw', to, 1);
  test(ends, 'reject', to, 1);
  test(ends, 'exit', to, 1);
  test(ends, 'return', to, 0);
}
