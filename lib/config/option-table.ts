import { switchRule, type OptionRule } from './rules.js';

/** A long option as it is typed, without its value: `--n-bits`. */
export type Flag = `--${string}`;

/**
 * One option: all that the command line, its help, docs/options.md and the library know of it. A reader of another source (the environment,
 * a file) finds the same here: `rule.parse` reads a text, `rule.validate` checks a value, and `rule.description` and `help` explain both.
 */
export interface OptionDefinition<T> {
  readonly flag: Flag;
  /** What the help calls its value, as in `--n-bits <number>`; null for a switch. */
  readonly valueName: string | null;
  readonly rule: OptionRule<T>;
  /** What holds when it is not given. */
  readonly defaultValue: T;
  /** The default in words. Default: the value itself, `off` for a switch. */
  readonly defaultText?: string;
  /** The heading of the help that it stands under. */
  readonly group: string;
  /** One sentence, for the help and the table of docs/options.md. */
  readonly help: string;
  /** What docs/options.md adds, in Markdown. Default: nothing. */
  readonly details?: string;
  /** Other spellings, which the help does not show. Default: none. */
  readonly aliases?: readonly Flag[];
  /** A switch that sets this option to false, such as `--no-records`. Default: none. */
  readonly negation?: { readonly flag: Flag; readonly help: string };
  /** The text that stands for a value that is left out, as in `--bench`. Default: the value must be given. */
  readonly impliedText?: string;
}

/** A word of the command line that is no option, such as a token. */
export type ArgumentDefinition<T> = Pick<OptionDefinition<T>, 'rule' | 'help'> & {
  /** How the help and messages name it. */
  readonly name: string;
};

/** The options of a program or of a part of it, by the property that holds the value, in the order of the help. */
export type OptionTable = Readonly<Record<string, OptionDefinition<unknown>>>;

/** The values that a table describes: its properties, with their documentation. */
export type ConfigOf<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends OptionDefinition<infer T> ? T : never;
};

/** Checks a definition against the type of its value, which it may leave wider than its default. */
export function defineOption<T>(definition: OptionDefinition<T>): OptionDefinition<T> {
  return definition;
}

/** An option that is off until it is given, and takes no value. */
export function defineSwitch(
  definition: Pick<OptionDefinition<boolean>, 'flag' | 'group' | 'help' | 'details'>,
): OptionDefinition<boolean> {
  return { ...definition, valueName: null, rule: switchRule, defaultValue: false };
}

/** An option with what its value is called: `--port <number>`, `--bench [seconds]`, `--insecure`. */
export function usageOf({ flag, valueName, impliedText }: OptionDefinition<unknown>): string {
  if (valueName === null) return flag;
  return impliedText === undefined ? `${flag} <${valueName}>` : `${flag} [${valueName}]`;
}

/** What holds when an option is not given, in words. */
export function defaultTextOf({ defaultText, defaultValue }: OptionDefinition<unknown>): string {
  if (defaultText !== undefined) return defaultText;
  if (defaultValue === false) return 'off';
  return String(defaultValue);
}

/** Every spelling of an option, the one that the help shows first. */
export function spellingsOf({ flag, aliases = [] }: OptionDefinition<unknown>): readonly Flag[] {
  return [flag, ...aliases];
}

/** The property that a parser keeps the value of an option under: `nBits` for `--n-bits`, `records` for `--no-records`. */
export function attributeOf(flag: Flag): string {
  return flag.replace(/^--(no-)?/, '').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
