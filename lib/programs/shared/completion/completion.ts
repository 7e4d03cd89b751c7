import type { CommandLine } from '../../../config/command-line.js';
import type { Shell } from '../../../config/source-options.js';
import { bashCompletion } from './bash.js';
import { fishCompletion } from './fish.js';
import { zshCompletion } from './zsh.js';

const SCRIPTS: Readonly<Record<Shell, (line: CommandLine) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** Returns a script that completes the options of a program in a shell. */
export function completionOf(shell: Shell, line: CommandLine): string {
  return SCRIPTS[shell](line);
}
