import test, { type ExecutionContext } from 'ava';
import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testCertificates } from '../../support/certificates.js';
import { CLOSED_PORT, startPlainServer } from '../../support/scripted-server.js';
import { Program, startServer, type Ended } from '../../support/programs.js';
import { CLIENTS } from './build.js';
import { play } from './played.js';

// What docs/clients.md says of each client. That it keeps every rule of docs/protocol.md, the conformance kit judges: whole.spec.ts.

const directory = await mkdtemp(join(tmpdir(), 'tlslp-clients-'));
const commands: (readonly string[])[] = [];
for (const { missing, build } of CLIENTS) commands.push(missing === null ? await build(directory) : []);
const certificates = testCertificates();
test.after.always(async () => {
  await rm(directory, { recursive: true, force: true });
  certificates.cleanup();
});

/** Lets so many clients run at once: each is a process. */
class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async run(action: () => Promise<void>): Promise<void> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#free--;
    try {
      await action();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}

/** In seconds. Long enough for a client to begin on a busy machine. */
const SHORT_LIMIT = '10';

const slots = new Slots(4);
/** For those that wait most of the time. */
const waitingSlots = new Slots(8);

type Command = readonly string[];

function start(t: ExecutionContext, command: Command, host: string, port: number, limit = '60'): Program {
  const { ca, client } = certificates;
  const [program = '', ...args] = command;
  const files = [ca.certPath, client.certPath, client.keyPath];
  return new Program(t, program, [...args, host, String(port), ...files], { env: { TLSLP_TIMEOUT: limit } });
}

const SUCCESS: Ended = { code: 0, signal: null };
const FAILURE: Ended = { code: 1, signal: null };

/** It ended with this exit code, and said what it had to say, in one line of printable characters. */
async function endsWith(t: ExecutionContext, program: Program, fails: RegExp | null): Promise<void> {
  const ended = await program.ended;
  const { stdout, stderr } = program;
  t.deepEqual({ ...ended, stdout }, { ...(fails === null ? SUCCESS : FAILURE), stdout: '' }, stderr);
  if (fails === null) t.is(stderr, '');
  else {
    t.regex(stderr, fails);
    t.regex(stderr, /^client: \P{C}*\n$/u);
    t.notRegex(stderr, /United Kingdom|PRIVATE KEY/);
  }
}

/** A server that speaks no TLS, or is not there. */
const fails = test.macro((t, command: Command, reason: RegExp, talk: 'absent' | 'plain' | 'silent') =>
  (talk === 'silent' ? waitingSlots : slots).run(async () => {
    const server = await startPlainServer((socket) => {
      if (talk === 'plain') socket.end('HELLO\n');
      socket.resume();
    });
    t.teardown(server.close);
    const port = talk === 'absent' ? CLOSED_PORT : server.port;
    await endsWith(t, start(t, command, 'localhost', port, talk === 'silent' ? SHORT_LIMIT : '60'), reason);
  }),
);

const answersAServer = test.macro((t, command: Command) =>
  slots.run(async () => {
    const { program, port } = await startServer(t, [
      '--requests',
      '40',
      '--records',
      join(directory, randomUUID()),
    ]);
    await endsWith(t, start(t, command, 'localhost', port), null);
    t.is((await program.stop()).code, 0);
  }),
);

// Lines that are right, or nearly, and any others; then what has no LF.
const bytes = fc.uint8Array({ maxLength: 1100 }).map((array) => Buffer.from(array));
const line = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('HELLO\n', 'WORK t 0\n', 'WORK t 3\n', 'COUNTRY r\n', 'DONE\n'),
  },
  fc.constantFrom('\n', 'FAIL\n', 'FAIL \u001b[0m\n', 'WORK t 65\n', 'HELLO\nWORK t 0\n'),
  fc.stringMatching(/^[A-Z]{0,140} [A-Za-z0-9_-]{0,140}\n$/),
  bytes.map((start) => Buffer.concat([start, Buffer.from('\n')])),
);
const conversation = fc.tuple(
  fc.constantFrom([], ['HELLO\n'], ['HELLO\n', 'WORK t 0\n']),
  fc.array(line, { maxLength: 6 }),
  fc.oneof(fc.constantFrom('', 'FAIL', 'DONE'), bytes),
);

/** It is right, or says that the server is not; with sanitizers, it ends otherwise after a fault in its memory. */
const withstands = test.macro(async (t, command: Command) => {
  await fc.assert(
    fc.asyncProperty(conversation, ([before, lines, rest]) =>
      slots.run(async () => {
        const server = await play([...before, ...lines, rest], 'ends');
        const program = start(t, command, 'localhost', server.port);
        const { code } = await program.ended;
        const { stderr } = program;
        await server.close();
        if (server.received().endsWith('\nOK\n')) assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
        else assert.ok(code === 1 && /^client: [\x20-\x7e]*\n$/.test(stderr), stderr);
      }),
    ),
    { numRuns: 60, endOnFailure: true },
  );
  t.pass();
});

const isStopped = test.macro((t, command: Command) =>
  slots.run(async () => {
    const server = await play(['HELLO\n', 'WORK token 64\n'], 'stays');
    t.teardown(server.close);
    const program = start(t, command, 'localhost', server.port);
    while (server.received() === '') await new Promise((resolve) => setTimeout(resolve, 50));
    // A JVM takes the signal for an exit with its number; the others die of it.
    const { code, signal } = await program.stop();
    t.true(signal === 'SIGTERM' || code === 143, program.stderr);
  }),
);

const needsArguments = test.macro((t, command: Command) =>
  slots.run(async () => {
    const [program = '', ...args] = command;
    const run = new Program(t, program, [...args, 'localhost']);
    t.not((await run.ended).code, 0);
    t.regex(run.stderr, /^usage: .*HOST PORT CA CERT KEY\n$/);
  }),
);

for (const [i, { name, missing }] of CLIENTS.entries()) {
  if (missing !== null) {
    test.skip(`the client in ${name}: ${missing}`, (t) => t.pass());
    continue;
  }
  const command = commands[i] ?? [];
  test(`${name}: a port that nobody listens on`, fails, command, /refused/i, 'absent');
  test(`${name}: a server without TLS`, fails, command, /TLS|SSL|wrong version/i, 'plain');
  test(
    `${name}: a server that never begins its handshake`,
    fails,
    command,
    /took too long|longer|timed out/,
    'silent',
  );
  test(`${name}: SIGTERM ends it while it solves`, isStopped, command);
  if (name === 'C') test(`${name}: any bytes of a server`, withstands, command);
  test(`${name}: it says how it is run`, needsArguments, command);
  test(`${name}: a whole session with a server`, answersAServer, command);
}
