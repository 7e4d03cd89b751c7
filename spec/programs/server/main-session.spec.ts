import test from 'ava';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_BODY_NAMES } from '../../../lib/protocol/constants.js';
import { checksum } from '../../../lib/protocol/digests.js';
import { wrongSuffix } from '../../../lib/conformance/peers/solve.js';
import { ODD_NAME, testCertificates } from '../../support/certificates.js';
import {
  logLines,
  readRecords,
  recordLines,
  startServer,
  temporaryDirectory,
} from '../../support/programs.js';
import { connectClient, solve, wholeSession } from '../../support/line-client.js';
import { COVERED } from '../../support/uncovered-children.js';

// Sessions with the program: what the client is told, what is kept of it, and what is shown of it.

test.after.always(() => {
  testCertificates().cleanup();
});

/** Whatever could be lost on its way to the disk. */
const ODD_VALUES: readonly string[] = [
  '  spaces  before, between and behind  ',
  '',
  'tab\tbell\u0007escape\u001b[31mzero\u0000delete\u007fCR\r',
  'e\u0301 and \u00e9, \u{1f468}\u200d\u{1f469}\u200d\u{1f467}, \u202e\u2028\u2029\ufeff\ufffd\u{10ffff}',
  '{"id":"forged"}\\n\\u0000"',
  'x'.repeat(999 - 65),
  '__proto__',
  'FAIL DONE OK',
];

const oddValue = (name: string): string =>
  ODD_VALUES[(DEFAULT_BODY_NAMES as readonly string[]).indexOf(name)] ?? 'none';

test('a whole session: DONE, and a record of it all, exactly', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const { program, port } = await startServer(t, ['--records', path, '--n-bits', '8'], { env: COVERED });
  const client = await connectClient(port);
  t.teardown(() => client.close());
  const { localPort } = client;
  const cipher = client.socket.getCipher().name;
  await client.converse(oddValue);
  await client.rest();
  const { lines: said, token, suffix, answers } = client;
  t.is(said.length, 1 + 1 + 20 + 1);
  t.deepEqual([said[0], said[1], said.at(-1)], ['HELLO', `WORK ${token} 8`, 'DONE']);
  for (const name of DEFAULT_BODY_NAMES) t.is(answers[name], oddValue(name));
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  const lines = await recordLines(path);
  const [beforeDone, record] = lines.map((line) => line.record);
  t.is(lines.length, 2);
  t.is(beforeDone?.confirmed, null, 'on disk before DONE');
  t.is(record?.confirmed, true, 'OK came');
  t.deepEqual({ ...record, confirmed: null, endedAt: beforeDone?.endedAt }, { ...beforeDone });
  const certificate = new X509Certificate(testCertificates().client.certPem);
  const digest = createHash('sha256')
    .update(token + suffix)
    .digest();
  t.like(record, {
    outcome: 'done',
    step: 'DONE',
    error: null,
    remote: { address: '127.0.0.1', port: localPort },
    client: {
      subject: { CN: 'Test client' },
      issuer: { CN: 'Test CA' },
      serialNumber: certificate.serialNumber,
      fingerprint256: certificate.fingerprint256,
    },
    tls: { protocol: 'TLSv1.3', cipher },
    work: { nBits: 8, suffix, zeroBits: zeroBitsOf(digest) },
    answers,
  });
  t.deepEqual(
    Object.keys(record ?? {}),
    'id startedAt endedAt outcome confirmed step error remote client tls work answers'.split(' '),
  );
  t.regex(record?.id ?? '', /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  t.true(Date.parse(record?.startedAt ?? '') <= Date.parse(beforeDone?.endedAt ?? ''));
  t.true(Date.parse(beforeDone?.endedAt ?? '') <= Date.parse(record?.endedAt ?? ''));
});

function zeroBitsOf(digest: Buffer): number {
  const bits = [...digest].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.length - 1 - bits.lastIndexOf('1');
}

test('neither output nor log hold what is secret, at DEBUG either', async (t) => {
  const value = (name: string): string => `secret answer of ${name}`;
  const { program, port } = await startServer(t, ['--no-records', '--log-level', 'DEBUG', '--n-bits', '4'], {
    env: COVERED,
  });
  const { oddClient } = testCertificates();
  const good = await wholeSession(port, value);
  const bad = await connectClient(port, { identity: oddClient });
  t.teardown(() => bad.close());
  const work = await bad.until('WORK', value);
  const [, token = ''] = work.split(' ');
  bad.say(`secret suffix ${wrongSuffix(`${token}secret suffix `, 4)}`);
  t.deepEqual(await bad.rest(), ['FAIL Invalid suffix returned from client.']);
  await bad.close();
  await program.until(() => program.stderr.match(/"msg":"connection closed"/g)?.length === 2);
  await program.stop();
  t.regex(
    program.stdout.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /gm, 'T '),
    /^Server listening.*\nT No records.*\nT Session (\S{8}) "Test client" began: 127\.0\.0\.1:\d+\nT Session \1 "Test client" worked: 4 bits in \d+\.\d s\nT Session \1 "Test client" done in \d+\.\d s\nT Session (\S{8}) ("Ev\\u0000il\\n.*…") began: 127\.0\.0\.1:\d+\nT Session \2 \3 failed at WORK: Invalid suffix returned from client\.\nT Server stopping, 0 sessions under way\n$/,
  );
  const shown = program.stdout + program.stderr;
  for (const secret of [good.token, good.suffix, 'secret', ODD_NAME]) t.false(shown.includes(secret), secret);
  t.false(shown.includes('\u001b'));
  const events = new Set(logLines(program.stderr).map(({ msg }) => msg));
  for (const msg of [
    'listening',
    'session began',
    'work sent',
    'sent',
    'received',
    'work accepted',
    'answered',
    'session ended',
    'stopping',
  ]) {
    t.true(events.has(msg), msg);
  }
});

test('sessions have different tokens, and requests different random strings', async (t) => {
  const { port } = await startServer(t, ['--no-records']);
  const asked = [...(await wholeSession(port, () => '')).said, ...(await wholeSession(port, () => '')).said];
  const works = asked.filter((line) => line.startsWith('WORK'));
  t.is(new Set(works).size, 2);
  const bodies = asked.filter((line) => /^(FULL|EMAIL|SOC|BIRTH|COUN|ADDR)/.test(line));
  t.is(bodies.length, 40);
  t.is(new Set(bodies.map((line) => line.split(' ')[1])).size, 40);
});

test('what is fixed is the same in each session', async (t) => {
  const { port } = await startServer(t, [
    ...['--no-records', '--token', 'T_1', '--random-string', 'R-1'],
    ...['--requests', '3', '--body-names', 'PET,COLOUR'],
  ]);
  for (let session = 0; session < 2; session++) {
    const { said } = await wholeSession(port, (name) => name);
    const [hello, work, ...rest] = said;
    t.deepEqual([hello, work, rest.at(-1), rest.length], ['HELLO', 'WORK T_1 0', 'DONE', 4]);
    const bodies = new Set(rest.slice(0, -1));
    t.deepEqual([...bodies].sort(), ['COLOUR R-1', 'PET R-1']);
  }
});

test('--fail-rate 1 fails each session, says why, and keeps that', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const { program, port } = await startServer(t, ['--records', path, '--fail-rate', '1'], { env: COVERED });
  const { said } = await wholeSession(port, () => '');
  t.deepEqual(said.slice(2), ['FAIL Random failure: this server was started with a fail rate.']);
  t.is((await program.stop()).code, 0);
  const [record] = await readRecords(path);
  t.like(record, { outcome: 'failed', error: { code: 'random_failure' }, answers: {} });
});

test('--insecure asks for no certificate', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const { program, port } = await startServer(t, ['--records', path, '--insecure'], { env: COVERED });
  const { done } = await wholeSession(port, () => '', { identity: null });
  t.true(done);
  await program.printed(/began: 127\.0\.0\.1:\d+, no certificate\n/);
  await program.stop();
  t.like((await readRecords(path))[0], { outcome: 'done', client: null });
});

test('--log-file takes the log, and standard error stays silent', async (t) => {
  const path = join(await temporaryDirectory(t), 'log');
  const { program, port } = await startServer(t, ['--no-records', '--log-file', path], { env: COVERED });
  await wholeSession(port, () => '');
  await program.printed(/ done in .*\n/);
  await program.stop();
  t.is(program.stderr, '');
  const log = logLines(await readFile(path, 'utf8'));
  t.deepEqual(
    log.map(({ level, msg }) => `${level} ${msg}`),
    ['listening', 'session began', 'work sent', 'work accepted', 'session ended', 'stopping'].map(
      (msg) => `INFO ${msg}`,
    ),
  );
});

test('openssl s_client is a client, too', async (t) => {
  const { ca, client } = testCertificates();
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const { program, port } = await startServer(t, [
    ...['--tutorial', '--tutorial-sessions', '1', '--n-bits', '8', '--records', path],
  ]);
  const openssl = spawn(
    'openssl',
    [
      ...[
        's_client',
        '-quiet',
        '-verify_return_error',
        '-servername',
        'localhost',
        '-connect',
        `127.0.0.1:${port}`,
      ],
      ...['-CAfile', ca.certPath, '-cert', client.certPath, '-key', client.keyPath],
    ],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  t.teardown(() => openssl.kill('SIGKILL'));
  const left = once(openssl, 'close');
  const said: string[] = [];
  let token = '';
  let text = '';
  openssl.stdout.setEncoding('utf8').on('data', (piece: string) => {
    const lines = (text + piece).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      said.push(line);
      const [word = '', ...args] = line.split(' ');
      if (word === 'WORK') token = args[0] ?? '';
      openssl.stdin.write(`${replyTo(word, args, token)}\n`);
    }
  });
  t.deepEqual(await program.ended, { code: 0, signal: null });
  await left;
  t.deepEqual(
    said.map((line) => line.split(' ')[0]),
    ['HELLO', 'WORK', ...DEFAULT_BODY_NAMES, 'DONE'],
  );
  t.like((await readRecords(path))[0], { outcome: 'done', answers: { COUNTRY: 'by hand' } });
});

function replyTo(word: string, args: readonly string[], token: string): string {
  switch (word) {
    case 'HELLO':
      return 'HELLOBACK';
    case 'WORK':
      return solve(token, Number(args[1]));
    case 'DONE':
      return 'OK';
    default:
      return `${checksum(token, args[0] ?? '')} by hand`;
  }
}
