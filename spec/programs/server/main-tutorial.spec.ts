import test, { type ExecutionContext } from 'ava';
import { createHash } from 'node:crypto';
import { DEFAULT_RANDOM_STRING, DEFAULT_TOKEN } from '../../../lib/protocol/constants.js';
import { testCertificates } from '../../support/certificates.js';
import { startServer, temporaryDirectory, readRecords, type RunningServer } from '../../support/programs.js';
import { COVERED } from '../../support/uncovered-children.js';
import { connectClient, type LineClient } from '../../support/line-client.js';
import { matchesGolden } from '../../observe/tutorial/golden.js';
import { join } from 'node:path';

// The tutorial as the author of a client runs it.

test.after.always(() => {
  testCertificates().cleanup();
});

/** What a client does in a tutorial, from HELLO on. */
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
  const server = await startServer(t, ['--tutorial', '--n-bits', '12', ...args]);
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

/** Less what this machine and this moment bring: whether there is ::1, and which port is free. */
function steady({ port }: Run, text: string): string {
  return text.replaceAll(String(port), 'PORT').replace('127.0.0.1 ::1', '127.0.0.1');
}

test('a passed tutorial says the same on every run, byte for byte', async (t) => {
  const first = await tutorial(t, right, ['--log-level', 'DEBUG']);
  t.is(first.code, 0);
  const second = await tutorial(t, right, ['--log-level', 'DEBUG', '--port', String(first.port)]);
  t.deepEqual(second, first);
  matchesGolden(t, 'program-stdout', steady(first, first.stdout));
  matchesGolden(t, 'program-stderr', steady(first, first.stderr));
});

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
test('two lines', wrong, until('HELLO', 'HELLOBACK\nHELLOBACK\n'), /never\s+two at once/);
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
  t.regex(program.stdout, /before/);
});

test('a second client is told that the server is busy, and the first goes on', async (t) => {
  const { port, program } = await startServer(t, ['--tutorial'], { env: COVERED });
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
  const { port, program } = await startServer(t, ['--tutorial']);
  const { strangerClient } = testCertificates();
  const stranger = await connectClient(port, { identity: strangerClient });
  t.teardown(() => stranger.close());
  t.deepEqual(await stranger.rest(), []);
  await program.logged(({ msg }) => msg === 'connection refused');
  t.is((await runWith(t, { program, port }, right)).code, 0);
});
