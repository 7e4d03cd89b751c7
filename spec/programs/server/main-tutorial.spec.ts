import test, { type ExecutionContext } from 'ava';
import { createHash } from 'node:crypto';
import { DEFAULT_RANDOM_STRING, DEFAULT_TOKEN } from '../../../lib/protocol/constants.js';
import { testCertificates } from '../../support/certificates.js';
import {
  certificateArgs,
  logLines,
  serverProgram,
  startServer,
  temporaryDirectory,
  readRecords,
  type RunningServer,
} from '../../support/programs.js';
import { COVERED } from '../../support/uncovered-children.js';
import { connectClient, solve, type LineClient } from '../../support/line-client.js';
import { matchesTranscript } from '../../support/golden.js';
import { join } from 'node:path';

// The tutorial as the author of a client runs it.

test.after.always(() => {
  testCertificates().cleanup();
});

const ONE_SESSION = ['--tutorial', '--tutorial-sessions', '1'];

/** What a client does in a session of a tutorial, from HELLO on. */
type Behaviour = (client: LineClient) => Promise<unknown>;

const right: Behaviour = async (client) => {
  await client.converse((name) => `my ${name} \u{1f600}`);
  return client.rest();
};

/** A behaviour that is right until the server has said this word, and then says these bytes. */
function until(word: string, bytes: string): Behaviour {
  return async (client) => {
    await client.until(word, () => 'value');
    return client.send(bytes).rest();
  };
}

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly port: number;
}

async function tutorial(t: ExecutionContext, behave: Behaviour, args: readonly string[] = []): Promise<Run> {
  const server = await startServer(t, [...ONE_SESSION, '--n-bits', '12', ...args]);
  return runWith(t, server, behave);
}

async function runWith(
  t: ExecutionContext,
  { program, port }: RunningServer,
  behave: Behaviour,
): Promise<Run> {
  const client = await connectClient(port);
  t.teardown(() => client.close());
  await behave(client);
  const { code } = await program.ended;
  return { code, stdout: program.stdout, stderr: program.stderr, port };
}

/** Less what this machine and this moment bring: which port is free, whether there is ::1, and where the certificates are. */
function steady(port: number, text: string): string {
  return text
    .replaceAll(String(port), 'PORT')
    .replace('127.0.0.1 ::1', '127.0.0.1')
    .replace(testCertificates().directory, 'DIRECTORY');
}

test('a passed tutorial says the same on every run, byte for byte', async (t) => {
  const first = await tutorial(t, right, ['--log-level', 'DEBUG']);
  t.is(first.code, 0);
  const second = await tutorial(t, right, ['--log-level', 'DEBUG', '--port', String(first.port)]);
  t.deepEqual(second, first);
  matchesTranscript(t, 'program-stdout', steady(first.port, first.stdout));
  matchesTranscript(t, 'program-stderr', steady(first.port, first.stderr));
});

/** Without the secrets of a session, which are fresh on every run. */
function masked(text: string, { token, suffix, lines }: LineClient): string {
  const randomStrings = lines.flatMap((line) => /^(?!WORK)[A-Z0-9_]+ (\S+)$/.exec(line)?.[1] ?? []);
  const secrets = [
    ...randomStrings.flatMap((randomString, index) => [
      [sha256(token + randomString), `CHECKSUM-${index}`],
      [randomString, `RANDOM-${index}`],
    ]),
    ...[
      [token, 'TOKEN'],
      [suffix, 'SUFFIX'],
    ],
  ];
  const zeroBits = /its digest ends in \d+ zero bits, and 12|It solves WORK: \d+ zero bits/g;
  return secrets
    .reduce((rest, [secret = '', name = '']) => rest.replaceAll(secret, name), text)
    .replaceAll(zeroBits, (found) => found.replace(/\d+/, 'N'));
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('two sessions: the first says the same on every run, and of the second only its secrets differ', async (t) => {
  const runTwo = async (): Promise<string> => {
    const { port, program } = await startServer(t, ['--tutorial', '--n-bits', '12']);
    const clients: LineClient[] = [];
    for (let session = 1; session <= 2; session++) {
      const client = await connectClient(port);
      t.teardown(() => client.close());
      await right(client);
      clients.push(client);
    }
    t.deepEqual(await program.ended, { code: 0, signal: null });
    const [first, second] = clients;
    if (first === undefined || second === undefined) throw new Error('no clients');
    t.is(first.token, DEFAULT_TOKEN);
    t.not(second.token, DEFAULT_TOKEN);
    const commands = ({ lines }: LineClient): string[] => lines.map((line) => line.replace(/ .*/, ''));
    t.deepEqual(commands(second), commands(first));
    t.is(new Set(second.lines).size, second.lines.length, 'each random string is fresh');
    const at = program.stdout.indexOf('\nSession 2 of 2');
    const text = program.stdout.slice(0, at) + masked(program.stdout.slice(at), second);
    return steady(port, text);
  };
  const text = await runTwo();
  t.is(await runTwo(), text);
  matchesTranscript(t, 'program-two-sessions', text);
});

test('built-in answers do not pass the second session', async (t) => {
  const { port, program } = await startServer(t, ['--tutorial', '--n-bits', '12']);
  const first = await connectClient(port);
  t.teardown(() => first.close());
  await right(first);
  const second = await connectClient(port);
  t.teardown(() => second.close());
  await second.until('WORK');
  t.deepEqual(await second.say(first.suffix).rest(), ['FAIL Invalid suffix returned from client.']);
  t.is((await program.ended).code, 1);
  t.regex(program.stdout, /→ This is the suffix of the first session, built into the client\./);
  t.regex(program.stdout, /\nNot passed: session 2 ended in step 2\.\n/);
});

test('the wait for a session has an end', async (t) => {
  const program = serverProgram(t, [
    ...['--tutorial', '--tutorial-timeout', '0.2', '--port', '0'],
    ...certificateArgs(),
  ]);
  t.deepEqual(await program.ended, { code: 1, signal: null });
  t.regex(program.stdout, /\nNot passed: no client began session 1 of 2 within 0\.2 s\n$/);
});

test('a client that closes its sending side is told that, and not that it left', async (t) => {
  const { code, stdout } = await tutorial(t, async (client) => {
    await client.until('WORK');
    client.say(solve(DEFAULT_TOKEN, 12)).socket.end();
    return client.rest();
  });
  t.is(code, 1);
  // On a busy machine the next command is sent before the end comes.
  t.regex(
    stdout,
    /✘ Your client closed its sending side (after its answer to WORK|without an answer to FULL_NAME)/,
  );
});

const blames = test.macro({
  title: (given = '') => `output, log and record name the same step: ${given}`,
  async exec(t, behave: Behaviour, step: string, where: RegExp) {
    const path = join(await temporaryDirectory(t), 'records.ndjson');
    const { code, stdout, stderr } = await tutorial(t, behave, ['--records', path]);
    t.is(code, 1);
    t.regex(stdout, where);
    const [record] = await readRecords(path);
    if (step === 'DONE') {
      t.like(record, { outcome: 'done', confirmed: false });
      return;
    }
    t.like(record, { outcome: 'failed', step });
    t.is(logLines(stderr).find(({ msg }) => msg === 'session ended')?.['step'], step);
  },
});

test('HELLOBACK with two LFs', blames, until('HELLO', 'HELLOBACK\n\n'), 'HELLO', /ended in step 1\./);
test(
  'OK, and bytes without an LF',
  blames,
  until('DONE', 'OK\nbye'),
  'DONE',
  /3 bytes came without an LF: 62 79 65\n[^]*ended in step 11\.[^]*after DONE/,
);
test('OK and a line more', blames, until('DONE', 'OK\nbye\n'), 'DONE', /ended in step 11\.[^]*after DONE/);

test('a tutorial that keeps records keeps them under the session’s own name and time', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const before = new Date().toISOString();
  for (let run = 0; run < 2; run++) t.is((await tutorial(t, right, ['--records', path])).code, 0);
  const records = await readRecords(path);
  t.is(records.length, 2, 'the last line of an id stands: two runs have two ids');
  for (const { outcome, startedAt, answers } of records) {
    t.is(outcome, 'done');
    t.is(answers['COUNTRY'], 'my COUNTRY \u{1f600}');
    t.true(startedAt >= before, startedAt);
  }
});

const wrong = test.macro({
  title: (given = '') => `a wrong client is told what it did: ${given}`,
  async exec(t, behave: Behaviour, says: RegExp) {
    const { code, stdout } = await tutorial(t, behave);
    t.is(code, 1);
    t.regex(stdout, says);
    t.regex(stdout, /\nNot passed: /);
  },
});

const sha1 = createHash('sha1')
  .update(DEFAULT_TOKEN + DEFAULT_RANDOM_STRING)
  .digest('hex');

test('SHA-1', wrong, until('FULL_NAME', `${sha1} Ada\n`), /SHA-1/);
test('CR LF', wrong, until('HELLO', 'HELLOBACK\r\n'), /CR LF/);
test('two lines', wrong, until('HELLO', 'HELLOBACK\nHELLOBACK\n'), /→ The answer to HELLO was sent twice\./);
test('no work', wrong, until('WORK', 'nothing\n'), /zero bits/);
test(
  'it left',
  wrong,
  async (client) => {
    await client.next();
    await client.close();
  },
  /left/,
);

test('bytes that are no line are shown, and no log has them', async (t) => {
  const behave: Behaviour = async (client) => {
    await client.next();
    client.send('HELLOSECRET\r');
    await client.close();
  };
  const { stdout, stderr } = await tutorial(t, behave, ['--log-level', 'DEBUG']);
  t.regex(stdout, /12 bytes came without an LF: 48 45 4c 4c 4f 53 .* 54 0d\n/);
  t.regex(stdout, /ended with CR alone/);
  t.notRegex(stderr, /SECRET|53 45 43 52 45 54|534543524554/);
});

test('a client that speaks first is told so', async (t) => {
  const { port, program } = await startServer(t, ['--tutorial'], { env: COVERED });
  const client = await connectClient(port);
  t.teardown(() => client.close());
  // TLS 1.3 lets a client say this together with the end of its handshake.
  client.say('HELLOBACK');
  const lines = await client.rest();
  t.is(lines.at(-1), 'FAIL receiving. A line came that no command asked for.');
  t.is((await program.ended).code, 1);
  t.regex(program.stdout, /\n +✘ Your client spoke first\.\n/);
});

test('a second client is told that the server is busy, and the first goes on', async (t) => {
  const { port, program } = await startServer(t, ONE_SESSION, { env: COVERED });
  const first = await connectClient(port);
  t.teardown(() => first.close());
  t.is(await first.next(), 'HELLO');
  const second = await connectClient(port);
  t.teardown(() => second.close());
  t.deepEqual(await second.rest(), ['FAIL Server is full: the tutorial is busy with another client.']);
  first.say('HELLOBACK');
  t.is(await first.converse(() => ''), 'DONE');
  t.is((await program.ended).code, 0);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} before a session: not passed`, async (t) => {
    const { program } = await startServer(t, ['--tutorial']);
    program.signal(signal);
    t.deepEqual(await program.ended, { code: 1, signal: null });
    t.regex(program.stdout, /\nServer stopping, 0 sessions under way\n$/);
  });
}

test('a connection that never became a session does not end the tutorial', async (t) => {
  const { port, program } = await startServer(t, [...ONE_SESSION, '--n-bits', '12']);
  const { strangerClient } = testCertificates();
  const stranger = await connectClient(port, { identity: strangerClient });
  t.teardown(() => stranger.close());
  t.deepEqual(await stranger.rest(), []);
  await program.logged(({ msg }) => msg === 'connection refused');
  t.is((await runWith(t, { program, port }, right)).code, 0);
});
