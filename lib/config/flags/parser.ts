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

export type { Command, OptionValues } from 'commander';

/** The command line of a program. */
export interface CommandLine {
  readonly name: string;
  readonly description: string;
  /** What follows the name in the help's first line. Default: `[options]`, and the arguments. */
  readonly usage?: string;
  /** Words that are no options; each may be left out. Default: none. */
  readonly arguments?: readonly ArgumentDefinition<unknown>[];
  /** Every option but --version and --help, in the order of the help. */
  readonly options: OptionTable;
  /** Examples and the like, below the options. */
  readonly footer: string;
}

/**
 * A parser of the command line. It throws a CommanderError instead of ending the process, and writes nothing until `configureOutput` says
 * where to. Values stay the text that was given: `readOptions` and `completeOptions` check them. Of an option that is given twice the last
 * one counts.
 */
export function buildParser(line: CommandLine): Command {
  const command = new Command(line.name)
    .description(line.description)
    .exitOverride()
    // The descriptions say all: commander would add the text that stands for a value that is left out.
    .configureHelp({ optionDescription: (option) => option.description })
    .configureOutput({ writeOut: discard, writeErr: discard, getOutHasColors: () => false })
    .addHelpText('after', `\n${line.footer}`);
  if (line.usage !== undefined) command.usage(line.usage);
  for (const { name, help, rule } of line.arguments ?? []) {
    command.argument(`[${name}]`, `${help} (${rule.description})`);
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
  lastSpellingStands(command, spellingsOf(definition));
  if (negation !== undefined) {
    // Commander keeps it under the attribute of the option that it negates, as false.
    command.addOption(new Option(negation.flag, negation.help).helpGroup(group));
  }
}

function optionOf(definition: OptionDefinition<unknown>, help: string): Option {
  const option = new Option(usageOf(definition), help).helpGroup(definition.group);
  return definition.impliedText === undefined ? option : option.preset(definition.impliedText);
}

function helpOf(definition: OptionDefinition<unknown>): string {
  const { help, valueName, impliedText } = definition;
  // That a switch is off, and an option whose value may be left out, goes without saying.
  if (valueName === null || impliedText !== undefined) return help;
  return `${help} (default: ${defaultTextOf(definition)})`;
}

/** Each spelling has an attribute of its own, so that messages name what was typed: the last one takes away the others'. */
function lastSpellingStands(command: Command, spellings: readonly Flag[]): void {
  for (const spelling of spellings) {
    const others = spellings.filter((other) => other !== spelling).map(attributeOf);
    command.on(`option:${spelling.slice(2)}`, () => {
      for (const other of others) command.setOptionValue(other, undefined);
    });
  }
}

function discard(): void {
  // Nothing is shown unless the caller says where.
}
