import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { at, client, lineOf, sample } from '../../records/reading/samples.js';
import { Program, ROOT } from '../../support/programs.js';
import { fingerprint, recordsFile } from './fixture.js';

const PEAK_MEMORY = new URL('../helpers/peak-memory.js', import.meta.url).href;
const SESSIONS = 100_000;
/** Some 110 when it was measured; the records alone are 100 MB. */
const MAX_MEBIBYTES = 180;

test('a file of 100,000 different ids and 100 MB takes little memory', async (t) => {
  const path = await recordsFile(t, '');
  const file = openSync(path, 'w');
  for (let n = 0; n < SESSIONS; n += 1000) {
    const lines = Array.from({ length: 1000 }, (_, i) =>
      lineOf(
        sample({
          client: client(`Participant ${i}`, `${fingerprint('AD')}:${i}`),
          answers: { FULL_NAME: `${n + i} ${'x'.repeat(500)}` },
          endedAt: at(n),
        }),
      ),
    );
    writeSync(file, lines.join(''));
  }
  closeSync(file);
  for (const command of [['list'], ['stats'], ['verify'], ['export']]) {
    const args = ['--import', PEAK_MEMORY, join(ROOT, 'bin/tlslp-records'), ...command, '--records', path];
    const program = new Program(t, process.execPath, args);
    t.deepEqual(await program.ended, { code: 0, signal: null }, program.stderr);
    const [, mebibytes] = /peak memory (\d+) MiB/.exec(program.stderr) ?? [];
    t.true(Number(mebibytes) < MAX_MEBIBYTES, `${command.join(' ')}: ${mebibytes ?? 'unknown'} MiB`);
    t.log(`${command.join(' ')}: ${mebibytes ?? ''} MiB`);
  }
});
