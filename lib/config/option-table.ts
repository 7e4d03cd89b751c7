import { switchRule, type OptionRule } from './rules.js';

/** A long option without its value, such as `--n-bits`. */
export type Flag = `--${string}`;

/**
 * One option, for the command line, its help, docs/options.md and the library. Other sources (the environment, a file) can use it too:
 * `rule.parse` parses a text, `rule.validate` checks a value, and `rule.description` and `help` describe both.
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
  /** The text to use if the value is left out, as in `--bench`. Default: the value is required. */
  readonly impliedText?: string;
  /** Whether it may be given several times: its value is a list, and `rule.parse` makes a list of each text. Default false: the last counts. */
  readonly repeatable?: boolean;
  /** Whether a running server cannot change it: a reload names it as one that needs a restart. Default false. */
  readonly needsRestart?: boolean;
}

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
  definition: Pick<OptionDefinition<boolean>, 'flag' | 'group' | 'help' | 'details' | 'needsRestart'>,
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

/** Returns the property in which a parser stores an option's value: `nBits` for `--n-bits`, `records` for `--no-records`. */
export function attributeOf(flag: Flag): string {
  return flag.replace(/^--(no-)?/, '').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
