/**
 * The form of an option's value, apart from its exact rule. Configuration files, the JSON Schema, completion and the man pages are made
 * from it.
 */
export type ValueForm =
  | TextForm
  | { readonly kind: 'file' }
  | NumberForm
  | QuantityForm
  | IntegerOrRangeForm
  | { readonly kind: 'switch' }
  | ChoiceForm
  | ListForm;

export interface TextForm {
  readonly kind: 'text';
  /** A regular expression with the flag `u`, for the JSON Schema. Default: any text. */
  readonly pattern?: string;
}

export interface NumberForm {
  readonly kind: 'integer' | 'number';
  readonly min: number;
  readonly max: number;
  /** Words that can stand in its place. Default: none. */
  readonly words?: readonly string[];
}

/** An integer, or a text of two such as `24..30`. */
export interface IntegerOrRangeForm {
  readonly kind: 'integer-or-range';
  readonly min: number;
  readonly max: number;
}

/** A number that in a file is a text with its unit, such as `30m`. */
export interface QuantityForm {
  readonly kind: QuantityKind;
  readonly min: number;
  readonly max: number;
}

/** A quantity in seconds, in milliseconds or in bytes. */
export type QuantityKind = 'duration' | 'milliseconds' | 'size';

export interface ChoiceForm {
  readonly kind: 'choice';
  /** In upper or in lower case. The other case is accepted too. */
  readonly values: readonly string[];
}

export interface ListForm {
  readonly kind: 'list';
  readonly items: ValueForm;
  readonly minItems: number;
  readonly maxItems: number;
  /** Whether an item may occur only once. */
  readonly unique: boolean;
}

/** Returns the spellings of a choice in a file: as it is, and in the other case. */
export function spellingsOfChoice(choice: string): readonly string[] {
  return [...new Set([choice, choice.toUpperCase(), choice.toLowerCase()])];
}

export function isQuantity(form: ValueForm): form is QuantityForm {
  return form.kind === 'duration' || form.kind === 'milliseconds' || form.kind === 'size';
}
