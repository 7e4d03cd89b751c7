import test from 'ava';
import { DEFAULT_BODY_NAMES } from '../../lib/protocol/constants.js';
import { many } from '../support/attackers.js';
import { testCertificates } from '../support/certificates.js';
import { connectClient, connectRaw } from '../support/line-client.js';
import { recordLines, readRecords } from '../support/programs.js';
import { Victim } from './helpers/victim.js';

// programs/server/main-signals.spec.ts has what each single client is told. Here many stand in every step that there is.

test.after.always(testCertificates().cleanup);

const IN_EACH = 4;
const STEPS = ['HELLO', 'WORK', ...DEFAULT_BODY_NAMES, 'DONE'];

test('SIGTERM with sessions in every step: each has one end, and the process has nothing left open', async (t) => {
  const victim = await Victim.start(t, { args: ['--requests', String(DEFAULT_BODY_NAMES.length)] });
  const { port, program } = victim;
  const sessions = await many(STEPS.length * IN_EACH, async (n) => {
    const client = await connectClient(port);
    const step = STEPS[n % STEPS.length] ?? '';
    const command = await client.until(step);
    return { client, step, command };
  });
  const handshakes = await many(IN_EACH, () => connectRaw(port));

  program.signal('SIGTERM');
  await program.printed(/Server stopping, (\d+) sessions/);
  for (const { client, step, command } of sessions) {
    if (step !== 'WORK') void client.answer(command).converse();
  }
  await Promise.all([...sessions.map(({ client }) => client), ...handshakes].map(({ closed }) => closed));
  // The process ends by itself, and not by `process.exit`: nothing was left open in it.
  t.deepEqual(await program.ended, { code: 0, signal: null });

  const records = await readRecords(victim.recordsPath);
  t.is(records.length, sessions.length);
  t.is(
    (await recordLines(victim.recordsPath)).length,
    sessions.length,
    'one line each: all of them were ended well',
  );
  const early = 2 * IN_EACH;
  t.is(records.filter(({ outcome }) => outcome === 'stopped').length, early, 'before and in WORK');
  t.is(
    records.filter(({ outcome, confirmed }) => outcome === 'done' && confirmed !== false).length,
    sessions.length - early,
  );
  for (const { client, step } of sessions) {
    const last = step === 'HELLO' || step === 'WORK' ? 'FAIL Server is stopping.' : 'DONE';
    t.is(client.lines.at(-1), last, step);
  }
});
