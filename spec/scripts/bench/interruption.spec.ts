import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import test from 'ava';

const MODULE = new URL('../../../scripts/bench/interruption.js', import.meta.url).href;

/** Prints a line when it begins to wait, and ends after an interruption. A second signal comes while it cleans up. */
const PROGRAM = `
  import { catchInterruption } from ${JSON.stringify(MODULE)};
  const { signal, exitCode, dispose } = catchInterruption();
  const alive = setInterval(() => null, 1000);
  signal.addEventListener('abort', () => {
    process.once('SIGINT', () => {
      clearInterval(alive);
      dispose();
      process.exitCode = exitCode();
      console.log('cleaned up', process.listenerCount('SIGTERM'));
    });
    process.kill(process.pid, 'SIGINT');
  });
  console.log('waits', exitCode());
`;

const ends = test.macro(async (t, name: NodeJS.Signals, code: number) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = text(child.stdout);
  await once(child.stdout, 'data');
  child.kill(name);
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  t.is(await said, 'waits null\ncleaned up 0\n');
  t.is(exitCode, code);
});

test('the process cleans up after a signal, and its exit code identifies the signal', ends, 'SIGTERM', 143);
test('the process cleans up after Ctrl-C, even if it comes twice', ends, 'SIGINT', 130);
