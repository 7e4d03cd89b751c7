import { CommanderError, type Command, type OptionValues } from 'commander';
import { ConfigError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import { checkArgv } from './argv.js';

const DEFAULT_COLUMNS = 100;
// Commander wraps nothing that is narrower.
const MIN_COLUMNS = 72;
const MAX_MESSAGE_CHARS = 1000;

/** What a program has to do about its arguments: run, or say something and exit. */
export type Usage<Options> =
  | { readonly kind: 'run'; readonly options: Options }
  | {
      readonly kind: 'exit';
      /** 0 after --help and --version, 2 for wrong usage. */
      readonly code: 0 | 2;
      readonly stdout: string;
      /** One line, LF included, that names the option, the value and the rule; or nothing. */
      readonly stderr: string;
    };

/**
 * Runs a parser over arguments. Never throws for what a user typed, writes nothing, ends no process.
 * @param toOptions makes options of what was parsed; a ConfigError that it throws is wrong usage
 * @param columns the width of the help; 100 when not given, at least 72
 */
export function parseArguments<Options>(
  command: Command,
  argv: readonly string[],
  toOptions: (options: OptionValues) => Options,
  columns: number = DEFAULT_COLUMNS,
): Usage<Options> {
  let stdout = '';
  command.configureOutput({
    writeOut: (text) => (stdout += text),
    getOutHelpWidth: () => Math.max(columns, MIN_COLUMNS),
  });
  try {
    command.parse(argv, { from: 'user' });
    checkArgv(command, argv);
    return { kind: 'run', options: toOptions(command.opts()) };
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) {
      return { kind: 'exit', code: 0, stdout, stderr: '' };
    }
    return wrongUsage(command, messageOf(refineError(thrown, command, argv)));
  }
}

function wrongUsage(command: Command, message: string): Usage<never> {
  const stderr = `${command.name()}: ${message} (see ${command.name()} --help)\n`;
  return { kind: 'exit', code: 2, stdout: '', stderr };
}

/** Ours says more than commander's, where both refuse. */
function refineError(thrown: unknown, command: Command, argv: readonly string[]): unknown {
  if (!(thrown instanceof CommanderError)) return thrown;
  try {
    checkArgv(command, argv);
  } catch (ours) {
    return ours;
  }
  return thrown;
}

function messageOf(thrown: unknown): string {
  if (thrown instanceof ConfigError) return thrown.message;
  if (thrown instanceof CommanderError) {
    // Commander adds what was probably meant on a line of its own.
    return escapeText(thrown.message.replace(/^error: /, '').replaceAll('\n', ' '), MAX_MESSAGE_CHARS);
  }
  throw thrown;
}
