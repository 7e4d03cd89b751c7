import test from 'ava';
import { join } from 'node:path';
import { testCertificates } from '../support/certificates.js';
import { connectClient, type Conversation } from '../support/line-client.js';
import {
  logLines,
  NO_LIMIT_ARGS,
  recordLines,
  startServer,
  temporaryDirectory,
} from '../support/programs.js';
import { sessionsToTheEnd } from '../support/sessions.js';

// programs/server/main-crash.spec.ts kills a server under a heavy load three times. Here the moment is what varies: it is killed a hundred
// times, sooner or later, and each time started again on the same records.

const KILLS = 100;
const CLIENTS = 8;

test.after.always(testCertificates().cleanup);

test('kill -9, a hundred times: nobody who was told DONE is lost', async (t) => {
  t.timeout(5 * 60_000);
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const args = ['--records', path, '--requests', '1', '--log-level', 'WARNING', ...NO_LIMIT_ARGS];
  const told: Conversation[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const { program, port } = await startServer(t, args);
    // However the others stand when it is killed, this session is under way.
    const waiting = await connectClient(port);
    await waiting.until('WORK');
    let left = 1 + (kill % (2 * CLIENTS));
    const onDone = (): void => {
      left -= 1;
      if (left === 0) program.signal('SIGKILL');
    };
    const clients = Array.from({ length: CLIENTS }, (_, n) =>
      sessionsToTheEnd(port, (session, asked) => `${kill}.${n}.${session}: ${asked}`, onDone),
    );
    told.push(...(await Promise.all(clients)).flat());
    t.deepEqual(await program.ended, { code: null, signal: 'SIGKILL' });
    await waiting.closed;
    // It takes over what the last one has left, and says only how many sessions that cut off.
    for (const { msg } of logLines(program.stderr))
      t.regex(msg, / was cut off: \d+ sessions? ha(s|ve) no end\.$/);
  }
  t.true(told.length >= KILLS);

  const lines = await recordLines(path);
  t.true(
    lines.filter(({ record }) => record === null).length <= KILLS,
    'at most one torn line for each kill',
  );
  const kept = new Set(
    lines.flatMap(({ record }) => (record?.outcome === 'done' ? Object.values(record.answers) : [])),
  );
  const lost = told.flatMap(({ answers }) => Object.values(answers)).filter((answer) => !kept.has(answer));
  t.deepEqual(lost, []);
});
