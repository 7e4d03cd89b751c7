import { closest, distance } from 'fastest-levenshtein';
import { describeText } from '../rules.js';
import { wrongUsage, type ExitUsage, type Usage } from '../usage.js';
import { parseArguments } from './parse-arguments.js';
import { buildParser, Command, type CommandLine, type OptionValues } from './parser.js';

/** The command line of a program whose first argument is a command, such as `tlslp-certs init`. */
export interface CommandSet extends Pick<CommandLine, 'name' | 'description' | 'footer'> {
  readonly commands: readonly SubcommandLine[];
}

/** The command line of one command. Its name has the program before it: `tlslp-certs init`. */
export interface SubcommandLine extends CommandLine {
  /** A line for the help of the program. */
  readonly summary: string;
}

/** As many letters may differ for a "Did you mean". */
const MAX_TYPOS = 2;

/** Returns the word that stands for a command, such as `init`. */
export function wordOf({ name }: SubcommandLine): string {
  return name.slice(name.lastIndexOf(' ') + 1);
}

/**
 * Parses the arguments of a program with commands. `help COMMAND` is the same as `COMMAND --help`. Writes nothing.
 * @param toRequest converts the parsed values and the remaining arguments of a command. If it throws a ConfigError, the usage is wrong
 * @param columns the width of the help in columns
 */
export function parseCommands<Request>(
  set: CommandSet,
  argv: readonly string[],
  toRequest: (line: SubcommandLine, options: OptionValues, words: readonly string[]) => Request,
  columns?: number,
): Usage<Request> {
  const [first, ...rest] = argv;
  if (first === 'help') return parseCommands(set, [...rest.slice(0, 1), '--help'], toRequest, columns);
  const line = set.commands.find((command) => wordOf(command) === first);
  if (line === undefined) return withoutCommand(set, argv, columns);
  return parseArguments(
    buildParser(line),
    rest,
    (options, words) => toRequest(line, options, words),
    columns,
  );
}

/** Builds the parser of the program itself. It knows --help and --version. */
export function buildCommandSet(set: CommandSet): Command {
  const parser = buildParser({ ...set, usage: '<command> [options]', options: {} }).helpCommand(false);
  for (const line of set.commands) {
    parser.addCommand(new Command(wordOf(line)).description(line.summary).helpOption(false));
  }
  return parser;
}

function withoutCommand<Request>(
  set: CommandSet,
  argv: readonly string[],
  columns: number | undefined,
): Usage<Request> {
  const [first] = argv;
  if (first === undefined) return wrongUsage(set.name, `a command must be given: ${wordsOf(set)}`);
  if (!first.startsWith('-')) return unknownCommand(set, first);
  const isOfCommand = set.commands.some(({ options }) =>
    Object.values(options).some(({ flag }) => first.split('=', 1)[0] === flag),
  );
  if (isOfCommand) return wrongUsage(set.name, `${describeText(first)}: must come after the command`);
  return parseArguments<Request>(
    buildCommandSet(set),
    // What follows is a command's.
    [first],
    () => {
      throw new Error('an option without a command is --help, --version or unknown');
    },
    columns,
  );
}

function unknownCommand(set: CommandSet, word: string): ExitUsage {
  const nearest = closest(word, set.commands.map(wordOf));
  const hint = distance(word, nearest) <= MAX_TYPOS ? ` (did you mean ${nearest}?)` : '';
  return wrongUsage(set.name, `${describeText(word)}: is no command, must be one of ${wordsOf(set)}${hint}`);
}

function wordsOf({ commands }: CommandSet): string {
  return commands.map(wordOf).join(', ');
}
