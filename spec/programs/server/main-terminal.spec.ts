import test, { type ExecutionContext } from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testCertificates } from '../../support/certificates.js';
import {
  certificateArgs,
  logLines,
  type Program,
  QUICK_ARGS,
  ROOT,
  temporaryDirectory,
} from '../../support/programs.js';
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
  const argv = [...certificateArgs(), '--port', '0', ...QUICK_ARGS, '--no-records', ...args];
  // Node takes a CI that it does not know for a terminal without colours.
  const own = { TERM: 'xterm-256color', CI: undefined, ...env };
  const program = onTerminal(t, [process.execPath, join(ROOT, 'bin/tlslp-server'), ...argv], own);
  const [, port] = await program.printed(
    /tls:\/\/localhost:(\d+)\r\n(?:\u001b\[2m)?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\u001b\[0m)? No records are kept\r\n/,
  );
  return { program, port: Number(port), type: (keys) => program.child.stdin?.write(keys) };
}

async function stranger(t: ExecutionContext, port: number): Promise<void> {
  const client = await connectClient(port, { identity: testCertificates().strangerClient });
  t.teardown(() => client.close());
  t.deepEqual(await client.rest(), []);
}

withTerminal('nothing is said twice, how a session ended is in colour, and Ctrl-C stops it', async (t) => {
  const { program, port, type } = await serverOnTerminal(t, []);
  t.true((await wholeSession(port, () => '')).done);
  await stranger(t, port);
  await program.printed(/Refused/);
  type(CTRL_C);
  t.deepEqual(await program.ended, { code: 0, signal: null });
  const time = String.raw`\u001b\[2m\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\u001b\[0m`;
  t.regex(
    program.stdout,
    new RegExp(`\n${time} Session \\w{8} "Test client" \u001b\\[32mdone\u001b\\[0m in \\d\\.\\d s\r\n`),
  );
  t.regex(
    program.stdout,
    new RegExp(`\n${time} \u001b\\[33mRefused\u001b\\[0m 127\\.0\\.0\\.1:\\d+ "tlslp-client": `),
  );
  t.is(program.stdout.match(/refused/gi)?.length, 1);
  t.false(/INFO|WARNING/.test(program.stdout), 'the log leaves out what the output shows');
});

withTerminal('the log is for people, and in colour', async (t) => {
  const { program, port, type } = await serverOnTerminal(t, ['--log-level', 'DEBUG']);
  await stranger(t, port);
  await program.printed(
    /\n\[\d\d:\d\d:\d\d\.\d{3}\] \u001b\[34mDEBUG\u001b\[39m: \u001b\[36mconnection refused/,
  );
  type(CTRL_C);
  t.is((await program.ended).code, 0);
});

withTerminal('NO_COLOR is honoured', async (t) => {
  const { program, port, type } = await serverOnTerminal(t, [], { NO_COLOR: '1' });
  await stranger(t, port);
  await program.printed(/ Refused 127\.0\.0\.1:\d+ "tlslp-client": .*\r\n/);
  type(CTRL_C);
  t.is((await program.ended).code, 0);
  t.false(program.stdout.includes('\u001b'));
});

withTerminal('a log file has it all, though the program runs on a terminal', async (t) => {
  const path = join(await temporaryDirectory(t), 'log');
  const { program, port, type } = await serverOnTerminal(t, ['--log-file', path]);
  t.true((await wholeSession(port, () => '')).done);
  await program.printed(/done\S* in .*\r\n/);
  type(CTRL_C);
  t.is((await program.ended).code, 0);
  const messages = logLines(await readFile(path, 'utf8')).map(({ msg }) => msg);
  t.deepEqual(messages, [
    'listening',
    'session began',
    'work sent',
    'work accepted',
    'session ended',
    'stopping',
  ]);
});

withTerminal('Ctrl-S stalls the terminal, not the sessions', async (t) => {
  const { program, port, type } = await serverOnTerminal(t, []);
  type(CTRL_S);
  for (let session = 0; session < 3; session++) t.true((await wholeSession(port, () => '')).done);
  type(CTRL_C);
  t.deepEqual(await program.ended, { code: 0, signal: null });
});
