import type { ArgumentDefinition, OptionTable } from './option-table.js';

/** The command line of a program. */
export interface CommandLine {
  readonly name: string;
  readonly description: string;
  /** The text after the name in the first line of the help. Default: `[options]` and the arguments. */
  readonly usage?: string;
  /** The positional arguments, all optional. Default: none. */
  readonly arguments?: readonly ArgumentDefinition<unknown>[];
  /** Every option except --version and --help, in the order of the help. */
  readonly options: OptionTable;
  /** Whether the environment and a configuration file set its options too. Default false. */
  readonly readsSources?: boolean;
  /** The text below the options, such as examples. */
  readonly footer: string;
}

/** The command line of a program whose first argument is a command, such as `tlslp-certs init`. */
export interface CommandSet extends Pick<CommandLine, 'name' | 'description' | 'footer'> {
  /** Each name has the program before it: `tlslp-certs init`. */
  readonly commands: readonly SubcommandLine[];
  /** The options without a command, except --version and --help. Default: none. */
  readonly options?: OptionTable;
}

export interface SubcommandLine extends CommandLine {
  /** A few words for the list of all commands. */
  readonly summary: string;
}

/** Returns the word that stands for a command, such as `init`. */
export function wordOf({ name }: SubcommandLine): string {
  return name.slice(name.lastIndexOf(' ') + 1);
}
