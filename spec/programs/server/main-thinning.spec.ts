import test from 'ava';
import { testCertificates } from '../../support/certificates.js';
import { connectClient, connectRaw, wholeSession } from '../../support/line-client.js';
import { logLines, startServer } from '../../support/programs.js';

/** The limits would refuse most of these clients before they cause a line of the reason that is tested. */
const UNLIMITED = ['--handshake-rate', '0', '--max-per-certificate', '0'];

test.after.always(() => {
  testCertificates().cleanup();
});

test('strangers cannot fill the log: hundreds of bare connections are ten lines, the last count is said at the stop', async (t) => {
  const { program, port } = await startServer(t, ['--no-records', '--log-level', 'DEBUG', ...UNLIMITED]);
  for (let round = 0; round < 30; round++) {
    const clients = await Promise.all(Array.from({ length: 10 }, () => connectRaw(port)));
    for (const client of clients) await client.close();
  }
  t.true((await wholeSession(port, () => 'value')).done);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  const log = logLines(program.stderr);
  const counts = log.filter(({ msg }) => msg === 'connection refused').map(({ count }) => count);
  t.deepEqual(counts, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  t.like(
    log.find(({ msg }) => msg === 'more connections refused'),
    { level: 'INFO', reason: 'closed_early', count: 291, busiest: '127.0.0.1 (291)' },
  );
  t.is(log.filter(({ msg }) => msg === 'connection accepted').length, 9);
  t.like(
    log.find(({ msg }) => msg === 'more connections accepted'),
    { level: 'DEBUG', count: 292 },
  );
  t.truthy(log.find(({ outcome }) => outcome === 'done'));
});

test('nor can one participant: of hundreds of short sessions a hundred are logged, and one that is done', async (t) => {
  const { program, port } = await startServer(t, ['--no-records', ...UNLIMITED]);
  const failing = async (): Promise<void> => {
    const client = await connectClient(port);
    await client.until('HELLO');
    client.say('hello yourself');
    await client.rest();
    await client.close();
  };
  for (let round = 0; round < 30; round++) await Promise.all(Array.from({ length: 10 }, failing));
  t.true((await wholeSession(port, () => 'value')).done);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  const log = logLines(program.stderr);
  const failed = log.filter(({ msg, reason }) => msg === 'session ended' && reason === 'wrong_answer').length;
  // Those that were under way at the hundredth are still logged.
  t.true(failed >= 100 && failed < 130, `${failed}`);
  const count = 300 - failed;
  const codes = `wrong_answer (${count})`;
  t.like(
    log.find(({ msg }) => msg === 'more sessions failed'),
    { level: 'WARNING', subject: 'Test client', count, codes },
  );
  t.true(
    program.stdout.includes(`Sessions of "Test client" failed, ${count} more within a minute: ${codes}\n`),
  );
  t.is(program.stdout.match(/ done in /g)?.length, 1);
  t.is(program.stdout.match(/ began: /g)?.length, failed + 1);
});
