import { closest, distance } from 'fastest-levenshtein';
import { wordOf, type CommandSet, type SubcommandLine } from '../command-line.js';
import { describeText } from '../rules.js';
import { wrongUsage, type ExitUsage, type Usage } from '../usage.js';
import { parseArguments } from './parse-arguments.js';
import { buildParser, Command, describes, type OptionValues } from './parser.js';

/** As many letters may differ for a "Did you mean". */
const MAX_TYPOS = 2;

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
  const line = { ...set, usage: '<command> [options]', options: set.options ?? {} };
  // Without an action, commander shows the help instead of the options that it parsed.
  const parser = describes(buildParser(line).helpCommand(false), set).action(() => undefined);
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
    // What follows an option, and its value if it has one, is a command's.
    argv.slice(0, takesNext(set, first) ? 2 : 1),
    () => {
      throw new Error('an option without a command is --help, --version or unknown');
    },
    columns,
  );
}

/** Returns whether the argument is an option of the program itself whose value is the next argument. */
function takesNext({ options = {} }: CommandSet, argument: string): boolean {
  return Object.values(options).some(({ flag, valueName }) => flag === argument && valueName !== null);
}

function unknownCommand(set: CommandSet, word: string): ExitUsage {
  const nearest = closest(word, set.commands.map(wordOf));
  const hint = distance(word, nearest) <= MAX_TYPOS ? ` (did you mean ${nearest}?)` : '';
  return wrongUsage(set.name, `${describeText(word)}: is no command, must be one of ${wordsOf(set)}${hint}`);
}

function wordsOf({ commands }: CommandSet): string {
  return commands.map(wordOf).join(', ');
}
