import test from 'ava';
import { reportFailedStart } from '../../../lib/programs/shared/failed-start.js';
import { ConfigError } from '../../../lib/protocol/errors.js';
import type { LogLevel } from '../../../lib/config/log-levels.js';
import { Writable } from 'node:stream';

function report(thrown: unknown, level: LogLevel = 'INFO'): { code: number; said: string } {
  const said: string[] = [];
  const stderr = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, callback) => {
      said.push(String(chunk));
      callback();
    },
  });
  const code = reportFailedStart('prog', thrown, level, stderr);
  return { code, said: said.join('') };
}

test('one line, and exit code 1', (t) => {
  const error = new ConfigError('unusable_file', 'The file is no good.', { cause: new Error('why') });
  t.deepEqual(report(error), { code: 1, said: 'prog: The file is no good.\n' });
});

test('one line, whatever is in it', (t) => {
  t.is(report(new ConfigError('unusable_file', 'a\nb\u001b[31m')).said, 'prog: a\\nb\\u001b[31m\n');
});

test('what nobody foresaw says its own message', (t) => {
  t.is(report(new TypeError('x is not a function')).said, 'prog: Server error. x is not a function\n');
  t.is(report('text').said, 'prog: Server error.\n');
});

test('at DEBUG the stack follows, and that of the cause', (t) => {
  const cause = new Error('the cause');
  const { said } = report(new ConfigError('unusable_file', 'Bad.', { cause }), 'DEBUG');
  t.regex(said, /^prog: Bad\.\nConfigError: Bad\.\n {4}at [^]*\[cause\]: Error: the cause\n {6,}at /);
});
