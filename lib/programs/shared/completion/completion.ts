import type { CommandLine, CommandSet } from '../../../config/command-line.js';
import type { Shell } from '../../../config/source-options.js';
import { bashCompletion } from './bash.js';
import { fishCompletion } from './fish.js';
import { zshCompletion } from './zsh.js';

const SCRIPTS: Readonly<Record<Shell, (line: CommandLine | CommandSet) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** Returns a script that completes the commands and options of a program in a shell. */
export function completionOf(shell: Shell, line: CommandLine | CommandSet): string {
  return SCRIPTS[shell](line);
}
