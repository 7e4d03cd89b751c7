import { Command, Option } from 'commander';
import { readOption, type OptionRule } from '../rules.js';
import { packageVersion } from '../version.js';

/** One flag of a program, as the help and docs/options.md show it. */
export interface Flag<Name extends string = string> {
  /** As commander writes it: `--port <number>`. */
  readonly flags: string;
  /** The heading that it stands under in the help. */
  readonly group: string;
  readonly text: string;
  /** The property of the configuration that it sets, where there is one. */
  readonly name?: Name;
  /** What holds when it is not given, in words: for the help alone. */
  readonly defaultText?: string;
  /** Another spelling of a flag, which the help does not show. */
  readonly hidden?: boolean;
}

export interface Program {
  readonly name: string;
  readonly description: string;
  readonly flags: readonly Flag[];
  /** Examples and the like, below the flags. */
  readonly footer: string;
}

/** The property that commander stores a flag's value under. */
export function attributeOf(flag: Flag): string {
  return new Option(flag.flags).attributeName();
}

/**
 * A parser of the flags, which throws a CommanderError instead of ending the process, and writes nothing until `configureOutput` says
 * where to. Values stay the text that was given: checking them is the work of `argsToServerConfig` and `argsToClientConfig`.
 */
export function buildParser(program: Program): Command {
  const command = new Command(program.name)
    .description(program.description)
    .exitOverride()
    .configureOutput({ writeOut: discard, writeErr: discard, getOutHasColors: () => false })
    .addHelpText('after', `\n${program.footer}`);
  for (const flag of program.flags) command.addOption(optionOf(flag));
  return command
    .optionsGroup('Other:')
    .version(packageVersion(), '-V, --version', 'Print the version and exit.')
    .helpOption('-h, --help', 'Print this help and exit.');
}

/**
 * The values of the flags that set a property of the configuration. A text is read and checked; any other value is left to the
 * configuration's own check.
 * @throws {ConfigError} `invalid_option`, naming the flag, the text and the rule
 */
export function readFlags<Config extends object>(
  flags: readonly Flag<keyof Config & string>[],
  rules: { readonly [Name in keyof Config]: OptionRule<Config[Name]> },
  options: Readonly<Record<string, unknown>>,
): Partial<Config> {
  const values: Partial<Config> = {};
  for (const flag of flags) {
    const given = options[attributeOf(flag)];
    if (flag.name === undefined || given === undefined) continue;
    const rule = rules[flag.name];
    const value = typeof given === 'string' ? readOption(rule, longOf(flag), given) : given;
    values[flag.name] = value as Config[typeof flag.name];
  }
  return values;
}

/** How a flag names itself in messages: `--port`. */
export function longOf(flag: Flag): string {
  return flag.flags.split(' ', 1)[0] ?? flag.flags;
}

/** Names a property of the configuration by its flag. */
export function labelBy<Name extends string>(flags: readonly Flag<Name>[]): (name: Name) => string {
  return (name) => {
    const flag = flags.find((candidate) => candidate.name === name && candidate.hidden !== true);
    return flag === undefined ? name : longOf(flag);
  };
}

function optionOf(flag: Flag): Option {
  const text = flag.defaultText === undefined ? flag.text : `${flag.text} (default: ${flag.defaultText})`;
  return new Option(flag.flags, text).helpGroup(flag.group).hideHelp(flag.hidden ?? false);
}

function discard(): void {
  // Nothing is shown unless the caller says where.
}
