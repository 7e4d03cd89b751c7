import test, { type ExecutionContext } from 'ava';
import { check, type Away } from '../../scripts/proof/check.js';
import { summaryOf } from '../../scripts/proof/summary.js';
import { testCertificates } from '../support/certificates.js';
import { DeployedHaproxy } from '../support/deployed/haproxy.js';
import { withHaproxy } from '../support/haproxy.js';
import { POSTGRES_BIN } from '../support/postgres.js';
import { Clients } from './clients.js';
import { Database } from './database.js';
import { spooledIn } from './left-over.js';
import { Place } from './place.js';
import { runSchedule, until, type ScheduledEvent } from './schedule.js';
import { ServerProcess } from './server-process.js';

// Two servers of two workers each behind HAProxy, one PostgreSQL, a thousand sessions: and all that can fail does, once.

test.after.always(() => {
  testCertificates().cleanup();
});

const PARTICIPANTS = 100;
const SESSIONS = Number(process.env['PROOF_SESSIONS'] ?? 1_000);
/** 40 clients who think for 3 seconds: some 13 sessions a second, so that a thousand last longer than all that happens to them. */
const AT_ONCE = 40;
const THINK_MS = 5_000;
/** The clients can be so far ahead of the next event. */
const AHEAD = SESSIONS * 0.4;
const AWAY_SECONDS = Number(process.env['PROOF_AWAY_SECONDS'] ?? 20);

interface Stage {
  readonly a: ServerProcess;
  readonly b: ServerProcess;
  /** Takes the place of `b`. */
  readonly c: ServerProcess;
  readonly database: Database;
  readonly haproxy: DeployedHaproxy;
  readonly clients: Clients;
  readonly away: Away[];
}

async function setStage(t: ExecutionContext, place: Place): Promise<Stage> {
  const database = await Database.start(t);
  const make = (name: string): Promise<ServerProcess> => ServerProcess.make(t, place, name, database.url);
  const [a, b, c] = [await make('a'), await make('b'), await make('c')];
  await Promise.all([a.start(), b.start()]);
  // All clients come from one address.
  const noLimits = { 'sc0_conn_rate gt 1000': 'sc0_conn_rate gt 1000000' };
  const haproxy = await DeployedHaproxy.start(t, { a, b }, noLimits);
  const { port } = haproxy;
  const load = { port, participants: PARTICIPANTS, sessions: SESSIONS, atOnce: AT_ONCE, thinkMs: THINK_MS };
  const clients = await Clients.start(place, load);
  t.teardown(() => {
    clients.stop();
  });
  return { a, b, c, database, haproxy, clients, away: [] };
}

function eventsOf(
  t: ExecutionContext,
  { a, b, c, database, haproxy, clients, away }: Stage,
): ScheduledEvent[] {
  return [
    {
      name: 'a is killed with SIGKILL, and started again',
      at: SESSIONS * 0.08,
      run: async () => {
        await a.kill();
        await a.start();
      },
    },
    {
      name: 'b is drained and replaced by c, with a reload of HAProxy',
      at: SESSIONS * 0.3,
      run: async () => {
        await c.start();
        await haproxy.reload({ a, b: c });
        t.is(await b.drain(), 0, 'all sessions of b have ended in order');
      },
    },
    {
      name: `the database is stopped at once, and started again after ${AWAY_SECONDS} s`,
      at: SESSIONS * 0.55,
      run: async () => {
        const from = Date.now();
        // Sessions end while it is away.
        const ended = clients.progress.value.ended + SESSIONS * 0.1;
        await database.away(AWAY_SECONDS, () => until(clients.progress, ended));
        await Promise.all([a.untilReady(), c.untilReady()]);
        away.push({ from, to: Date.now() });
      },
    },
  ];
}

(POSTGRES_BIN === null ? test.skip : withHaproxy)(
  'a thousand sessions, while servers and the database die and come back',
  async (t) => {
    t.timeout(8 * 60_000);
    const place = await Place.make(t);
    const stage = await setStage(t, place);
    const { a, b, c, database, clients, away } = stage;
    const past = await runSchedule(eventsOf(t, stage), clients.progress, clients, AHEAD);
    const results = await clients.results;
    await Promise.all([a.untilReady(), c.untilReady()]);
    // What is in the spools is shipped while the servers are up; a stop waits for it no longer than for sessions.
    for (const server of [a, c]) t.is(await server.drain(), 0, server.name);

    const rows = await database.rows();
    const violations = check({ results, rows, away });
    const summary = summaryOf(results);
    await Promise.all([
      place.write('results.json', results),
      place.write('rows.json', rows),
      place.write('violations.json', violations),
      place.write('past.json', { past, summary, away }),
    ]);
    for (const { name, from, to, took } of past)
      t.log(`${name}: between ${from.ended} and ${to.ended} of ${SESSIONS} sessions, ${took.toFixed(1)} s`);
    t.log(JSON.stringify(summary));

    t.deepEqual(violations.slice(0, 20), [], `${violations.length} violations`);
    for (const server of [a, b, c]) t.deepEqual(await spooledIn(server.state), [], server.name);
    for (const { name, from, to } of past) {
      t.true(to.begun > to.ended, `${name}: clients were under way`);
      t.true(to.ended < SESSIONS, `${name}: it was within the load`);
      t.true(from.ended < to.ended, `${name}: sessions have ended meanwhile`);
    }
    t.is(summary.done, SESSIONS);
    t.true(summary.cutInWork > 0 && summary.sameTokenAgain > 0 && summary.proofsSentAgain > 0);
  },
);
