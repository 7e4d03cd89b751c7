import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';
import { INK_VERSION, REACT_VERSION } from '../../../lib/programs/top/load-ink.js';
import { main } from '../../../lib/programs/top/main.js';
import { testCertificates } from '../../support/certificates.js';
import { wholeSession } from '../../support/line-client.js';
import { Program, ROOT, startServer, temporaryDirectory } from '../../support/programs.js';
import { eventServer, saying } from '../helpers/http-servers.js';
import {
  eventText,
  firstBatch,
  NOW,
  participantOf,
  recordsOf,
  statusOf,
} from '../helpers/status-messages.js';

async function run(...argv: string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await main(argv, { stdout, stderr });
  stdout.end();
  stderr.end();
  return { code, stdout: await text(stdout), stderr: await text(stderr) };
}

/** A server whose status is served with these options; where that is. */
async function statusOfServer(t: ExecutionContext, args: readonly string[], place = '127.0.0.1:0') {
  const { program, port } = await startServer(t, [
    '--no-records',
    '--status',
    place,
    '--requests',
    '2',
    ...args,
  ]);
  const [, url = ''] = await program.printed(/Status page on (\S+)$/m);
  return { url, port };
}

test('once: the status of a real server as text', async (t) => {
  const { url, port } = await statusOfServer(t, []);
  await wholeSession(port, () => 'value');
  const { code, stdout, stderr } = await run('--status', url);
  t.is(stderr, '');
  t.is(code, 0);
  t.regex(stdout, /^server +tlslp-server \d+\.\d+\.\d+, ready, up \d+ s$/m);
  t.regex(stdout, /^participants +1: 0 in WORK, 0 answering, 1 done, 0 failed$/m);
  t.regex(stdout, /^done +Test client +DONE +\d+ s +2\/2 +1$/m);
});

test('once: a unix socket', async (t) => {
  const place = `unix:${join(await temporaryDirectory(t), 'status')}`;
  await statusOfServer(t, [], place);
  const { code, stdout } = await run('--once', '--status', place);
  t.is(code, 0);
  t.regex(stdout, /^participants +0: /m);
});

test('once: a token', async (t) => {
  const directory = await temporaryDirectory(t);
  const [right, wrong, none] = [join(directory, 'right'), join(directory, 'wrong'), join(directory, 'none')];
  await writeFile(right, 'a-token-of-some-length\n', { mode: 0o600 });
  await writeFile(wrong, 'another-token-of-some-length\r\nmore', { mode: 0o600 });
  await writeFile(none, '\n', { mode: 0o600 });
  const { url } = await statusOfServer(t, ['--status-token-file', right]);
  const where = url.replace(/\/$/, '');
  t.is((await run('--status', url, '--status-token-file', right)).code, 0);
  t.deepEqual(await run('--status', url), {
    code: 1,
    stdout: '',
    stderr: `tlslp-top: Cannot read the status of ${where}: it asks for a token: --status-token-file names its file.\n`,
  });
  t.deepEqual(await run('--status', url, '--status-token-file', wrong), {
    code: 1,
    stdout: '',
    stderr: `tlslp-top: Cannot read the status of ${where}: it does not know the token.\n`,
  });
  t.deepEqual(await run('--status', url, '--status-token-file', none), {
    code: 1,
    stdout: '',
    stderr: `tlslp-top: The token file ${none} must have the token in its first line: printable ASCII without spaces, at most 4096 bytes.\n`,
  });
  t.deepEqual(await run('--status', url, '--status-token-file', join(directory, 'missing')), {
    code: 1,
    stdout: '',
    stderr: `tlslp-top: Cannot read the token file ${join(directory, 'missing')}: no such file.\n`,
  });
});

test('once: HTTPS with client certificates', async (t) => {
  const { ca, client, strangerClient, strangerCa } = testCertificates();
  const { url } = await statusOfServer(t, ['--status-client-ca', ca.certPath]);
  t.regex(url, /^https:/);
  const place = url.replace(/^https:\/\/(.*)\/$/, '$1');
  const certificate = ['--client-cert', client.certPath, '--private-key', client.keyPath];
  const { code, stderr } = await run(
    '--status',
    place,
    '--status-tls',
    '--ca-cert',
    ca.certPath,
    ...certificate,
  );
  t.is(stderr, '');
  t.is(code, 0);
  const stranger = ['--client-cert', strangerClient.certPath, '--private-key', strangerClient.keyPath];
  for (const args of [
    ['--ca-cert', ca.certPath],
    ['--ca-cert', ca.certPath, ...stranger],
    ['--ca-cert', strangerCa.certPath, ...certificate],
  ]) {
    const failed = await run('--status', url, ...args);
    t.is(failed.code, 1);
    t.regex(failed.stderr, /^tlslp-top: Cannot read the status of https:\/\/127\.0\.0\.1:\d+: [^\n]+\.\n$/);
  }
  const mixed = await run(
    '--status',
    url,
    '--client-cert',
    client.certPath,
    '--private-key',
    strangerClient.keyPath,
  );
  t.regex(mixed.stderr, /^tlslp-top: The private key \S+ does not match the certificate \S+\. [^\n]+\n$/);
});

test('once: everything that a server can say', async (t) => {
  const records = recordsOf({ lost: 2, short: true, lastError: { at: NOW, message: 'disk full' } });
  const none = statusOf().counts.participants;
  const status = statusOf({
    records,
    server: { stress: 'lag' },
    counts: {
      sessions: 9,
      failures: { timed_out: 1, invalid_suffix: 3 },
      refusals: { not_authorized: 4 },
      participants: { ...none, known: 2, done: 1, forgotten: 3, forgottenDone: 2 },
    },
  });
  const rows = [
    participantOf('李小龍', { since: NOW - 65_000 }),
    participantOf('a', {
      state: 'failed',
      name: null,
      address: '10.0.0.1',
      since: NOW - 1000,
      requests: null,
      step: null,
      lastError: { code: 'timed_out', message: 'No answer.', advice: null },
    }),
  ];
  const { connection } = await eventServer(t, firstBatch(rows, status));
  const { stdout } = await run('--status', connection.address.text, '--log-level', 'DEBUG');
  const [head = '', table = ''] = stdout.split('\n\n');
  t.regex(head, /^participants +5: 0 in WORK, 0 answering, 3 done, 0 failed$/m);
  t.regex(head, /^sessions +9, open 0, failed: invalid_suffix 3, timed_out 1$/m);
  t.regex(head, /^refused +4: not_authorized 4$/m);
  t.regex(head, /^certificate +ends 2027-02-27, in 90 d$/m);
  t.regex(
    head,
    /^records +3 on disk, 0 waiting, 2 lost, 12\.0 GB free, no space, last error 2026-11-29 \d\d:\d\d:\d\d: disk full$/m,
  );
  t.regex(head, /^stress +lag$/m);
  t.deepEqual(table.trimEnd().split('\n'), [
    'STATE    NAME        STEP  FOR   ANSWERS  TRIES  LAST ERROR',
    'failed   (10.0.0.1)        1 s   0        1      timed_out: No answer.',
    'in WORK  李小龍      WORK  1:05  0/20     1',
  ]);
});

test('an error is one line, and at DEBUG has its stack', async (t) => {
  const { connection } = await saying(t, 'SSH-2.0\r\n');
  const { code, stderr } = await run('--status', connection.address.text, '--log-level', 'DEBUG');
  t.is(code, 1);
  t.regex(stderr, /^tlslp-top: Cannot read the status of [^\n]+\nTransportError: [^]+HPE_/);
});

test('a reader that closes its end ends it without a word', async (t) => {
  const rows = Array.from({ length: 5000 }, (_, n) => participantOf(`name ${n}`));
  const { connection } = await eventServer(t, firstBatch(rows));
  const program = new Program(t, 'sh', [
    '-c',
    `{ '${process.execPath}' '${join(ROOT, 'bin/tlslp-top')}' --status ${connection.address.text}; echo "exit code $?" >&2; } | head -1`,
  ]);
  await program.ended;
  t.regex(program.stdout, /^server .*\n$/);
  t.is(program.stderr, 'exit code 0\n');
});

test('standard output that cannot be written is told of', async (t) => {
  const { connection } = await eventServer(t, firstBatch([]));
  const stdout = new PassThrough();
  stdout.destroy();
  const stderr = new PassThrough();
  t.is(await main(['--status', connection.address.text], { stdout, stderr }), 1);
  stderr.end();
  t.is(await text(stderr), 'tlslp-top: Standard output cannot be written: it is closed.\n');
});

test('SIGINT ends it while a server is silent', async (t) => {
  const { connection, server } = await eventServer(t, ': nothing yet\n\n');
  const program = new Program(t, process.execPath, [
    join(ROOT, 'bin/tlslp-top'),
    '--status',
    connection.address.text,
  ]);
  await new Promise((resolve) => server.once('connection', resolve));
  program.signal('SIGINT');
  t.is((await program.ended).code, 130);
  t.is(program.stdout + program.stderr, '');
});

test('the versions that it names are those that are tested', async (t) => {
  for (const [name, version] of [
    ['ink', INK_VERSION],
    ['react', REACT_VERSION],
  ] as const) {
    const manifest = await readFile(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
    t.is((JSON.parse(manifest) as { version: string }).version, version);
  }
});

test('--once loads neither ink nor react', (t) => {
  const trace = execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `await import('${join(ROOT, 'dist/lib/programs/top/run.js')}'); console.log(process.moduleLoadList.length, Object.keys((await import('node:module')).default._cache).filter((name) => /node_modules\\/(ink|react)\\//.test(name)).length)`,
    ],
    { encoding: 'utf8' },
  );
  t.regex(trace, / 0\n$/);
});

test('events of a newer server are ignored', async (t) => {
  const { connection } = await eventServer(t, eventText('weather', 'nice'), firstBatch([]));
  t.is((await run('--status', connection.address.text)).code, 0);
});
