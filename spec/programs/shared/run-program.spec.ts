import test from 'ava';
import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { LogLevel } from '../../../lib/config/log-levels.js';
import { ConfigError, toTlslpError } from '../../../lib/protocol/errors.js';
import { runProgram, type Program } from '../../../lib/programs/shared/run-program.js';

// The process's own listeners are looked at: one test at a time.

/** A program whose options are its arguments. */
function program(
  run: Program<readonly string[]>['run'],
  more: Partial<Program<readonly string[]>> = {},
): Program<readonly string[]> {
  return { name: 'prog', parse: (argv) => ({ kind: 'run', options: argv }), run, ...more };
}

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function runs(what: Program<readonly string[]>, argv: readonly string[] = []): Promise<Run> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await runProgram(what, argv, { stdout, stderr });
  stdout.end();
  stderr.end();
  return { code, out: await text(stdout), err: await text(stderr) };
}

test.serial('the exit code is that of the run, which has the options and the streams', async (t) => {
  const what = program((argv, { stdout, stderr }) => {
    stdout.write(argv.join(' '));
    stderr.write('error');
    return Promise.resolve(7);
  });
  t.deepEqual(await runs(what, ['a', 'b']), { code: 7, out: 'a b', err: 'error' });
});

test.serial('usage that exits: its texts and its code, and nothing runs', async (t) => {
  const usage = { kind: 'exit', code: 2, stdout: 'out', stderr: 'err' } as const;
  const run = () => {
    t.fail();
    return Promise.resolve(0);
  };
  t.deepEqual(await runs(program(run, { parse: () => Promise.resolve(usage) })), {
    code: 2,
    out: 'out',
    err: 'err',
  });
});

test.serial('the help is as wide as standard output', async (t) => {
  const stdout = Object.assign(new PassThrough(), { columns: 72 });
  const parse = (_: readonly string[], columns?: number) => {
    return { kind: 'exit', code: 0, stdout: `${columns ?? 0}`, stderr: '' } as const;
  };
  await runProgram(
    program(() => Promise.resolve(1), { parse }),
    [],
    { stdout, stderr: new PassThrough() },
  );
  t.is(String(stdout.read()), '72');
});

const fails = test.macro({
  async exec(t, thrown: unknown, err: string | RegExp, level?: LogLevel) {
    const run = (): Promise<number> =>
      new Promise(() => {
        throw thrown as Error;
      });
    const result = await runs(program(run, level === undefined ? {} : { logLevel: () => level }));
    t.deepEqual([result.code, result.out], [1, '']);
    if (typeof err === 'string') t.is(result.err, err);
    else t.regex(result.err, err);
  },
  title: (name) => `a failure: ${name ?? ''}`,
});

const BAD = new ConfigError('unusable_file', 'Bad.', { cause: new Error('why') });
test.serial('one line', fails, BAD, 'prog: Bad.\n');
test.serial('no stack at INFO', fails, BAD, 'prog: Bad.\n', 'INFO');
test.serial(
  'its stack and that of the cause at DEBUG',
  fails,
  BAD,
  /^prog: Bad\.\nConfigError: Bad\.\n {4}at [^]*\[cause\]: Error: why\n {6,}at /,
  'DEBUG',
);
test.serial(
  'one line, whatever is in it',
  fails,
  new ConfigError('unusable_file', 'a\nb\u001b[31m'),
  'prog: a\\nb\\u001b[31m\n',
);
test.serial(
  'nobody foresaw it',
  fails,
  new TypeError('x is no function'),
  'prog: Internal error: x is no function\n',
);
test.serial(
  'nobody foresaw it, and the server noticed',
  fails,
  toTlslpError(new Error('why')),
  'prog: Internal error: why\n',
);
test.serial('nobody foresaw it, and it is no error', fails, 'text', 'prog: Internal error.\n');

test.serial('a reader who is gone ends nothing', async (t) => {
  const broken = (): Writable =>
    new Writable({
      write: (_chunk, _encoding, callback) => {
        callback(new Error('EPIPE'));
      },
    });
  const run = async (_: readonly string[], { stdout }: { stdout: Writable }) => {
    stdout.write('one');
    await new Promise(setImmediate);
    stdout.write('two');
    throw BAD;
  };
  t.is(await runProgram(program(run), [], { stdout: broken(), stderr: broken() }), 1);
});

test.serial('all that was written has left before the exit code is known', async (t) => {
  const taken: string[] = [];
  const stdout = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, callback) => {
      setImmediate(() => {
        taken.push(String(chunk));
        callback();
      });
    },
  });
  const run = () => {
    for (const line of ['one', 'two', 'three']) stdout.write(line);
    return Promise.resolve(0);
  };
  await runProgram(program(run), [], { stdout, stderr: new PassThrough() });
  t.deepEqual(taken.join(' ').trim(), 'one two three');
});

/** Sends the process a signal when the run waits, once for each name; the run ends when it is interrupted. */
const signalled = test.macro<[stopsInOrder: boolean, signals: readonly NodeJS.Signals[], code: number]>({
  async exec(t, stopsInOrder, signals, code) {
    const before = process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
    const stopped: boolean[] = [];
    const run: Program<readonly string[]>['run'] = (_, { stop, interrupt }) =>
      new Promise((resolve, reject) => {
        stop.addEventListener('abort', () => setImmediate(resolve, 0));
        interrupt.addEventListener('abort', () => {
          reject(interrupt.reason as Error);
        });
        for (const signal of signals) process.emit(signal, signal);
        stopped.push(stop.aborted, interrupt.aborted);
      });
    t.deepEqual(await runs(program(run, { stopsInOrder })), { code, out: '', err: '' });
    t.deepEqual(stopped, [stopsInOrder, code !== 0]);
    t.is(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM'), before);
  },
  title: (_, stopsInOrder, signals, code) =>
    `${stopsInOrder ? 'stops in order' : 'ends at once'}: ${signals.join(', ')}: ${code}`,
});

test.serial(signalled, true, ['SIGTERM'], 0);
test.serial(signalled, true, ['SIGINT', 'SIGTERM'], 143);
test.serial(signalled, true, ['SIGTERM', 'SIGINT'], 130);
test.serial(signalled, false, ['SIGINT'], 130);
test.serial(signalled, false, ['SIGTERM'], 143);

test.serial('a failure after a signal is still told', async (t) => {
  const run = (): Promise<number> => {
    process.emit('SIGTERM', 'SIGTERM');
    return Promise.reject(BAD);
  };
  t.deepEqual(await runs(program(run, { stopsInOrder: true })), { code: 1, out: '', err: 'prog: Bad.\n' });
});

test.serial('a signal is handled from the call on', async (t) => {
  const run: Program<readonly string[]>['run'] = (_, { stop }) => Promise.resolve(stop.aborted ? 5 : 6);
  const code = runs(program(run, { stopsInOrder: true }));
  process.emit('SIGTERM', 'SIGTERM');
  t.is((await code).code, 5);
});
