import test from 'ava';
import { toUsage, wrongUsage } from '../../lib/config/usage.js';
import { ConfigError } from '../../lib/protocol/errors.js';

test('wrong usage exits 2, with one line that says where to read on', (t) => {
  t.deepEqual(wrongUsage('prog', '--port x: must be y'), {
    kind: 'exit',
    code: 2,
    stdout: '',
    stderr: 'prog: --port x: must be y (see prog --help)\n',
  });
});

test('options run, and a ConfigError is wrong usage', (t) => {
  t.deepEqual(
    toUsage('prog', () => 7),
    { kind: 'run', options: 7 },
  );
  const usage = toUsage('prog', () => {
    throw new ConfigError('invalid_option', 'x: is not an option');
  });
  t.deepEqual(usage, wrongUsage('prog', 'x: is not an option'));
});

test('an error that is not wrong usage passes through', (t) => {
  const fault = new TypeError('a fault');
  t.is(
    t.throws(() =>
      toUsage('prog', () => {
        throw fault;
      }),
    ),
    fault,
  );
});
