import test, { type ExecutionContext } from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testCertificates } from '../../support/certificates.js';
import { certificateArgs, logLines, type Program, ROOT, temporaryDirectory } from '../../support/programs.js';
import { connectClient, wholeSession } from '../../support/line-client.js';
import { hasTerminal, onTerminal } from '../../support/terminal.js';

const withTerminal = hasTerminal() ? test : test.skip;

const CTRL_C = '\u0003';
const CTRL_S = '\u0013';

test.after.always(() => {
  testCertificates().cleanup();
});

interface OnTerminal {
  readonly program: Program;
  readonly port: number;
  readonly type: (keys: string) => void;
}

async function serverOnTerminal(
  t: ExecutionContext,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<OnTerminal> {
  const argv = [...certificateArgs(), '--port', '0', '--n-bits', '0', '--no-records', ...args];
  // Node takes a CI that it does not know for a terminal without colours.
  const own = { TERM: 'xterm-256color', CI: undefined, ...env };
  const program = onTerminal(t, [process.execPath, join(ROOT, 'bin/tlslp-server'), ...argv], own);
  const [, port] = await program.printed(/tls:\/\/localhost:(\d+)\r\nNo records are kept\r\n/);
  return { program, port: Number(port), type: (keys) => program.child.stdin?.write(keys) };
}

async function stranger(t: ExecutionContext, port: number): Promise<void> {
  const client = await connectClient(port, { identity: testCertificates().strangerClient });
  t.teardown(() => client.close());
  t.deepEqual(await client.rest(), []);
}

withTerminal('nothing is said twice, the log is for people and in colour, and Ctrl-C stops it', async (t) => {
  const { program, port, type } = await serverOnTerminal(t, []);
  t.true((await wholeSession(port, () => '')).done);
  await stranger(t, port);
  await program.printed(/refused/);
  type(CTRL_C);
  t.deepEqual(await program.ended, { code: 0, signal: null });
  t.regex(
    program.stdout,
    /\n\[\d\d:\d\d:\d\d\.\d{3}\] \u001b\[32mINFO\u001b\[39m: \u001b\[36mconnection refused/,
  );
  t.is(program.stdout.match(/INFO/g)?.length, 1);
  t.is(program.stdout.match(/ done\r\n/g)?.length, 1);
});

withTerminal('NO_COLOR is honoured', async (t) => {
  const { program, port, type } = await serverOnTerminal(t, [], { NO_COLOR: '1' });
  await stranger(t, port);
  await program.printed(/INFO: connection refused/);
  type(CTRL_C);
  t.is((await program.ended).code, 0);
  t.false(program.stdout.includes('\u001b'));
});

withTerminal('a log file has it all, though the program runs on a terminal', async (t) => {
  const path = join(await temporaryDirectory(t), 'log');
  const { program, port, type } = await serverOnTerminal(t, ['--log-file', path]);
  t.true((await wholeSession(port, () => '')).done);
  await program.printed(/ done\r\n/);
  type(CTRL_C);
  t.is((await program.ended).code, 0);
  const messages = logLines(await readFile(path, 'utf8')).map(({ msg }) => msg);
  t.deepEqual(messages, ['listening', 'session began', 'work accepted', 'session ended', 'stopping']);
});

withTerminal('Ctrl-S stalls the terminal, not the sessions', async (t) => {
  const { program, port, type } = await serverOnTerminal(t, []);
  type(CTRL_S);
  for (let session = 0; session < 3; session++) t.true((await wholeSession(port, () => '')).done);
  type(CTRL_C);
  t.deepEqual(await program.ended, { code: 0, signal: null });
});
