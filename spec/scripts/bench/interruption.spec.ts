import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import test from 'ava';

const MODULE = new URL('../../../scripts/bench/interruption.js', import.meta.url).href;

/** Ends by its interruption, having said when it began to wait; a second signal comes while it cleans up. */
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

test('a signal lets the process clean up, and the exit code says which it was', ends, 'SIGTERM', 143);
test('Ctrl-C twice lets it clean up as well', ends, 'SIGINT', 130);
