import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { throughputOf, withRecordsIn } from '../../../scripts/bench/database.js';
import { parseOptions } from '../../../scripts/bench/options.js';
import { prepareRun } from '../../../scripts/bench/run.js';
import { subjectOf, THIS_CHECKOUT } from '../../../scripts/bench/subjects.js';
import { postgresTest, usePostgres } from '../../support/postgres.js';
import '../../support/uncovered-children.js';

const postgres = usePostgres();

test('the database takes the place of the file, and its spool is in the folder of the run', (t) => {
  const { name, args } = withRecordsIn('postgresql://db/x', { name: 'a', args: () => ['--records', 'file'] });
  t.is(name, 'a');
  t.deepEqual(args({ directory: '/run' } as Parameters<typeof args>[0]), [
    ...['--records', 'file'],
    ...['--records', 'postgresql://db/x'],
    ...['--spool', '/run/spool'],
  ]);
});

postgresTest('sessions a second, and how many share a commit', async (t) => {
  t.timeout(120_000);
  const url = postgres().url(await postgres().createMigrated());
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-bench-database-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const run = await prepareRun(directory, process.execPath, new AbortController().signal);
  const options = { ...parseOptions(['--records', url, '--quick']), sessions: 8, warmUp: 4 };
  const file = subjectOf('program', THIS_CHECKOUT);
  const { inFile, inDatabase, sessionsPerCommit } = await throughputOf(4, run, options, url, {
    file,
    database: withRecordsIn(url, file),
  });
  t.true(inFile > 0 && inDatabase > 0);
  t.true(sessionsPerCommit >= 1);
});
