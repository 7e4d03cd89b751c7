import test from 'ava';
import { openDatabaseRecords } from '../../../lib/records/reading/database-records.js';
import { testCertificates } from '../../support/certificates.js';
import { connectClient } from '../../support/line-client.js';
import { postgresTest, usePostgres, type StopMode } from '../../support/postgres.js';
import { NO_LIMIT_ARGS, startServer } from '../../support/programs.js';
import { readAll } from '../../records/reading/samples.js';

// A database that crashes, and a server that is killed, while sessions commit. Alone in a file: the other tests need their database.

const postgres = usePostgres();
test.after.always(() => {
  testCertificates().cleanup();
});

let clients = 0;

/** A whole session; its answers if it saw DONE. */
async function session(port: number): Promise<Readonly<Record<string, string>> | null> {
  const number = ++clients;
  const client = await connectClient(port);
  const last = await client.converse((name, nth) => `${number} ${name} ${nth} \u0000`).catch(() => null);
  // Whoever sees DONE may leave at once.
  await client.close();
  return last === 'DONE' ? client.answers : null;
}

for (const mode of ['immediate', 'fast', 'kill'] satisfies StopMode[]) {
  // One after the other: each stops the server of them all.
  const serially = postgresTest === test.skip ? postgresTest : test.serial;
  serially(
    `who saw DONE has exactly one row with his answers: ${mode} while sessions commit, and kill -9`,
    async (t) => {
      const database = await postgres().createMigrated();
      const url = postgres().url(database);
      const { program, port } = await startServer(t, ['--records', url, '--no-spool', ...NO_LIMIT_ARGS]);
      const crowd = (): Promise<(Readonly<Record<string, string>> | null)[]> =>
        Promise.all(Array.from({ length: 12 }, () => session(port).catch(() => null)));
      const before = await crowd();
      const during = crowd();
      await postgres().stop(mode);
      await postgres().start();
      const done = [...before, ...(await during), ...(await crowd())].filter((answers) => answers !== null);
      const cut = crowd();
      const first = await session(port);
      program.signal('SIGKILL');
      await program.ended;
      done.push(...(await cut).filter((answers) => answers !== null), ...(first === null ? [] : [first]));
      t.true(done.length >= 24, 'the sessions before the crash and after it');
      await using records = await openDatabaseRecords(url);
      const rows = await readAll(records);
      const kept = rows
        .filter(({ outcome }) => outcome === 'done')
        .map(({ answers }) => JSON.stringify(answers));
      for (const answers of done) t.is(kept.filter((text) => text === JSON.stringify(answers)).length, 1);
      t.is(new Set(rows.map(({ id }) => id)).size, rows.length);
      await records.close();
      await postgres().untilUnused(database);
    },
  );
}
