import { join } from 'node:path';
import test from 'ava';
import { testCertificates } from '../../support/certificates.js';
import { connectClient, wholeSession } from '../../support/line-client.js';
import { logLines, readRecords, startServer, temporaryDirectory } from '../../support/programs.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

test('a refusal and an end have the same word in log and record', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const { program, port } = await startServer(t, [
    ...['--records', path, '--max-per-certificate', '1', '--session-timeout', '1'],
  ]);
  const slow = await connectClient(port);
  await slow.until('WORK');
  const second = await connectClient(port);
  t.deepEqual(await second.rest(), ['FAIL This certificate has too many sessions at once: at most 1.']);
  t.deepEqual(await slow.rest(), ['FAIL receiving. The session took longer than 1 s: it ended at WORK.']);
  t.true((await wholeSession(port, () => 'x')).done);
  await program.until(() => logLines(program.stderr).some(({ reason }) => reason === 'done'));
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  const log = logLines(program.stderr);
  t.like(
    log.filter(({ msg }) => msg === 'connection refused'),
    [{ level: 'INFO', reason: 'too_many_sessions', count: 1 }],
  );
  t.deepEqual(
    log.filter(({ msg }) => msg === 'session ended').map(({ level, reason }) => [level, reason]),
    [
      ['WARNING', 'session_timed_out'],
      ['INFO', 'done'],
    ],
  );
  const records = await readRecords(path);
  t.deepEqual(
    records.map(({ outcome, error }) => [outcome, error?.code]),
    [
      ['timeout', 'session_timed_out'],
      ['done', undefined],
    ],
  );
});

test('stress is one line when it begins, and one when it ends', async (t) => {
  const { program, port } = await startServer(t, ['--no-records', '--max-sessions', '2']);
  const clients = [await connectClient(port), await connectClient(port)];
  for (const client of clients) await client.until('HELLO');
  await program.printed(/^\S+ Server under stress: most places are taken, 2 sessions under way\n/m);
  for (const client of clients) await client.close();
  await program.printed(/^\S+ Server under stress no more, after [0-9.]+ s\n/m);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  const log = logLines(program.stderr).filter(({ msg }) => msg.startsWith('stress'));
  t.like(log, [
    { level: 'WARNING', msg: 'stress began', cause: 'sessions', sessions: 2 },
    { level: 'INFO', msg: 'stress ended' },
  ]);
});

test('a dry run says whom it would have refused', async (t) => {
  const { program, port } = await startServer(t, [
    ...['--no-records', '--max-per-certificate', '1', '--limits-dry-run'],
  ]);
  const held = await connectClient(port);
  await held.until('HELLO');
  t.true((await wholeSession(port, () => 'x')).done);
  const line = await program.logged(({ msg }) => msg === 'connection would be refused');
  t.like(line, { level: 'INFO', reason: 'too_many_sessions', count: 1 });
  await held.close();
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});
