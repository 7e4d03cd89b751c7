import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { runCheck } from '../../support/check-program.js';
import { testCertificates } from '../../support/certificates.js';
import {
  NO_LIMIT_ARGS,
  Program,
  QUICK_ARGS,
  ROOT,
  startServer,
  temporaryDirectory,
} from '../../support/programs.js';

const { ca, client } = testCertificates();
const FILES = ['--ca-cert', ca.certPath, '--client-cert', client.certPath, '--private-key', client.keyPath];

test.after.always(() => {
  testCertificates().cleanup();
});

test.serial('a server that runs already is checked, also through a faulty wire', async (t) => {
  const { port } = await startServer(t, [...QUICK_ARGS, '--no-records']);
  const connect = ['--connect', `127.0.0.1:${port}`, ...FILES];
  const only = ['--only', 'session.plain,hello,stop', '--work-timeout', '60', '--gentle'];
  const plain = await runCheck('server', ...connect, ...only);
  t.is(plain.code, 0, plain.out);
  t.regex(plain.out, /- +\d+ stop\.[^]*the kit can stop only a server that it has started/);
  const wired = await runCheck('server', ...connect, '--only', 'session.plain,hello', '--wire', 'slicer');
  t.is(wired.code, 0, wired.out);
});

test.serial('what is not there is told in one line', async (t) => {
  const directory = await temporaryDirectory(t);
  const missing = await runCheck(
    'server',
    '--connect',
    '[::1]:1',
    ...FILES.slice(0, 4),
    '--private-key',
    '/none',
  );
  t.is(missing.code, 2);
  t.regex(missing.err, /^tlslp-check: [^\n]*\/none[^\n]*no such file[^\n]*\n$/);
  await writeFile(join(directory, 'no.pem'), 'no certificate');
  const refused = await runCheck(
    'server',
    '--connect',
    'localhost:1',
    ...FILES,
    '--records',
    'false',
    '--time-limit',
    '2',
  );
  t.is(refused.code, 3);
  t.regex(
    refused.out,
    /expected a server that accepts connections at localhost, port 1\n +came +connection refused\n/,
  );
  t.regex(
    refused.out,
    /again +\S*tlslp-check server --only session\.plain [^\n]*--records false --connect localhost:1/,
  );
});

test.serial(
  'a program: what is skipped, and many connections, leave nothing on standard error',
  async (t) => {
    const { port } = await startServer(t, [...QUICK_ARGS, ...NO_LIMIT_ARGS, '--no-records']);
    const args = [
      ...['server', '--connect', `127.0.0.1:${port}`, ...FILES, '--wire', 'latency=1', '--jobs', '32'],
      ...['--only', 'session,work,checksums,stop', '--other-timeout', '10'],
    ];
    const program = new Program(t, process.execPath, [join(ROOT, 'bin/tlslp-check'), ...args]);
    t.is((await program.ended).code, 0, program.stdout);
    t.is(program.stderr, '');
  },
);

test.serial('the list', async (t) => {
  const { code, out } = await runCheck('server', '--list', '--json', '--gentle');
  t.is(code, 0);
  t.true((JSON.parse(out) as unknown[]).length > 46);
  t.is((await runCheck('server', '--list', '--only', 'nothing')).code, 2);
});
