import test from 'ava';
import { appendFile, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { testCertificates } from '../../support/certificates.js';
import {
  logLines,
  readRecords,
  recordLines,
  startServer,
  temporaryDirectory,
} from '../../support/programs.js';
import { canonicalAnswers, sessionsToTheEnd } from '../../support/sessions.js';
import { COVERED } from '../../support/uncovered-children.js';
import { connectClient, wholeSession, type Conversation } from '../../support/line-client.js';

// The promise: who was told DONE has the answers on disk, whatever happens to the process.

const CLIENTS = 100;
/** How many clients have read DONE when the process is killed, round by round. */
const KILLED_AFTER = [1, 60, 150];

test.after.always(() => {
  testCertificates().cleanup();
});

test('kill -9 under load, again and again: nobody who was told DONE is lost', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const told: Conversation[] = [];
  for (const [round, killedAfter] of KILLED_AFTER.entries()) {
    const { program, port } = await startServer(t, [
      '--records',
      path,
      '--requests',
      '8',
      '--log-level',
      'WARNING',
    ]);
    let done = 0;
    const onDone = (): void => {
      done += 1;
      if (done === killedAfter) program.signal('SIGKILL');
    };
    const clients = Array.from({ length: CLIENTS }, (_, n) =>
      sessionsToTheEnd(
        port,
        (session, asked) => `round ${round}, client ${n}, session ${session}: ${asked} \u00e9\u0000`,
        onDone,
      ),
    );
    told.push(...(await Promise.all(clients)).flat());
    t.deepEqual(await program.ended, { code: null, signal: 'SIGKILL' });
    const complaints = logLines(program.stderr).map(({ msg }) => msg);
    t.is(complaints.length, round === 0 ? 0 : 1, 'nothing to complain about but the run before');
    for (const message of complaints) t.regex(message, /^An earlier run of the server .* was cut off: /);
    // A crash in the middle of a write, where the kill did not happen to hit one.
    await appendFile(path, `{"id":"torn in round ${round}","answers":{"FULL_NA`);
  }
  t.true(told.length >= KILLED_AFTER.reduce((sum, n) => sum + n));

  const { program, port } = await startServer(t, ['--records', path], { env: COVERED });
  const last = await wholeSession(port, () => 'after it all');
  t.deepEqual(await program.stop(), { code: 0, signal: null });

  const lines = await recordLines(path);
  const torn = lines.filter(({ record }) => record === null);
  t.is(torn.filter(({ text }) => text.includes('"torn in round ')).length, KILLED_AFTER.length);
  t.true(torn.length <= 2 * KILLED_AFTER.length, 'one from us and at most one from the kill, each round');
  const kept = new Set(
    lines.flatMap(({ record }) => (record?.outcome === 'done' ? [canonicalAnswers(record.answers)] : [])),
  );
  t.deepEqual(
    [...told, last].filter(({ answers }) => !kept.has(canonicalAnswers(answers))),
    [],
  );
  const ids = (await readRecords(path)).map(({ id }) => id);
  t.is(new Set(ids).size, ids.length);
});

test('the next start says how many sessions have no end, once', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const { program, port } = await startServer(t, ['--records', path], { env: COVERED });
  t.true((await wholeSession(port, () => 'kept')).done);
  const standing = await Promise.all([1, 2, 3].map(() => connectClient(port)));
  t.teardown(() => Promise.all(standing.map((client) => client.close())));
  for (const client of standing) await client.until('WORK');
  const mark = `${path}.running.${program.child.pid ?? 0}`;
  const said = async (): Promise<string> => {
    const names = (await readdir(dirname(path))).filter((name) => join(dirname(path), name).startsWith(mark));
    return (await Promise.all(names.map((name) => readFile(join(dirname(path), name), 'utf8')))).join();
  };
  while (!(await said()).includes('"sessions":3')) await new Promise(setImmediate);

  // A server that shares the file and runs is not taken for one that crashed, and takes nobody else for one.
  const other = await startServer(t, ['--records', path], { env: COVERED });
  program.signal('SIGKILL');
  await program.ended;
  const next = await startServer(t, ['--records', path], { env: COVERED });
  const { msg } = await next.program.logged(({ level }) => level === 'WARNING');
  t.regex(
    msg,
    new RegExp(
      `^An earlier run of the server \\(process ${program.child.pid ?? 0}\\), which began at [^ ]+Z, was cut off: 3 sessions have no end\\.$`,
    ),
  );
  t.deepEqual(await other.program.stop(), { code: 0, signal: null });
  t.deepEqual(await next.program.stop(), { code: 0, signal: null });
  t.false(other.program.stderr.includes('WARNING'));
  t.deepEqual(await readdir(dirname(path)), ['records.ndjson'], 'an orderly end leaves nothing');

  const last = await startServer(t, ['--records', path], { env: COVERED });
  await last.program.stop();
  t.false(last.program.stderr.includes('WARNING'));
});
