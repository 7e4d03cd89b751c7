import test from 'ava';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testCertificates } from '../../support/certificates.js';
import { readRecords, recordLines, startServer, temporaryDirectory } from '../../support/programs.js';
import { wholeSession, type Conversation } from '../../support/line-client.js';

// The promise: who was told DONE has the answers on disk, whatever happens to the process.

const CLIENTS = 100;
/** How many clients have read DONE when the process is killed, round by round. */
const KILLED_AFTER = [1, 60, 150];

test.after.always(() => {
  testCertificates().cleanup();
});

/** Session after session, until the server is gone; those that were told DONE. */
async function sessions(port: number, name: string, onDone: () => void): Promise<Conversation[]> {
  const told: Conversation[] = [];
  for (let n = 0; ; n++) {
    const answer = (asked: string): string => `${name}, session ${n}: ${asked} \u00e9\u0000`;
    const conversation = await wholeSession(port, answer);
    if (!conversation.done) return told;
    told.push(conversation);
    onDone();
  }
}

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
      sessions(port, `round ${round}, client ${n}`, onDone),
    );
    told.push(...(await Promise.all(clients)).flat());
    t.deepEqual(await program.ended, { code: null, signal: 'SIGKILL' });
    t.is(program.stderr, '', 'nothing to complain about');
    // A crash in the middle of a write, where the kill did not happen to hit one.
    await appendFile(path, `{"id":"torn in round ${round}","answers":{"FULL_NA`);
  }
  t.true(told.length >= KILLED_AFTER.reduce((sum, n) => sum + n));

  const { program, port } = await startServer(t, ['--records', path]);
  const last = await wholeSession(port, () => 'after it all');
  t.deepEqual(await program.stop(), { code: 0, signal: null });

  const lines = await recordLines(path);
  const torn = lines.filter(({ record }) => record === null);
  t.is(torn.filter(({ text }) => text.includes('"torn in round ')).length, KILLED_AFTER.length);
  t.true(torn.length <= 2 * KILLED_AFTER.length, 'one from us and at most one from the kill, each round');
  const kept = new Set(
    lines.flatMap(({ record }) => (record?.outcome === 'done' ? [canonical(record.answers)] : [])),
  );
  t.deepEqual(
    [...told, last].filter(({ answers }) => !kept.has(canonical(answers))),
    [],
  );
  const ids = (await readRecords(path)).map(({ id }) => id);
  t.is(new Set(ids).size, ids.length);
});

function canonical(answers: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(answers).sort());
}
