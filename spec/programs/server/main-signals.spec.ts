import test from 'ava';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { testCertificates } from '../../support/certificates.js';
import {
  Program,
  certificateArgs,
  readRecords,
  recordLines,
  ROOT,
  startServer,
  temporaryDirectory,
} from '../../support/programs.js';
import { COVERED } from '../../support/uncovered-children.js';
import { connectClient, type LineClient } from '../../support/line-client.js';

// How the program ends when it is told to.

test.after.always(() => {
  testCertificates().cleanup();
});

const answer = (name: string): string => `the ${name}`;

/** A session that stands at the first line that begins so, unanswered. */
async function standingAt(
  port: number,
  word: string | RegExp,
): Promise<{ client: LineClient; line: string }> {
  const client = await connectClient(port);
  return { client, line: await client.until(word, answer) };
}

const BODY = /^(FULL_NAME|EMAIL|SOCIAL|BIRTHDATE|COUNTRY|ADDR_LINE)/;

const stopsInOrder = test.macro({
  title: (_, signal: NodeJS.Signals) => `${signal}: every session goes on to its DONE, exit 0`,
  async exec(t, signal: NodeJS.Signals) {
    const path = join(await temporaryDirectory(t), 'records.ndjson');
    const { program, port } = await startServer(t, ['--records', path], { env: COVERED });
    const standing = await Promise.all([
      standingAt(port, 'HELLO'),
      standingAt(port, 'WORK'),
      standingAt(port, BODY),
      standingAt(port, 'DONE'),
    ]);
    const silent = connect(port, '127.0.0.1').on('error', () => undefined);
    const silentGone = once(silent.resume(), 'close');
    await once(silent, 'connect');
    t.teardown(() => Promise.all(standing.map(({ client }) => client.close())));

    program.signal(signal);
    await silentGone;
    t.like(await (await connectClient(port)).closed, { errorCode: 'ECONNREFUSED' });
    const ending = standing.pop();
    for (const stands of standing) t.is(await resume(stands), 'DONE');
    ending?.client.say('OK');
    t.deepEqual(await ending?.client.rest(), []);

    t.deepEqual(await program.ended, { code: 0, signal: null });
    t.regex(program.stdout, /\n\S+ Server stopping, 4 sessions under way: up to 30 s\n/);
    const records = await readRecords(path);
    t.deepEqual(
      records.map(({ outcome }) => outcome),
      ['done', 'done', 'done', 'done'],
    );
  },
});

test.serial(stopsInOrder, 'SIGTERM');
test.serial(stopsInOrder, 'SIGINT');
test.serial(stopsInOrder, 'SIGQUIT');

test.serial(
  'the drain timeout passes: who is still there is told, has a record, and the exit is 3',
  async (t) => {
    const path = join(await temporaryDirectory(t), 'records.ndjson');
    const { program, port } = await startServer(t, ['--records', path, '--drain-timeout', '0.2'], {
      env: COVERED,
    });
    const standing = await Promise.all([
      standingAt(port, 'HELLO'),
      standingAt(port, 'WORK'),
      standingAt(port, BODY),
    ]);
    t.teardown(() => Promise.all(standing.map(({ client }) => client.close())));
    program.signal('SIGTERM');
    for (const { client } of standing) t.deepEqual(await client.rest(), ['FAIL Server is stopping.']);
    t.deepEqual(await program.ended, { code: 3, signal: null });
    t.regex(program.stdout, /\n\S+ Server stopping, 3 sessions told to end: the drain timeout has passed\n/);
    const lines = await recordLines(path);
    t.deepEqual(
      lines.map(({ record }) => record?.outcome),
      ['stopped', 'stopped', 'stopped'],
    );
  },
);

/** Goes on from the line that stands unanswered; the last line that comes. */
async function resume({ client, line }: { client: LineClient; line: string }): Promise<string | null> {
  return client.answer(line, answer).converse(answer);
}

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGQUIT', 131],
] as const) {
  test.serial(`${signal} twice: the end at once, and every session has its record`, async (t) => {
    const path = join(await temporaryDirectory(t), 'records.ndjson');
    const { program, port } = await startServer(t, ['--records', path]);
    const answering = await standingAt(port, BODY);
    const ending = await standingAt(port, 'DONE');
    t.teardown(() => Promise.all([answering.client.close(), ending.client.close()]));
    program.signal(signal);
    await program.printed(/Server stopping, 2 sessions/);
    program.signal(signal);
    t.deepEqual(await program.ended, { code, signal: null });
    t.deepEqual(await answering.client.rest(), []);
    t.deepEqual(await ending.client.rest(), []);
    const records = await readRecords(path);
    t.is((await recordLines(path)).length, 2);
    t.deepEqual(records.map(({ outcome }) => outcome).sort(), ['done', 'stopped']);
  });
}

test('a signal with nobody there: exit 0', async (t) => {
  const { program } = await startServer(t, ['--no-records']);
  program.signal('SIGINT');
  t.deepEqual(await program.ended, { code: 0, signal: null });
  t.regex(program.stdout, /\n\S+ Server stopping, 0 sessions under way\n$/);
  t.is((await program.ended).code, 0);
});

test('a signal before it is bound is not lost', async (t) => {
  const argv = JSON.stringify([...certificateArgs(), '--no-records', '--port', '0']);
  const script = `
    import { main } from ${JSON.stringify(join(ROOT, 'dist/lib/programs/server/main.js'))};
    const code = main(${argv});
    process.emit('SIGTERM', 'SIGTERM');
    process.exitCode = await code;
    if (process.listenerCount('SIGTERM') > 0) process.exitCode = 99;`;
  const program = new Program(t, process.execPath, ['--input-type=module', '-e', script]);
  t.deepEqual(await program.ended, { code: 0, signal: null });
  t.regex(
    program.stdout,
    /^Server listening.*\n\S+ No records are kept\n\S+ Server stopping, 0 sessions under way\n$/,
  );
});
