import { join } from 'node:path';
import test from 'ava';
import { runCheck } from '../../support/check-program.js';
import { NO_LIMIT_ARGS, ROOT, temporaryDirectory } from '../../support/programs.js';

// On a machine that is busy, an honest client is not to be the one who is late.
const TIMEOUTS = ['--other-timeout', '6', '--work-timeout', '14'];

function ours(records: string): string[] {
  return [
    ...['node', join(ROOT, 'bin/tlslp-server'), '--port', '{port}', '--server-cert', '{cert}'],
    ...['--server-key', '{key}', '--ca-cert', '{ca}', '--records', records, '--n-bits', '9'],
    ...[...TIMEOUTS, '--requests', '8', '--max-lag', '0', ...NO_LIMIT_ARGS],
  ];
}

test.serial('our own server passes every check', async (t) => {
  t.timeout(600_000);
  const records = join(await temporaryDirectory(t), 'records.jsonl');
  const { code, out, err } = await runCheck(
    'server',
    ...[...TIMEOUTS, '--jobs', '2', '--time-limit', '60', '--records', `cat '${records}'`],
    ...['--', ...ours(records)],
  );
  t.deepEqual([code, err], [0, ''], out);
  t.regex(out, /\n(\d+) checks: \1 passed\.\nThe server conforms\.\n$/);
});

test.serial('a program that is no server: exit code 3, and what it said', async (t) => {
  const { code, out } = await runCheck('server', '--', 'sh', '-c', 'echo no port here; exit 5');
  t.is(code, 3);
  t.regex(out, /exit code 5; the last that it wrote: no\s+port here/);
});

test.serial('--gentle leaves out what disturbs others', async (t) => {
  const { code, out } = await runCheck('server', '--list', '--gentle');
  t.is(code, 0);
  t.true(out.includes('load.own_answers'));
  t.false(out.includes('load.hundred'));
});

const wrong = test.macro<[argv: readonly string[], message: RegExp]>(async (t, argv, message) => {
  const { code, out, err } = await runCheck('server', ...argv);
  t.deepEqual([code, out], [2, '']);
  t.regex(err, message);
});

test('no program', wrong, [], /program: is missing: put "--" and its command line last, or give --connect/);
test('a program and --connect', wrong, ['--connect', 'a:1', '--', 'true'], /--connect: must not be given/);
test('--connect without files', wrong, ['--connect', 'a:1'], /--ca-cert: must be given with --connect/);
test('a place without a port', wrong, ['--connect', 'a'], /--connect a: must be HOST:PORT/);
