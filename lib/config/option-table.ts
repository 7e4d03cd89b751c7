import { switchRule, type OptionRule } from './rules.js';

/** Every environment variable with this prefix is for tlslp-server. */
export const VARIABLE_PREFIX = 'TLSLP_';

/** A long option without its value, such as `--n-bits`. */
export type Flag = `--${string}`;

/**
 * One option, for the library, the command line, the environment, the configuration file, and all that is generated: help, man pages,
 * completion, the JSON Schema and docs/options.md. `rule.parse` parses a text, `rule.validate` checks a value, `rule.form` is the kind of
 * value in a file, and `rule.description` and `help` describe it.
 */
export interface OptionDefinition<T> {
  readonly flag: Flag;
  /** The name of its value in the help, as in `--n-bits <number>`; null for a switch. */
  readonly valueName: string | null;
  readonly rule: OptionRule<T>;
  /** The value if the option is not given. */
  readonly defaultValue: T;
  /** The default in words. Default: the default value itself; `off` for a switch. */
  readonly defaultText?: string;
  /** The heading above the option in the help. */
  readonly group: string;
  /** One sentence, for the help and the table of docs/options.md. */
  readonly help: string;
  /** More text for docs/options.md, in Markdown. Default: none. */
  readonly details?: string;
  /** Other spellings, hidden from the help. Default: none. */
  readonly aliases?: readonly Flag[];
  /** A switch that sets this option to false, such as `--no-records`. Default: none. */
  readonly negation?: { readonly flag: Flag; readonly help: string };
  /** Whether it may be given several times: its value is a list, and `rule.parse` makes a list of each text. Default false: the last counts. */
  readonly repeatable?: boolean;
  /** The text to use if the value is left out, as in `--bench`. Default: the value is required. */
  readonly impliedText?: string;
  /** Whether a running server cannot change it: a reload names it as one that needs a restart. Default false. */
  readonly needsRestart?: boolean;
  /** Whether its value is masked, and its variable has a form with the path of a file (`TLSLP_TOKEN_FILE`). Default false. */
  readonly secret?: boolean;
  /** Where it can be given besides the command line. Default: as a variable of the environment, and in a configuration file. */
  readonly otherSources?: readonly OtherSource[];
}

export type OtherSource = 'environment' | 'file';

/** A positional argument of the command line, such as a token. */
export type ArgumentDefinition<T> = Pick<OptionDefinition<T>, 'rule' | 'help'> & {
  /** Its name in the help and in messages. */
  readonly name: string;
  /** Whether it may be given any number of times. Only the last argument can. Default: once. */
  readonly variadic?: boolean;
};

/** The options of a program or of a part of it, by property, in the order of the help. */
export type OptionTable = Readonly<Record<string, OptionDefinition<unknown>>>;

/** The values of a table's options, with the documentation of its properties. */
export type ConfigOf<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends OptionDefinition<infer T> ? T : never;
};

/** Returns the definition unchanged. Its type argument sets the type of the value, which can be wider than the type of the default. */
export function defineOption<T>(definition: OptionDefinition<T>): OptionDefinition<T> {
  return definition;
}

/** Defines an option without a value, which is off by default. */
export function defineSwitch(
  definition: Pick<
    OptionDefinition<boolean>,
    'flag' | 'group' | 'help' | 'details' | 'needsRestart' | 'otherSources'
  >,
): OptionDefinition<boolean> {
  return { ...definition, valueName: null, rule: switchRule, defaultValue: false };
}

/** Returns an option with the name of its value: `--port <number>`, `--bench [seconds]`, `--insecure`. */
export function usageOf({ flag, valueName, impliedText }: OptionDefinition<unknown>): string {
  if (valueName === null) return flag;
  return impliedText === undefined ? `${flag} <${valueName}>` : `${flag} [${valueName}]`;
}

/** Returns the default of an option in words. */
export function defaultTextOf({ defaultText, defaultValue }: OptionDefinition<unknown>): string {
  if (defaultText !== undefined) return defaultText;
  if (defaultValue === false) return 'off';
  return String(defaultValue);
}

/** Returns all spellings of an option. The first one is shown in the help. */
export function spellingsOf({ flag, aliases = [] }: OptionDefinition<unknown>): readonly Flag[] {
  return [flag, ...aliases];
}

/** Returns the key of an option in a configuration file, such as `n-bits`; null if a file cannot set it. */
export function keyOf({ flag, otherSources }: OptionDefinition<unknown>): string | null {
  return otherSources?.includes('file') === false ? null : flag.slice(2);
}

/** Returns the environment variable of an option, such as `TLSLP_N_BITS`; null if none sets it. */
export function variableOf({ flag, otherSources }: OptionDefinition<unknown>): string | null {
  if (otherSources?.includes('environment') === false) return null;
  return `${VARIABLE_PREFIX}${flag.slice(2).replaceAll('-', '_').toUpperCase()}`;
}

/** Returns the property in which a parser stores an option's value: `nBits` for `--n-bits`, `records` for `--no-records`. */
export function attributeOf(flag: Flag): string {
  return flag.replace(/^--(no-)?/, '').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
