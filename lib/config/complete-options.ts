import { checkOption, describeText, invalidOption, type OptionRule } from './rules.js';

/** A rule for every option. */
export type OptionRules<Config> = { readonly [Name in keyof Config]: OptionRule<Config[Name]> };

/** How messages name an option: by its property in the library, by its flag on the command line. */
export type OptionLabel<Config> = (name: keyof Config & string) => string;

/**
 * The options that were given, checked, and the defaults of those that were not (undefined is not given).
 * @throws {ConfigError} `invalid_option`: a value that breaks its rule, or a name that is no option
 */
export function completeOptions<Config extends object>(
  rules: OptionRules<Config>,
  defaults: Config,
  given: Partial<Config>,
  label: OptionLabel<Config> = (name) => name,
): Config {
  for (const name of Object.keys(given)) {
    // A misspelt option that is silently ignored would leave its default in force.
    if (!Object.hasOwn(rules, name)) throw invalidOption(describeText(name), '', 'is no option');
  }
  const names = Object.keys(rules) as (keyof Config & string)[];
  const entries = names.map((name) => {
    const value = given[name];
    return [name, value === undefined ? defaults[name] : checkOption(rules[name], label(name), value)];
  });
  return Object.fromEntries(entries) as Config;
}
