import { spawnSync } from 'node:child_process';

/** Whether a program is there, and takes these arguments. A test that drives it is skipped where it is not. */
export function hasProgram(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

export const hasPython = (): boolean => hasProgram('python3', '--version');
