import { CommanderError, type Command, type OptionValues } from 'commander';
import { ConfigError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import { describeText, invalidOption } from '../rules.js';
import { toUsage, wrongUsage, type Usage } from '../usage.js';

const DEFAULT_COLUMNS = 100;
// Commander wraps nothing that is narrower.
const MIN_COLUMNS = 72;
const MAX_MESSAGE_CHARS = 1000;

/**
 * Runs a parser over arguments. Never throws for what a user typed, writes nothing, ends no process.
 * @param toOptions makes options of what was parsed and of the arguments that are no options; a ConfigError that it throws is wrong usage
 * @param columns the width of the help; 100 when not given, at least 72
 */
export function parseArguments<Options>(
  command: Command,
  argv: readonly string[],
  toOptions: (options: OptionValues, words: readonly string[]) => Options,
  columns: number = DEFAULT_COLUMNS,
): Usage<Options> {
  let stdout = '';
  command.configureOutput({
    writeOut: (text) => (stdout += text),
    getOutHelpWidth: () => Math.max(columns, MIN_COLUMNS),
  });
  refuseOptionsAsValues(command, argv);
  try {
    command.parse(argv, { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof ConfigError) return wrongUsage(command.name(), thrown.message);
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode === 0) return { kind: 'exit', code: 0, stdout, stderr: '' };
    return wrongUsage(command.name(), messageOf(thrown, command, argv));
  }
  return toUsage(command.name(), () => toOptions(command.opts(), command.args));
}

/** Commander takes whatever follows an option for its value. Another option is not what a user means, unless it is attached with "=". */
function refuseOptionsAsValues(command: Command, argv: readonly string[]): void {
  const flags = new Set(['--help', ...command.options.map(({ long }) => long)]);
  for (const option of command.options.filter(({ required }) => required)) {
    const flag = `--${option.name()}`;
    command.on(`option:${option.name()}`, (value: string) => {
      if (!flags.has(value.split('=', 1)[0] ?? value) || argv.includes(`${flag}=${value}`)) return;
      throw invalidOption(flag, '', `a value must follow it, and ${describeText(value)} is another option`);
    });
  }
}

/** What was wrong, where commander does not name it or says less than it could. */
function messageOf({ code, message }: CommanderError, command: Command, argv: readonly string[]): string {
  switch (code) {
    case 'commander.optionMissingArgument':
      // It is missing because nothing follows.
      return invalidOption(argv.at(-1) ?? '', '', 'a value must follow it').message;
    case 'commander.excessArguments':
      return excessMessage(command);
    case 'commander.unknownOption':
      return switchWithValueMessage(command) ?? `${commanderMessage(message)}${dashHint(command)}`;
    default:
      return commanderMessage(message);
  }
}

/** Commander does not know a switch that has a value: to it, all of `--tutorial=yes` is the name of an option. */
function switchWithValueMessage({ args, options }: Command): string | undefined {
  const unknown = args.find((arg) => arg.startsWith('--')) ?? '';
  const equals = unknown.indexOf('=');
  const flag = unknown.slice(0, Math.max(equals, 0));
  if (!options.some(({ long }) => long === flag)) return undefined;
  return invalidOption(flag, describeText(unknown.slice(equals + 1)), 'takes no value').message;
}

/** A token may begin with a dash. */
function dashHint({ args, registeredArguments }: Command): string {
  const unknown = args.find((arg) => arg.startsWith('-')) ?? '';
  if (registeredArguments.length === 0 || unknown.startsWith('--')) return '';
  return '; "--" must stand before arguments that begin with a dash';
}

function excessMessage({ args, registeredArguments: expected }: Command): string {
  const names = expected.map((argument) => argument.name()).join(' and ');
  const rule =
    names === ''
      ? 'every argument must be an option or the value of one'
      : `only ${names} may be given without an option`;
  return invalidOption(describeText(args[expected.length] ?? ''), '', rule).message;
}

function commanderMessage(message: string): string {
  // What was probably meant stands on a line of its own.
  return escapeText(message.replace(/^error: /, '').replaceAll('\n', ' '), MAX_MESSAGE_CHARS);
}
