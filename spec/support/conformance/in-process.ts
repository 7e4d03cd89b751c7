import type { Exit, Launcher, Running, Target } from '../../../lib/conformance/launch/launcher.js';
import type { Behaviour } from './behaviour.js';
import { runClient } from './client.js';
import { CORRECT } from './correct-client.js';

/** Runs the client of the tests in this process, as if it were a program. */
export function inProcessClient(mistakes: Partial<Behaviour> = {}): Launcher {
  const behaviour = { ...CORRECT, ...mistakes };
  return {
    start: (target) => start(target, behaviour),
    isSuccess: ({ code }) => code === 0,
  };
}

function start(target: Target, behaviour: Behaviour): Running {
  const output = { stdout: '', stderr: '' };
  const console = {
    stdout: (text: string) => void (output.stdout += text),
    stderr: (text: string) => void (output.stderr += text),
  };
  const killed = new AbortController();
  let ended: { code: number | null; signal: string | null } | null = null;
  const kill = (signal: NodeJS.Signals): void => {
    const code = signal === 'SIGKILL' ? 'default' : behaviour.onSignal(signal);
    if (code === 'ignore') return;
    ended ??= code === 'default' ? { code: null, signal } : { code, signal: null };
    killed.abort();
  };
  // What runs on after a kill has no connection any more, and is not waited for.
  const aborted = new Promise<void>((resolve) => {
    killed.signal.addEventListener('abort', () => {
      resolve();
    });
  });
  const run = runClient(target, behaviour, console, killed.signal).then(
    (code) => {
      ended ??= { code, signal: null };
    },
    (error: unknown) => {
      console.stderr(String(error));
      ended ??= { code: 1, signal: null };
    },
  );
  const exited = Promise.race([run, aborted]).then((): Exit => {
    const { code, signal } = ended ?? { code: null, signal: null };
    return { code, signal, overrun: null, failedToStart: null, left: behaviour.left };
  });
  return {
    exited,
    stdout: () => Buffer.from(output.stdout),
    stderr: () => Buffer.from(output.stderr),
    kill,
  };
}
