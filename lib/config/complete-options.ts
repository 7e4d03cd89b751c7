import { attributeOf, spellingsOf, type ConfigOf, type OptionTable } from './option-table.js';
import { checkOption, describeText, invalidOption, readOption, type OptionRule } from './rules.js';

/** Returns the name of an option for messages: its property in the library, its flag on the command line. */
export type OptionLabel<Name> = (name: Name & string) => string;

/**
 * Checks the given options and adds the defaults of the others; an undefined option gets its default. The result and its lists are frozen.
 * @throws {ConfigError} `invalid_option`: a value breaks its rule, or a name is not an option
 */
export function completeOptions<Table extends OptionTable>(
  table: Table,
  given: Partial<ConfigOf<Table>>,
  label: OptionLabel<keyof Table> = (name) => name,
): ConfigOf<Table> {
  for (const name of Object.keys(given)) {
    // If a misspelt option were ignored, its default would apply unnoticed.
    if (!Object.hasOwn(table, name)) throw invalidOption(describeText(name), '', 'is not an option');
  }
  const values: Readonly<Record<string, unknown>> = given;
  const entries = Object.entries(table).map(([name, { rule, defaultValue }]) => {
    const value = values[name];
    return [name, frozen(value === undefined ? defaultValue : checkOption(rule, label(name), value))];
  });
  return Object.freeze(Object.fromEntries(entries)) as ConfigOf<Table>;
}

/**
 * Returns the values of a parsed command line. Texts are parsed and checked; `completeOptions` checks all other values.
 * @param options the values by attribute, as a parser's `opts()` returns them; attributes of other tables are ignored
 * @throws {ConfigError} `invalid_option`: the message has the option as it was typed, the text and the rule
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
      values[name] = readValue(definition.rule, flag, value);
    }
  }
  return values as Partial<ConfigOf<Table>>;
}

/** Parses a text. The texts of a repeatable option make one list: each alone has to satisfy the rule, and so has the whole list. */
export function readValue(rule: OptionRule<unknown>, flag: string, value: unknown): unknown {
  if (typeof value === 'string') return readOption(rule, flag, value);
  if (!Array.isArray(value)) return value;
  return checkOption(
    rule,
    flag,
    value.flatMap((text: string) => readOption(rule, flag, text)),
  );
}

/** Returns a label that names the options of a table by their flags. */
export function labelByFlag<Table extends OptionTable>(table: Table): OptionLabel<keyof Table> {
  return (name) => table[name]?.flag ?? name;
}

function frozen(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze([...(value as readonly unknown[])]);
  return typeof value === 'object' && value !== null ? Object.freeze({ ...value }) : value;
}
