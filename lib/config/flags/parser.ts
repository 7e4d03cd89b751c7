import { Command, Option } from 'commander';
import {
  attributeOf,
  defaultTextOf,
  spellingsOf,
  usageOf,
  type ArgumentDefinition,
  type Flag,
  type OptionDefinition,
  type OptionTable,
} from '../option-table.js';
import { packageVersion } from '../version.js';

export { Command, type OptionValues } from 'commander';

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
  /** The text below the options, such as examples. */
  readonly footer: string;
}

/**
 * Creates the parser of a command line. It throws a CommanderError instead of ending the process. It writes nothing until
 * `configureOutput` sets an output. Values stay texts: `readOptions` and `completeOptions` parse and check them. If an option is given
 * twice, the last one counts, unless it is repeatable.
 */
export function buildParser(line: CommandLine): Command {
  const command = new Command(line.name)
    .description(line.description)
    .exitOverride()
    // Commander would also add the preset of an option to its description, which has it already.
    .configureHelp({ optionDescription: (option) => option.description })
    .configureOutput({ writeOut: discard, writeErr: discard, getOutHasColors: () => false })
    .addHelpText('after', `\n${line.footer}`);
  if (line.usage !== undefined) command.usage(line.usage);
  for (const { name, help, rule, variadic = false } of line.arguments ?? []) {
    command.argument(variadic ? `[${name}...]` : `[${name}]`, `${help} (${rule.description})`);
  }
  for (const definition of Object.values(line.options)) addDefinition(command, definition);
  return command
    .optionsGroup('Other:')
    .version(packageVersion(), '-V, --version', 'Print the version and exit.')
    .helpOption('-h, --help', 'Print this help and exit.');
}

function addDefinition(command: Command, definition: OptionDefinition<unknown>): void {
  const { flag, group, negation, aliases = [] } = definition;
  command.addOption(optionOf(definition, helpOf(definition)));
  for (const alias of aliases) {
    const hidden = optionOf({ ...definition, flag: alias }, `The same as ${flag}.`);
    command.addOption(hidden.hideHelp());
  }
  clearOtherSpellings(command, spellingsOf(definition));
  if (negation !== undefined) {
    // Commander stores false under the attribute of the negated option.
    command.addOption(new Option(negation.flag, negation.help).helpGroup(group));
  }
}

function optionOf(definition: OptionDefinition<unknown>, help: string): Option {
  const option = new Option(usageOf(definition), help).helpGroup(definition.group);
  if (definition.repeatable === true) option.argParser(collect);
  return definition.impliedText === undefined ? option : option.preset(definition.impliedText);
}

/** Collects the texts of a repeatable option. */
function collect(text: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), text];
}

function helpOf(definition: OptionDefinition<unknown>): string {
  const { help, valueName, impliedText } = definition;
  // That a switch is off, and an option whose value may be left out, goes without saying.
  if (valueName === null || impliedText !== undefined) return help;
  return `${help} (default: ${defaultTextOf(definition)})`;
}

/** Each spelling has its own attribute, so that messages name the flag as it was typed. The last spelling clears the others. */
function clearOtherSpellings(command: Command, spellings: readonly Flag[]): void {
  for (const spelling of spellings) {
    const others = spellings.filter((other) => other !== spelling).map(attributeOf);
    command.on(`option:${spelling.slice(2)}`, () => {
      for (const other of others) command.setOptionValue(other, undefined);
    });
  }
}

function discard(): void {
  // The caller sets the output with `configureOutput`.
}
