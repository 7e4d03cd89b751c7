import { attributeOf, spellingsOf, type OptionDefinition, type OptionTable } from '../option-table.js';
import { readValue } from '../complete-options.js';
import { ConfigError } from '../../protocol/errors.js';
import type { Given, Mistake, Reading } from './source.js';

/**
 * Reads the values of a parsed command line.
 * @param options the values by attribute, as a parser's `opts()` returns them; attributes of other tables are ignored
 */
export function readFlags(table: OptionTable, options: Readonly<Record<string, unknown>>): Reading {
  const given = new Map<string, Given>();
  const mistakes: Mistake[] = [];
  for (const [property, definition] of Object.entries(table)) {
    for (const flag of spellingsOf(definition)) {
      const value = options[attributeOf(flag)];
      if (value === undefined) continue;
      const source = { kind: 'flag', name: flagOf(definition, flag, value) } as const;
      try {
        given.set(property, { value: readValue(definition.rule, flag, value), source });
      } catch (thrown) {
        if (!(thrown instanceof ConfigError)) throw thrown;
        mistakes.push({ origin: 'flag', message: thrown.message, property });
      }
    }
  }
  return { given, mistakes };
}

function flagOf({ negation }: OptionDefinition<unknown>, flag: string, value: unknown): string {
  return value === false && negation !== undefined ? negation.flag : flag;
}
