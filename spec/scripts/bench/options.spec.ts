import test from 'ava';
import { parseOptions, type Task } from '../../../scripts/bench/options.js';

test('by default: all levels, memory, both servers, this Node', (t) => {
  const { task, levels, memoryLevel, kinds, node } = parseOptions([]);
  t.deepEqual(task, { type: 'tables' });
  t.deepEqual(levels, [1, 32, 1000]);
  t.is(memoryLevel, 2000);
  t.deepEqual(kinds, ['library', 'program']);
  t.is(node, process.execPath);
});

test('0 skips memory', (t) => {
  t.is(parseOptions(['--memory-level', '0']).memoryLevel, 0);
});

test('only the watched program', (t) => {
  t.deepEqual(parseOptions(['--only', 'watched']).kinds, ['watched']);
});

test('--watched has more sessions and pairs, at one level', (t) => {
  const { levels, sessions, pairs, warmUp } = parseOptions(['--watched']);
  t.deepEqual({ levels, sessions, pairs, warmUp }, { levels: [32], sessions: 1440, pairs: 48, warmUp: 8000 });
});

test('--workers has several levels, of which the first leaves cores idle', (t) => {
  const { levels, sessions, pairs, warmUp } = parseOptions(['--workers']);
  t.deepEqual(
    { levels, sessions, pairs, warmUp },
    { levels: [32, 100, 300], sessions: 1440, pairs: 12, warmUp: 8000 },
  );
});

test('a given value overrides that of --quick', (t) => {
  const { levels, sessions } = parseOptions(['--quick', '--levels', '10000']);
  t.deepEqual(levels, [10_000]);
  t.is(sessions, 10);
});

const tasks = test.macro((t, argv: readonly string[], task: Task) => {
  t.deepEqual(parseOptions(argv).task, task);
});

test('task: compare', tasks, ['--compare', 'HEAD~1', '--quick'], { type: 'compare', ref: 'HEAD~1' });
test('task: check', tasks, ['--check', '--node', '/usr/bin/node'], { type: 'check' });
test('task: record', tasks, ['--record'], { type: 'record' });
test('task: watched', tasks, ['--watched', '--pairs', '6'], { type: 'watched' });
test('task: records', tasks, ['--records', 'postgresql://db/x'], {
  type: 'records',
  url: 'postgresql://db/x',
});
test('task: profile', tasks, ['--profile', 'p', '--levels', '32'], { type: 'profile', directory: 'p' });

const wrong = test.macro((t, argv: readonly string[], says: string | RegExp) => {
  t.throws(() => parseOptions(argv), { message: says });
});

test('wrong: no pairs', wrong, ['--pairs', '0'], '--pairs: "0" is not an integer from 1 to 100000.');
test(
  'wrong: a level that is no number',
  wrong,
  ['--levels', '1,x'],
  '--levels: "x" is not an integer from 1 to 100000.',
);
test(
  'wrong: too few sessions for memory',
  wrong,
  ['--memory-level', '99'],
  /^--memory-level: "99" is neither 0/,
);
test(
  'wrong: an unknown server',
  wrong,
  ['--only', 'x'],
  '--only: "x" is not one of library, program, watched, workers.',
);
test('wrong: an unknown option', wrong, ['--sesions', '1'], /^Unknown option '--sesions'/);
test('wrong: two tasks', wrong, ['--record', '--check'], '--check cannot be used with --record.');
test(
  'wrong: a check that measures in another way',
  wrong,
  ['--check', '--quick'],
  '--check cannot be used with --quick.',
);
test(
  'wrong: watched, in comparison with a commit',
  wrong,
  ['--watched', '--compare', 'HEAD'],
  '--compare cannot be used with --watched.',
);
test(
  'wrong: a profile as JSON',
  wrong,
  ['--profile', 'p', '--json'],
  '--profile cannot be used with --json.',
);
