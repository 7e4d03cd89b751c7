import test from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../support/programs.js';

/** Faults that another spec has: where, and a part of the test's title there. */
const ELSEWHERE: Readonly<Record<string, readonly [file: string, title: string]>> = {
  'no certificate': ['server/accept/handshake.spec.ts', '${version} without one'],
  'a certificate of another CA': ['server/accept/handshake.spec.ts', "${version}, a stranger's"],
  'an expired certificate': ['server/accept/handshake.spec.ts', '${version}, expired'],
  'a certificate for another purpose': ['server/accept/handshake.spec.ts', '${version}, of a server'],
  'plain HTTP on the TLS port': ['server/accept/handshake.spec.ts', "'HTTP', 'plain_http'"],
  'TLS 1.1': ['server/accept/handshake.spec.ts', "'TLS 1.1', 'unsupported_version'"],
  'a ClientHello that drips in': ['server/accept/handshake.spec.ts', 'drips in for ever'],
  'all of them at once': ['server/crowd.spec.ts', 'everybody at once'],
  'bytes that drip in during a step': ['server/deadlines.spec.ts', 'bytes that drip in'],
  'a client that never reads': ['server/deadlines.spec.ts', 'one that never reads'],
  'megabytes before the FAIL is read': ['server/farewell.spec.ts', 'until it has sent all'],
  'an event loop that lags': ['server/load.spec.ts', 'a server whose loop lags'],
  'memory that runs short': ['server/limits/limits.spec.ts', 'memory that runs short'],
  'a clock that is set back': ['server/clock.spec.ts', 'a clock that is set back'],
  'any cut of the same bytes': [
    'lines/lines.spec.ts',
    "test('any cut of the same bytes gives the same lines",
  ],
  'a full disk under the records': ['programs/server/main-disk.spec.ts', "onSmallDisk('a full disk'"],
  'a records file that is gone': ['programs/server/main-disk.spec.ts', 'the file is deleted'],
  'standard output that is closed': ['programs/server/main-output.spec.ts', 'standard output is closed'],
  'a log that nobody reads': ['programs/server/main-output.spec.ts', 'the log is stalled'],
  'a terminal that is stopped': ['programs/server/main-terminal.spec.ts', "'Ctrl-S stalls the terminal"],
  'kill -9 under a heavy load': ['programs/server/main-crash.spec.ts', 'kill -9 under load'],
  'a second signal': ['programs/server/main-signals.spec.ts', 'twice: the end at once'],
  'an uncaught exception': ['programs/server/main-last-words.spec.ts', 'an uncaught exception'],
};

test('every fault that is not in the table has its test elsewhere', async (t) => {
  for (const [fault, [file, title]] of Object.entries(ELSEWHERE)) {
    t.true((await readFile(join(ROOT, 'spec', file), 'utf8')).includes(title), `${fault}: in ${file}`);
  }
});
