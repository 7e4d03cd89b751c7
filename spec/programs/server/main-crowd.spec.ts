import test from 'ava';
import { join } from 'node:path';
import { REFUSALS } from '../../../lib/server/events.js';
import { testCertificates } from '../../support/certificates.js';
import { MISBEHAVIOURS } from '../../support/misbehaviour.js';
import {
  logLines,
  NO_LIMIT_ARGS,
  readRecords,
  recordLines,
  startServer,
  temporaryDirectory,
} from '../../support/programs.js';
import { wholeSession } from '../../support/line-client.js';
import { canonicalAnswers } from '../../support/sessions.js';

const CLIENTS = 200;
/** Of each way to misbehave. Two ways have one reason, and from the tenth of a reason within a minute on, the log only counts. */
const OF_EACH = 4;

test.after.always(() => {
  testCertificates().cleanup();
});

test('200 clients at once: the honest ones are done, and every other is told apart in one line', async (t) => {
  const kinds = Object.values(MISBEHAVIOURS);
  const honest = CLIENTS - kinds.length * OF_EACH;
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const { program, port } = await startServer(t, [
    ...['--records', path, '--requests', '8', '--other-timeout', '12', ...NO_LIMIT_ARGS],
  ]);
  let tellOver = (): void => undefined;
  const over = new Promise<void>((resolve) => (tellOver = resolve));
  const bad = kinds.map(({ act }) => Promise.all(Array.from({ length: OF_EACH }, () => act(port, over))));
  const good = Array.from({ length: honest }, (_, n) => wholeSession(port, (name) => `${n}: ${name}`));
  const sessions = await Promise.all(good);
  t.is(sessions.filter(({ done }) => done).length, honest);
  t.true((await wholeSession(port, () => 'after them all')).done);

  const began = honest + 1 + kinds.filter(({ fails }) => fails !== undefined).length * OF_EACH;
  const ended = CLIENTS + 1;
  await program.until(() => counted(program.stderr, /"msg":"(session ended|connection refused)"/g) === ended);
  tellOver();
  for (const [n, { fails }] of kinds.entries()) {
    if (fails === undefined || fails === 'disconnected') continue;
    for (const lines of (await bad[n]) ?? []) t.regex(lines.at(-1) ?? '', /^FAIL [A-Z a-z]+/, fails);
  }
  await Promise.all(bad);
  t.deepEqual(await program.stop(), { code: 0, signal: null });

  // One line each, which says which of its kind it is; no stack in any, and nothing of what they said.
  const log = logLines(program.stderr);
  for (const reason of REFUSALS) {
    const expected = kinds.filter(({ refused }) => refused === reason).length * OF_EACH;
    const counts = log.filter((line) => line['reason'] === reason).map((line) => line['count']);
    t.deepEqual(
      counts,
      Array.from({ length: expected }, (_, n) => n + 1),
      reason,
    );
  }
  t.notRegex(program.stderr, /\bat [^"]*\.(js|ts):\d|secret/);
  t.deepEqual(
    log.filter(({ level }) => level === 'ERROR'),
    [],
  );

  const lines = await recordLines(path);
  const records = await readRecords(path);
  t.is(counted(program.stderr, /"msg":"session ended"/g), began);
  t.is(records.length, began, 'a record of each that got through the handshake');
  // Who got to DONE has been kept as done before: whoever said OK, and whoever left.
  t.is(lines.length, began + honest + 1 + OF_EACH);
  t.is(records.filter(({ confirmed }) => confirmed === true).length, honest + 1);
  const codes = [...kinds.map(({ fails }) => fails), undefined];
  for (const code of new Set(codes)) {
    const expected =
      code === undefined ? honest + 1 : codes.filter((other) => other === code).length * OF_EACH;
    t.is(records.filter(({ error }) => error?.code === code).length, expected, code ?? 'done');
  }
  const kept = new Set(records.map(({ answers }) => canonicalAnswers(answers)));
  for (const { answers } of sessions) t.true(kept.has(canonicalAnswers(answers)));
});

function counted(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
