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
