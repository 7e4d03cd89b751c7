import type { ExecutionContext } from 'ava';
import { hasProgram } from './has-program.js';
import { Program } from './programs.js';

// A terminal for a program, which script(1) of util-linux makes. Both outputs are that terminal, and what is written to the standard
// input of the child is typed on it.

export const hasTerminal = (): boolean => hasProgram('script', '--version');

export function onTerminal(
  t: ExecutionContext,
  command: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Program {
  const words = command.map((word) => `'${word}'`).join(' ');
  return new Program(t, 'script', ['-qefc', `exec ${words}`, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env,
  });
}
