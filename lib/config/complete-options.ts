import { attributeOf, spellingsOf, type ConfigOf, type OptionTable } from './option-table.js';
import { checkOption, describeText, invalidOption, readOption } from './rules.js';

/** How messages name an option: by its property in the library, by its flag on the command line. */
export type OptionLabel<Name> = (name: Name & string) => string;

/**
 * The options that were given, checked, and the defaults of those that were not (undefined is not given). Frozen, with its lists.
 * @throws {ConfigError} `invalid_option`: a value that breaks its rule, or a name that is no option
 */
export function completeOptions<Table extends OptionTable>(
  table: Table,
  given: Partial<ConfigOf<Table>>,
  label: OptionLabel<keyof Table> = (name) => name,
): ConfigOf<Table> {
  for (const name of Object.keys(given)) {
    // A misspelt option that is silently ignored would leave its default in force.
    if (!Object.hasOwn(table, name)) throw invalidOption(describeText(name), '', 'is no option');
  }
  const values: Readonly<Record<string, unknown>> = given;
  const entries = Object.entries(table).map(([name, { rule, defaultValue }]) => {
    const value = values[name];
    return [name, frozen(value === undefined ? defaultValue : checkOption(rule, label(name), value))];
  });
  return Object.freeze(Object.fromEntries(entries)) as ConfigOf<Table>;
}

/**
 * The values of what a command line gave. A text is read and checked; any other value is left to `completeOptions`.
 * @param options by attribute, as `opts()` of a parser returns them; attributes of other tables are passed over
 * @throws {ConfigError} `invalid_option`, naming the option as it was spelt, the text and the rule
 */
export function readOptions<Table extends OptionTable>(
  table: Table,
  options: Readonly<Record<string, unknown>>,
): Partial<ConfigOf<Table>> {
  const values: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(table)) {
    for (const flag of spellingsOf(definition)) {
      const value = options[attributeOf(flag)];
      if (value === undefined) continue;
      values[name] = typeof value === 'string' ? readOption(definition.rule, flag, value) : value;
    }
  }
  return values as Partial<ConfigOf<Table>>;
}

/** Names the options of a table by their flags. */
export function labelByFlag<Table extends OptionTable>(table: Table): OptionLabel<keyof Table> {
  return (name) => table[name]?.flag ?? name;
}

function frozen(value: unknown): unknown {
  return Array.isArray(value) ? Object.freeze([...(value as readonly unknown[])]) : value;
}
