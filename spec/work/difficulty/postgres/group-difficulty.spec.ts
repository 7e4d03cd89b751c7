import { randomUUID } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import { connect } from '../../../../lib/postgres/connect.js';
import type { Connection } from '../../../../lib/postgres/connection.js';
import type { DifficultyChange } from '../../../../lib/work/difficulty/difficulty.js';
import { changeGroup, reportLoad } from '../../../../lib/work/difficulty/postgres/group-table.js';
import { GroupDifficulty } from '../../../../lib/work/difficulty/postgres/group-difficulty.js';
import type { DifficultySettings } from '../../../../lib/work/difficulty/settings.js';
import { connectFor, postgresTest, usePostgres } from '../../../support/postgres.js';

// Servers that share a database: a real one. Their own clocks are the test's; that of the database is moved by moving its rows.

const postgres = usePostgres();
const SETTINGS: DifficultySettings = { floor: 24, ceiling: 30, target: 60 };

/** One server of a group, with a clock of its own. */
class Member {
  readonly changes: string[] = [];
  readonly reached: (string | null)[] = [];
  readonly difficulty: GroupDifficulty;
  #now = 0;
  #connections = 0;

  constructor(t: ExecutionContext, url: string, settings = SETTINGS) {
    this.difficulty = new GroupDifficulty(settings, {
      server: randomUUID(),
      connect: async () => this.#watched(await connect(url, { env: {}, connectTimeoutMs: 30_000 })),
      onReach: (error) => this.reached.push(error instanceof Error ? error.message : null),
    });
    this.difficulty.changes.subscribe(({ from, to, cause }: DifficultyChange) => {
      this.changes.push(`${from} -> ${to} ${cause}`);
    });
    t.teardown(() => this.difficulty.close());
  }

  get connections(): number {
    return this.#connections;
  }

  #watched(connection: Connection): Connection {
    this.#connections += 1;
    return connection;
  }

  /** Lets minutes pass with this load, without a word from the database, and then hears from it. */
  async hear(load: number, minutes = 10): Promise<void> {
    this.#now += minutes * 60_000;
    this.difficulty.report(load, this.#now);
    await this.difficulty.idle();
  }

  /** Lets seconds pass, and reports each. */
  pass(load: number, seconds: number): void {
    for (let n = 0; n < seconds; n++) this.difficulty.report(load, (this.#now += 1000));
  }
}

async function migrated(): Promise<{ database: string; url: string }> {
  const database = await postgres().createMigrated();
  return { database, url: postgres().url(database) };
}

/** A minute passes for the group. */
async function minuteOf(database: string): Promise<void> {
  await postgres().query(
    database,
    `UPDATE tlslp.difficulty SET changed_at = changed_at - interval '60 seconds'`,
  );
}

postgresTest('the group has one load and one number, and changes once a minute', async (t) => {
  const { database, url } = await migrated();
  const members = [new Member(t, url), new Member(t, url), new Member(t, url)];
  // The average of a new server begins at 0.
  for (const member of members) await member.hear(0);
  t.deepEqual(
    members.map(({ difficulty }) => difficulty.nBits),
    [24, 24, 24],
  );
  // 30 each are fine for each alone; together they are 90.
  for (const member of members) await member.hear(30);
  for (const member of members) await member.hear(30);
  t.deepEqual(
    members.map(({ difficulty }) => difficulty.nBits),
    [25, 25, 25],
  );
  t.deepEqual(members.flatMap(({ changes }) => changes).toSorted(), [
    '24 -> 25 group',
    '24 -> 25 group',
    '24 -> 25 load',
  ]);
  for (const member of members) await member.hear(70);
  t.deepEqual(
    members.map(({ difficulty }) => difficulty.nBits),
    [25, 25, 25],
    'not within the minute',
  );
  await minuteOf(database);
  for (const member of [...members, ...members]) await member.hear(70);
  t.deepEqual(
    members.map(({ difficulty }) => difficulty.nBits),
    [26, 26, 26],
  );
});

postgresTest('of many that want the same change at once, one makes it', async (t) => {
  const { database, url } = await migrated();
  const connections = await Promise.all(Array.from({ length: 8 }, () => connectFor(t, url)));
  const servers = connections.map(() => randomUUID());
  const states = await Promise.all(
    connections.map((connection, index) => reportLoad(connection, servers[index] ?? '', 100, 24)),
  );
  t.deepEqual(new Set(states.map(({ nBits }) => nBits)), new Set([24]));
  const changed = await Promise.all(connections.map((connection) => changeGroup(connection, 24, 25)));
  t.is(changed.filter(Boolean).length, 1);
  const again = await Promise.all(connections.map((connection) => changeGroup(connection, 25, 26)));
  t.is(again.filter(Boolean).length, 0);
  await minuteOf(database);
  const later = await Promise.all(connections.map((connection) => changeGroup(connection, 25, 26)));
  t.is(later.filter(Boolean).length, 1);
  const [first] = connections;
  if (first === undefined) throw new Error('no connection');
  t.deepEqual(await reportLoad(first, servers[0] ?? '', 50, 24), { load: 750, nBits: 26 });
});

postgresTest('a server that is gone is not counted, and a new one takes over its row', async (t) => {
  const { database, url } = await migrated();
  const connection = await connectFor(t, url);
  const [gone, other, later] = [randomUUID(), randomUUID(), randomUUID()];
  await reportLoad(connection, gone, 500, 24);
  t.is((await reportLoad(connection, other, 10, 24)).load, 510);
  const age = async (seconds: number): Promise<unknown> =>
    postgres().query(
      database,
      'UPDATE tlslp.difficulty_loads SET reported_at = now() - make_interval(secs => $2) WHERE server = $1',
      [gone, seconds],
    );
  await age(21);
  t.is((await reportLoad(connection, other, 10, 24)).load, 10);
  await age(3700);
  t.is((await reportLoad(connection, later, 1, 24)).load, 11);
  const rows = await postgres().query<{ server: string }>(
    database,
    'SELECT server::text FROM tlslp.difficulty_loads',
  );
  t.deepEqual(rows.map(({ server }) => server).toSorted(), [other, later].toSorted());
});

postgresTest('a role that may not delete is enough', async (t) => {
  const { database } = await migrated();
  await postgres().query(database, 'CREATE ROLE difficulty_server LOGIN');
  await postgres().query(database, 'GRANT USAGE ON SCHEMA tlslp TO difficulty_server');
  await postgres().query(
    database,
    'GRANT SELECT, INSERT, UPDATE ON tlslp.difficulty, tlslp.difficulty_loads TO difficulty_server',
  );
  const connection = await connectFor(t, postgres().socketUrl(database, 'difficulty_server'));
  t.deepEqual(await reportLoad(connection, randomUUID(), 5, 20), { load: 5, nBits: 20 });
  t.true(await changeGroup(connection, 20, 21));
});

postgresTest('a server with a range of its own keeps to it', async (t) => {
  const { url } = await migrated();
  const [first, other] = [new Member(t, url), new Member(t, url, { floor: 27, ceiling: 28, target: 60 })];
  await first.hear(0);
  await other.hear(0);
  t.is(first.difficulty.nBits, 24);
  t.is(other.difficulty.nBits, 27);
});

postgresTest.serial(
  'while the database is away, each goes on from the last number by its own load',
  async (t) => {
    const { database, url } = await migrated();
    const member = new Member(t, url);
    await member.hear(0);
    await postgres().query(database, 'UPDATE tlslp.difficulty SET n_bits = 27');
    await member.hear(0);
    // The first word of the group holds at once; a later one that is far away comes bit by bit.
    t.deepEqual(member.changes, ['24 -> 25 group']);
    await postgres().stop('immediate');
    await member.hear(1000);
    t.is(member.reached.length, 1);
    t.is(member.difficulty.nBits, 25);
    member.pass(1000, 180);
    t.deepEqual(member.changes, ['24 -> 25 group', '25 -> 26 load', '26 -> 27 load', '27 -> 28 load']);
    await postgres().start();
    await postgres().query(database, 'UPDATE tlslp.difficulty SET n_bits = 25, changed_at = now()');
    await member.hear(1000);
    await member.hear(1000);
    t.is(member.reached.at(-1), null);
    t.is(member.reached.length, 2);
    t.deepEqual(member.changes.slice(4), ['28 -> 29 load', '29 -> 28 group']);
    t.is(member.connections, 2);
    await member.difficulty.close();
    await postgres().untilUnused(database);
  },
);

postgresTest.serial('a database that was never there: each decides alone from the start', async (t) => {
  const member = new Member(t, 'postgresql://nobody@127.0.0.1:1/none');
  await member.hear(0);
  member.pass(100, 300);
  t.is(member.difficulty.nBits, 25);
});
