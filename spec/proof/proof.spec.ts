import test from 'ava';
import { setTimeout as delay } from 'node:timers/promises';
import { testCertificates } from '../support/certificates.js';
import { DeployedHaproxy } from '../support/deployed/haproxy.js';
import { withHaproxy } from '../support/haproxy.js';
import { readRecords } from '../support/programs.js';
import { cutInWork, violations, type Outage } from './checks.js';
import { Load } from './load.js';
import { makePlace } from './place.js';
import { runSchedule } from './schedule.js';
import { ServerProcess } from './server-process.js';

test.after.always(() => {
  testCertificates().cleanup();
});

const PARTICIPANTS = 100;
const SESSIONS = Number(process.env['PROOF_SESSIONS'] ?? 1_000);

withHaproxy('a thousand sessions, while servers and the database die and come back', async (t) => {
  t.timeout(8 * 60_000);
  const place = await makePlace(t, PARTICIPANTS);
  const a = await ServerProcess.start(t, place, 'a', `${place.directory}/a.ndjson`);
  const b = await ServerProcess.start(t, place, 'b', `${place.directory}/b.ndjson`);
  let c: ServerProcess | null = null;
  const haproxy = await DeployedHaproxy.start(
    t,
    { a, b },
    {
      '    default-server send-proxy-v2 proxy-v2-options unique-id,crc32c\n': '',
      'sc0_conn_rate gt 1000': 'sc0_conn_rate gt 100000',
    },
  );
  const load = new Load({
    port: haproxy.port,
    participants: place.participants,
    sessions: SESSIONS,
    atOnce: 60,
    thinkMs: 1_000,
  });
  const outages: Outage[] = [];
  const running = load.run();
  const past = await runSchedule(
    [
      {
        name: 'kill -9 of a',
        at: SESSIONS * 0.15,
        run: async () => {
          await a.kill();
          await delay(1_000);
          await a.start();
        },
      },
      {
        name: 'b is replaced',
        at: SESSIONS * 0.4,
        run: async () => {
          c = await ServerProcess.start(t, place, 'c', `${place.directory}/c.ndjson`);
          await haproxy.reload({ a, b: c });
          t.is(await b.drain(), 0);
        },
      },
    ],
    load.progress,
    load,
    SESSIONS * 0.2,
  );
  const stories = await running;
  for (const { name, from, to, took } of past)
    t.log(`${name}: from ${from.done} to ${to.done} of ${SESSIONS} sessions, ${took.toFixed(1)} s`);
  t.log(`${cutInWork(stories)} cut in WORK`);
  const rows = [];
  for (const name of ['a', 'b', 'c']) rows.push(...(await readRecords(`${place.directory}/${name}.ndjson`)));
  t.deepEqual(violations({ stories, rows, outages }), []);
});
