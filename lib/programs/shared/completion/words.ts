import type { CommandLine, CommandSet } from '../../../config/command-line.js';
import type { OptionDefinition } from '../../../config/option-table.js';
import type { ValueForm } from '../../../config/value-form.js';

/** What a shell completes after an option. */
export type Completed =
  /** Takes no value. */
  | { readonly kind: 'nothing' }
  /** A value that only its user knows. */
  | { readonly kind: 'value'; readonly name: string; readonly optional: boolean }
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'choice'; readonly name: string; readonly values: readonly string[] };

/** One spelling of an option, for a shell. */
export interface CompletionWord {
  readonly flag: string;
  /** One letter, such as `h`. */
  readonly short?: string;
  readonly help: string;
  readonly value: Completed;
}

const NOTHING: Completed = { kind: 'nothing' };

/** The flags of every program. */
const COMMON: readonly CompletionWord[] = [
  { flag: '--version', short: 'V', help: 'Print the version and exit.', value: NOTHING },
  { flag: '--help', short: 'h', help: 'Print the help and exit.', value: NOTHING },
];

/** Returns all flags of a program, in the order of its help. Hidden spellings are left out. */
export function wordsOf({ options }: CommandLine): readonly CompletionWord[] {
  return [
    ...Object.values(options).flatMap((definition) => {
      const { flag, help, negation } = definition;
      const word = { flag, help, value: completedOf(definition) };
      return negation === undefined ? [word] : [word, { ...negation, value: NOTHING }];
    }),
    ...COMMON,
  ];
}

/** Returns the flags that a program with commands has before its command. */
export function wordsOfSet({ options = {} }: CommandSet): readonly CompletionWord[] {
  return wordsOf({ name: '', description: '', footer: '', options });
}

/** Returns whether the arguments of a program that are no options are files. */
export function takesFiles({ arguments: words = [] }: CommandLine): boolean {
  return words.some(({ rule }) => rule.form.kind === 'file');
}

function completedOf({ valueName, rule, impliedText }: OptionDefinition<unknown>): Completed {
  if (valueName === null) return NOTHING;
  const form: ValueForm = rule.form;
  if (form.kind === 'file') return { kind: 'file', name: valueName };
  if (form.kind === 'choice') return { kind: 'choice', name: valueName, values: form.values };
  return { kind: 'value', name: valueName, optional: impliedText !== undefined };
}
