import test from 'ava';
import { DEFAULT_BODY_NAMES } from '../../lib/protocol/constants.js';
import { many } from '../support/attackers.js';
import { testCertificates } from '../support/certificates.js';
import { connectClient, connectRaw } from '../support/line-client.js';
import { readRecords } from '../support/programs.js';
import { accountOf } from './helpers/account.js';
import { Victim } from './helpers/victim.js';

// programs/server/main-signals.spec.ts has what each single client is told. Here many stand in every step that there is.

test.after.always(testCertificates().cleanup);

const STEPS = ['HELLO', 'WORK', ...DEFAULT_BODY_NAMES, 'DONE'];
/** So many sessions stand in each step; all but one of them go on. */
const IN_EACH = 4;
const DONE = STEPS.length * (IN_EACH - 1) + 1;

test('SIGTERM with sessions in every step: those that go on are done, the others are told, each has one end', async (t) => {
  const args = ['--requests', String(DEFAULT_BODY_NAMES.length), '--drain-timeout', '5'];
  const victim = await Victim.start(t, { args });
  const { port, program, recordsPath } = victim;
  const sessions = await many(STEPS.length * IN_EACH, async (n) => {
    const client = await connectClient(port);
    const command = await client.until(STEPS[n % STEPS.length] ?? '');
    return { client, command, goesOn: n < STEPS.length * (IN_EACH - 1) };
  });
  const handshakes = await many(IN_EACH, () => connectRaw(port));

  program.signal('SIGTERM');
  await program.printed(new RegExp(`Server stopping, ${sessions.length} sessions`));
  for (const { client, command, goesOn } of sessions) if (goesOn) void client.answer(command).converse();
  await Promise.all([...sessions.map(({ client }) => client), ...handshakes].map(({ closed }) => closed));
  // The process ends by itself, and not by `process.exit`: nothing was left open in it.
  t.deepEqual(await program.ended, { code: 3, signal: null });

  for (const { client, command, goesOn } of sessions) {
    t.is(client.lines.at(-1), goesOn ? 'DONE' : 'FAIL Server is stopping.', command);
  }
  // Who stood at DONE has his answers kept, whatever he does then.
  t.deepEqual((await accountOf(t, victim)).sessions, { done: DONE, server_stopping: sessions.length - DONE });
  t.is((await readRecords(recordsPath)).filter(({ outcome }) => outcome === 'done').length, DONE);
});
