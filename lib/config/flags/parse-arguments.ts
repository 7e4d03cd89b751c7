import { CommanderError, type Command, type OptionValues } from 'commander';
import { ConfigError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import { readOptions } from '../complete-options.js';
import { describeText, invalidOption } from '../rules.js';
import { completionOption } from '../source-options.js';
import { commandLineOf } from './parser.js';
import { toUsage, wrongUsage, type Usage } from '../usage.js';

const DEFAULT_COLUMNS = 100;
// Commander does not wrap a narrower help.
const MIN_COLUMNS = 72;
const MAX_MESSAGE_CHARS = 1000;

/**
 * Parses arguments. Wrong arguments never throw; they return an exit with code 2. It writes nothing and does not end the process.
 * @param toOptions converts the parsed values and the remaining arguments to options. If it throws a ConfigError, the usage is wrong
 * @param columns the width of the help in columns; default 100, at least 72
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
  const options = command.opts();
  // Before everything else is checked: a shell asks for it without the arguments of a run.
  const completion = toUsage(
    command.name(),
    () => readOptions({ completion: completionOption }, options).completion,
  );
  if (completion.kind !== 'run') return completion;
  const shell = completion.options ?? null;
  const line = commandLineOf(command);
  if (shell !== null && line !== undefined) return { kind: 'completion', shell, line };
  return toUsage(command.name(), () => toOptions(options, command.args));
}

/** Commander takes the next argument as an option's value, even if it is another option. Refuse that, unless "=" attaches the value. */
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

/** Replaces commander's message if it lacks the option, the value or the rule. */
function messageOf({ code, message }: CommanderError, command: Command, argv: readonly string[]): string {
  switch (code) {
    case 'commander.optionMissingArgument':
      // A value is missing only after the last argument.
      return invalidOption(argv.at(-1) ?? '', '', 'a value must follow it').message;
    case 'commander.excessArguments':
      return excessMessage(command);
    case 'commander.unknownOption':
      return switchWithValueMessage(command) ?? `${commanderMessage(message)}${dashHint(command)}`;
    default:
      return commanderMessage(message);
  }
}

/** For a switch with a value, commander reports an unknown option: it takes all of `--tutorial=yes` as the name. */
function switchWithValueMessage({ args, options }: Command): string | undefined {
  const unknown = args.find((arg) => arg.startsWith('--')) ?? '';
  const equals = unknown.indexOf('=');
  const flag = unknown.slice(0, Math.max(equals, 0));
  if (!options.some(({ long }) => long === flag)) return undefined;
  return invalidOption(flag, describeText(unknown.slice(equals + 1)), 'takes no value').message;
}

/** A token can begin with a dash, which looks like an option. */
function dashHint({ args, registeredArguments }: Command): string {
  const unknown = args.find((arg) => arg.startsWith('-')) ?? '';
  if (registeredArguments.length === 0 || unknown.startsWith('--')) return '';
  return '; put "--" before arguments that begin with a dash';
}

/** The names that records files have. */
const RECORDS_FILE = /\.(?:ndjson|jsonl?)(?:\.|-|$)/;

function excessMessage({ args, options, registeredArguments: expected }: Command): string {
  const excess = args[expected.length] ?? '';
  const names = expected.map((argument) => argument.name()).join(' and ');
  const rule =
    names === ''
      ? 'every argument must be an option or the value of one'
      : `only ${names} may be given without an option`;
  const takesRecords = options.some(({ long }) => long === '--records');
  const hint =
    takesRecords && RECORDS_FILE.test(excess) ? '; the records file is the value of --records' : '';
  return invalidOption(describeText(excess), '', rule + hint).message;
}

function commanderMessage(message: string): string {
  // Commander puts its suggestion ("Did you mean ...") on a second line.
  return escapeText(message.replace(/^error: /, '').replaceAll('\n', ' '), MAX_MESSAGE_CHARS);
}
