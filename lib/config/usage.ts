import { ConfigError } from '../protocol/errors.js';
import type { CommandLine, CommandSet } from './command-line.js';
import type { Shell } from './source-options.js';

/** The result of parsing arguments: run with options, print the completion of a shell, or print a text and exit. */
export type Usage<Options> =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'completion'; readonly shell: Shell; readonly line: CommandLine | CommandSet }
  | ExitUsage;

export interface ExitUsage {
  readonly kind: 'exit';
  /** 0 after --help and --version, 2 for wrong usage, 78 for a bad configuration. */
  readonly code: 0 | 2 | 78;
  readonly stdout: string;
  /** One line with the option, the value and the rule, LF included; or empty. */
  readonly stderr: string;
}

/** @param message the option, the value and the rule, already escaped */
export function wrongUsage(program: string, message: string): ExitUsage {
  return { kind: 'exit', code: 2, stdout: '', stderr: `${program}: ${message} (see ${program} --help)\n` };
}

/** Returns usage `run` with the result of `make`. If `make` throws a ConfigError, the usage is wrong; other errors pass through. */
export function toUsage<Options>(program: string, make: () => Options): Usage<Options> {
  try {
    return { kind: 'run', options: make() };
  } catch (thrown) {
    if (thrown instanceof ConfigError) return wrongUsage(program, thrown.message);
    throw thrown;
  }
}
