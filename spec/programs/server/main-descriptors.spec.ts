import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import test from 'ava';
import { testCertificates } from '../../support/certificates.js';
import { LineClient, wholeSession } from '../../support/line-client.js';
import { certificateArgs, logLines, Program, QUICK_ARGS, ROOT } from '../../support/programs.js';

test.after.always(() => {
  testCertificates().cleanup();
});

// Only Linux tells the limit.
const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('descriptors run short, and come back: who is new is shed, and who is there goes on', async (t) => {
  const program = new Program(t, 'sh', [
    ...['-c', 'ulimit -n 64; exec "$0" "$@"', process.execPath, join(ROOT, 'bin/tlslp-server')],
    ...[...certificateArgs(), '--host', '127.0.0.1', '--port', '0', ...QUICK_ARGS],
    ...['--no-records', '--max-handshakes-per-address', '0'],
  ]);
  const [, port] = await program.printed(/^Server listening on tls:\/\/127.0.0.1:(\d+)\n/);
  const to = Number(port);
  // More than there are descriptors; nobody says anything.
  const open = Array.from({ length: 64 }, () => new LineClient(connectTcp(to, '127.0.0.1')));
  const shedding = await program.logged(({ msg }) => msg === 'shedding new connections');
  t.like(shedding, { level: 'WARNING', reason: 'shed_descriptors', count: 1 });
  await program.printed(/^\S+ Server closed 1 new connection: File descriptors run short \(ulimit -n\)\.\n/m);
  for (const { socket } of open) socket.destroy();
  await Promise.all(open.map(({ closed }) => closed));
  await program.logged(({ reason }) => reason === 'closed_early');
  t.true((await wholeSession(to, () => 'x')).done);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  t.deepEqual(
    logLines(program.stderr).filter(({ level }) => level === 'ERROR'),
    [],
  );
});
