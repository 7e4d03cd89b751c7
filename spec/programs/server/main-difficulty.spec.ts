import test from 'ava';
import { testCertificates } from '../../support/certificates.js';
import { connectClient } from '../../support/line-client.js';
import { postgresTest, usePostgres } from '../../support/postgres.js';
import { startServer } from '../../support/programs.js';

// Servers whose number of zero bits follows the load, as an operator and their clients see them.

const postgres = usePostgres();
test.after.always(() => {
  testCertificates().cleanup();
});

/** The bits that the next client is asked for. */
async function bitsOf(port: number): Promise<string> {
  const client = await connectClient(port);
  const work = await client.until('WORK');
  await client.close();
  return work.split(' ')[2] ?? '';
}

postgresTest('servers that share a database ask for the same number, and say why it changed', async (t) => {
  const database = await postgres().createMigrated();
  await postgres().query(database, `INSERT INTO tlslp.difficulty (n_bits, changed_at) VALUES (4, now())`);
  const args = ['--records', postgres().url(database), '--n-bits', '2..5', '--n-bits-target', '1'];
  const servers = await Promise.all([startServer(t, args), startServer(t, args)]);
  for (const { program, port } of servers) {
    await program.printed(/Server changed n_bits 2 -> 4: as the other servers of the group/);
    const line = await program.logged(({ msg }) => msg.startsWith('n_bits 2 -> 4'));
    t.like(line, { level: 'INFO', from: 2, to: 4, cause: 'group' });
    t.is(await bitsOf(port), '4');
  }
  const rows = await postgres().query<{ servers: number }>(
    database,
    'SELECT count(*)::integer AS servers FROM tlslp.difficulty_loads',
  );
  t.deepEqual(rows, [{ servers: 2 }]);
  for (const { program } of servers) t.is((await program.stop()).code, 0);
  await postgres().untilUnused(database);
});

test('a client with a name of --n-bits-for is asked for another number, and a range that the deadline cuts is told', async (t) => {
  const args = [
    '--n-bits',
    '40..60',
    '--n-bits-for',
    'cn=Test client:3',
    '--work-timeout',
    '60',
    '--no-records',
  ];
  const { program, port } = await startServer(t, args);
  t.is(await bitsOf(port), '3');
  const { msg } = await program.logged(({ level }) => level === 'WARNING');
  t.is(
    msg,
    'n-bits 40..60 goes up to 40: above, slow clients would not be done within the work-timeout of 60 s',
  );
  t.is((await program.stop()).code, 0);
});
