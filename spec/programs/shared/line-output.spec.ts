import { mkdtempSync, openSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { LineOutput, MAX_WAITING_BYTES } from '../../../lib/programs/shared/line-output.js';
import { startFlood } from '../helpers/pipe.js';

// More than what waits and a pipe's 64 KiB together, at 1 KB a line.
const LINES = 3000;
const DROPPED = /\n\((\d+) lines were dropped here: nobody read them in time\)\n/;

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

test('lines arrive in order, and the end waits for them', async (t) => {
  const { path, fd } = fileFor(t);
  const output = new LineOutput({ fd });
  output.writeLine('one');
  output.write('two\nthree\n');
  output.writeLine('ünï');
  await output.end();
  t.is(readFileSync(path, 'utf8'), 'one\ntwo\nthree\nünï\n');
  t.not(targetOf(fd), path, 'it closes what it took over');
});

test('what comes after the end is passed over, and the end is one', async (t) => {
  const { path, fd } = fileFor(t);
  const output = new LineOutput({ fd });
  const ended = output.end();
  output.writeLine('late');
  t.is(output.end(), ended);
  await ended;
  t.is(readFileSync(path, 'utf8'), '');
});

test('a line that is dropped is told of by the next that has room', async (t) => {
  const { path, fd } = fileFor(t);
  const output = new LineOutput({ fd, maxWaitingBytes: 10, describeDropped: (lines) => `-${lines}` });
  output.writeLine('longer than ten bytes');
  output.writeLine('long again, too long');
  output.writeLine('short');
  await output.end();
  t.is(readFileSync(path, 'utf8'), 'short\n-2\n');
});

test('where there is no room even to tell, nothing hangs', async (t) => {
  const { path, fd } = fileFor(t);
  const output = new LineOutput({ fd, maxWaitingBytes: 5 });
  output.writeLine('longer than five bytes');
  await output.end();
  t.is(readFileSync(path, 'utf8'), '');
});

test('a full disk is told of once, and waited out', async (t) => {
  const codes: (string | undefined)[] = [];
  await new Promise<void>((resolve) => {
    const output = new LineOutput({
      fd: openSync('/dev/full', 'w'),
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
  t.deepEqual(await flood.next('server_error'), { trouble: 'EPIPE' });
  flood.send('line');
  flood.send('ping');
  await flood.next('pong');
  flood.send('end');
  await flood.next('ended');
  t.is(await flood.exited, 0);
});
