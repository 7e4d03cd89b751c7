import { openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import type { LogEntry } from '../../../lib/observe/log/log-events.js';
import { openStandardOutput } from '../../../lib/programs/shared/standard-output.js';
import { temporaryDirectory } from '../../support/programs.js';

const tells = test.macro<[tutorial: boolean]>({
  async exec(t, tutorial) {
    const entries: LogEntry[] = [];
    const log = { write: (entry: LogEntry) => void entries.push(entry) };
    const output = openStandardOutput({ log, tutorial, fd: openSync('/dev/full', 'w') });
    for (let n = 0; n < 3; n++) output.writeLine(`line ${n}`);
    await output.end();
    const message = 'standard output cannot be written';
    t.deepEqual(entries, [{ level: 'WARNING', fields: { code: 'ENOSPC' }, message }]);
  },
  title: (_, tutorial) => `the log tells once that nothing can be written; tutorial: ${tutorial}`,
});

test(tells, true);
test(tells, false);

test('in the tutorial nothing is dropped, in a server what is too much for its reader', async (t) => {
  for (const tutorial of [true, false]) {
    const codes: unknown[] = [];
    const log = { write: (entry: LogEntry) => void codes.push(entry.fields['code']) };
    const output = openStandardOutput({ log, tutorial, fd: openSync('/dev/null', 'w') });
    output.writeLine('x'.repeat(2 * 1024 * 1024));
    await output.end();
    t.deepEqual(codes, []);
  }
});

test('the line about dropped lines has its time', async (t) => {
  const path = join(await temporaryDirectory(t), 'out');
  const log = { write: () => undefined };
  const timeNow = (): string => 'now ';
  const output = openStandardOutput({ log, tutorial: false, timeNow, fd: openSync(path, 'w') });
  output.writeLine('x'.repeat(2 * 1024 * 1024));
  output.writeLine('more');
  await output.end();
  t.is(await readFile(path, 'utf8'), 'more\nnow (1 line was dropped here: the reader was too slow)\n');
});
