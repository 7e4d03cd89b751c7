import test from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testCertificates } from '../../support/certificates.js';
import { certificateArgs, logLines, Program, ROOT, temporaryDirectory } from '../../support/programs.js';
import { wholeSession } from '../../support/line-client.js';

// Output and log are written a window at a time. Whatever ends the process, what was said before is there.

test.after.always(() => {
  testCertificates().cleanup();
});

const LISTENING = /^Server listening on tls:\/\/localhost:(\d+)\n/;

/** The program, which does this when it is told SIGUSR2. */
async function programThat(t: Parameters<typeof temporaryDirectory>[0], does: string) {
  const log = join(await temporaryDirectory(t), 'log');
  const argv = [...certificateArgs(), '--no-records', '--port', '0', '--n-bits', '0'];
  const script = `
    import { main } from ${JSON.stringify(join(ROOT, 'dist/lib/programs/server/main.js'))};
    process.on('SIGUSR2', () => { ${does} });
    process.exitCode = await main(${JSON.stringify([...argv, '--log-file', log])});`;
  const program = new Program(t, process.execPath, ['--input-type=module', '-e', script]);
  const [, port] = await program.printed(LISTENING);
  const logged = async () => logLines(await readFile(log, 'utf8')).map(({ msg }) => msg);
  return { program, port: Number(port), logged };
}

test('an uncaught exception right behind a session', async (t) => {
  const { program, port, logged } = await programThat(t, `throw new Error('crash');`);
  t.true((await wholeSession(port, () => '')).done);
  program.signal('SIGUSR2');
  t.is((await program.ended).code, 1);
  t.regex(program.stdout, /\n\S+ Session \w+ "Test client" done in \d+\.\d s\n$/);
  t.is((await logged()).at(-1), 'session ended');
  t.true(program.stderr.includes('Error: crash'));
});

test('a second signal right behind the first', async (t) => {
  const both = `process.emit('SIGTERM', 'SIGTERM'); process.emit('SIGINT', 'SIGINT');`;
  const { program, port, logged } = await programThat(t, both);
  t.true((await wholeSession(port, () => '')).done);
  program.signal('SIGUSR2');
  t.is((await program.ended).code, 130);
  t.regex(
    program.stdout,
    /\n\S+ Session \w+ "Test client" done in \d+\.\d s\n\S+ Server stopping, [01] sessions? under way(: up to 30 s)?\n$/,
  );
  t.is((await logged()).at(-1), 'stopping');
});
