import test, { type ExecutionContext } from 'ava';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { testCertificates } from '../../support/certificates.js';
import {
  certificateArgs,
  logLines,
  QUICK_ARGS,
  serverProgram,
  temporaryDirectory,
  type Program,
} from '../../support/programs.js';
import { wholeSession } from '../../support/line-client.js';

// Readers of the program's outputs who are slow, stalled or gone. What a shell puts between two programs is a pipe, and what spawn makes
// is not one: so these are made by hand.

test.after.always(() => {
  testCertificates().cleanup();
});

interface Pipe {
  /** For the child. */
  readonly writeEnd: number;
  /** Nobody will ever read it. */
  closeReader(): void;
  /** Nothing more goes into it until somebody reads. */
  fill(): void;
}

async function pipe(t: ExecutionContext): Promise<Pipe> {
  const path = join(await temporaryDirectory(t), 'pipe');
  execFileSync('mkfifo', [path]);
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  // A shell's pipe blocks whoever writes to it.
  const writeEnd = openSync(path, constants.O_WRONLY);
  let open = true;
  const closeReader = (): void => {
    if (open) closeSync(readEnd);
    open = false;
  };
  t.teardown(() => {
    closeReader();
    closeSync(writeEnd);
  });
  return {
    writeEnd,
    closeReader,
    fill: () => {
      const junk = Buffer.alloc(4096);
      const unblocked = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
      try {
        for (;;) writeSync(unblocked, junk);
      } catch {
        // It is full.
      }
      closeSync(unblocked);
    },
  };
}

const ARGS = ['--no-records', '--port', '0', ...QUICK_ARGS];

function server(t: ExecutionContext, stdout: number | 'pipe', stderr: number | 'pipe'): Program {
  return serverProgram(t, [...certificateArgs(), ...ARGS], { stdio: ['ignore', stdout, stderr] });
}

async function loggedPort(program: Program): Promise<number> {
  return Number((await program.logged(({ msg }) => msg === 'listening'))['port']);
}

async function printedPort(program: Program): Promise<number> {
  const [, port] = await program.printed(/tls:\/\/localhost:(\d+)\n\S+ No records are kept\n/);
  return Number(port);
}

async function serves(t: ExecutionContext, port: number): Promise<void> {
  for (let session = 0; session < 3; session++) t.true((await wholeSession(port, () => '')).done);
}

test('standard output is closed after the first lines: it serves on, and says so in the log', async (t) => {
  const out = await pipe(t);
  const program = server(t, out.writeEnd, 'pipe');
  const port = await loggedPort(program);
  out.closeReader();
  await serves(t, port);
  await program.logged(({ msg, code }) => msg.startsWith('standard output cannot') && code === 'EPIPE');
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  const complaints = logLines(program.stderr).filter(({ level }) => level !== 'INFO');
  t.is(complaints.length, 1, 'said once');
});

test('standard output goes to nobody from the start', async (t) => {
  const program = server(t, 'pipe', 'pipe');
  program.child.stdout?.destroy();
  await serves(t, await loggedPort(program));
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});

test('standard output is stalled: sessions go on, and so does the end', async (t) => {
  const out = await pipe(t);
  out.fill();
  const program = server(t, out.writeEnd, 'pipe');
  await serves(t, await loggedPort(program));
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});

test('the log is stalled: sessions go on, and so does the end', async (t) => {
  const log = await pipe(t);
  log.fill();
  const program = server(t, 'pipe', log.writeEnd);
  await serves(t, await printedPort(program));
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});

test('the log goes to nobody', async (t) => {
  const log = await pipe(t);
  const program = server(t, 'pipe', log.writeEnd);
  log.closeReader();
  await serves(t, await printedPort(program));
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});
