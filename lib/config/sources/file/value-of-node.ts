import type { Scalar } from 'yaml';
import { isScalar, isSeq, type Node } from 'yaml';
import { isSwitchWord, type OptionRule } from '../../rules.js';
import { baseUnitOf, formatQuantity, parseQuantity } from '../../units.js';
import { isQuantity, spellingsOfChoice, type QuantityKind, type ValueForm } from '../../value-form.js';

/** The value of a node, or what is wrong with it: the end of a message, after the key and the value. */
export type NodeValue = { readonly value: unknown } | Wrong;

export interface Wrong {
  readonly problem: string;
  readonly node: Node;
}

export const NO_VALUE = 'has no value: give it one, or remove the line';

const PLAIN_NUMBER = /^(0|[1-9][0-9]*)(\.[0-9]+)?$/;
/** Larger numbers have an exponent. */
const MAX_PLAIN = 1e21;
const TIME_EXAMPLES = '500ms, 10s, 30m, 2h or 1d';
const EXAMPLES: Readonly<Record<QuantityKind, string>> = {
  duration: TIME_EXAMPLES,
  milliseconds: TIME_EXAMPLES,
  size: '64KiB, 100MB or 2GB',
};

/** Returns the value of a node by the rule of its option. */
export function valueOfNode(rule: OptionRule<unknown>, node: Node): NodeValue {
  const { form, acceptsFalse = false } = rule;
  if (acceptsFalse && isScalar(node)) {
    if (node.value === false) return exactly(node, false);
    if (node.value === true || isSwitchWord(String(node.value))) return wrong(node, mustBe(rule));
  }
  const read = readForm(form, node, rule);
  if ('problem' in read || rule.validate(read.value)) return read;
  return wrong(node, mustBe(rule));
}

/** Returns the value of a rule in words, as a file has it. */
export function describeRule({ form, description, acceptsFalse = false }: OptionRule<unknown>): string {
  return `${describeForm(form, description)}${acceptsFalse ? ', or false' : ''}`;
}

function describeForm(form: ValueForm, description: string): string {
  if (isQuantity(form)) {
    const [min, max] = [form.min, form.max].map((bound) => formatQuantity(form.kind, bound));
    return `a number with its unit, such as ${EXAMPLES[form.kind]} (${min ?? ''} to ${max ?? ''})`;
  }
  return form.kind === 'list' ? `a list of ${description}` : description;
}

function readForm(form: ValueForm, node: Node, rule: OptionRule<unknown>): NodeValue {
  if (form.kind === 'list') return readList(form.items, node, rule);
  if (!isScalar(node)) return wrong(node, mustBe(rule));
  if (node.value === null) return wrong(node, NO_VALUE);
  switch (form.kind) {
    case 'switch':
      return typeof node.value === 'boolean' ? exactly(node, node.value) : wrong(node, mustBe(rule));
    case 'integer':
    case 'number':
      return readNumber(form.words ?? [], node, rule);
    case 'integer-or-range':
      return typeof node.value === 'string' ? readRange(node.value, node, rule) : readNumber([], node, rule);
    case 'duration':
    case 'milliseconds':
    case 'size':
      return readQuantity(form.kind, node, rule);
    case 'choice':
      return readChoice(form.values, node, rule);
    default:
      return readText(node, rule);
  }
}

function readList(items: ValueForm, node: Node, rule: OptionRule<unknown>): NodeValue {
  if (isScalar(node)) {
    return wrong(node, node.value === null ? NO_VALUE : `${mustBe(rule)}: put it in [ ]`);
  }
  if (!isSeq(node)) return wrong(node, mustBe(rule));
  const values: unknown[] = [];
  for (const item of node.items) {
    const read = readForm(items, item as Node, rule);
    if ('problem' in read) return read;
    values.push(read.value);
  }
  return { value: values };
}

function readNumber(words: readonly string[], node: Scalar, rule: OptionRule<unknown>): NodeValue {
  const { value, source = '' } = node;
  if (typeof value === 'string' && words.includes(value)) return { value };
  if (typeof value === 'number') {
    const isExact = PLAIN_NUMBER.test(source) || !(value >= 0 && value < MAX_PLAIN);
    return isExact ? { value } : wrong(node, `must be written as ${value}`);
  }
  const isQuoted = typeof value === 'string' && rule.validate(rule.parse(value));
  return wrong(node, `${mustBe(rule)}${isQuoted ? ': remove the quotes' : ''}`);
}

/** A number in quotes is no number here either. */
function readRange(text: string, node: Scalar, rule: OptionRule<unknown>): NodeValue {
  const range = rule.parse(text);
  return typeof range === 'object' ? { value: range } : readNumber([], node, rule);
}

function readQuantity(kind: QuantityKind, node: Scalar, rule: OptionRule<unknown>): NodeValue {
  const { value } = node;
  if (typeof value === 'number') {
    const remedy = rule.validate(value) ? `has no unit: write ${value}${baseUnitOf(kind)}` : mustBe(rule);
    return wrong(node, remedy);
  }
  const quantity = typeof value === 'string' ? parseQuantity(kind, value) : undefined;
  return quantity === undefined ? wrong(node, mustBe(rule)) : { value: quantity };
}

function readChoice(values: readonly string[], node: Scalar, rule: OptionRule<unknown>): NodeValue {
  const { value } = node;
  const known = values.find((choice) => spellingsOfChoice(choice).some((spelling) => spelling === value));
  return known === undefined ? wrong(node, mustBe(rule)) : { value: known };
}

function readText(node: Scalar, rule: OptionRule<unknown>): NodeValue {
  if (typeof node.value === 'string') return { value: node.value };
  const isText = typeof node.source === 'string' && rule.validate(node.source);
  return wrong(node, isText ? `is a ${typeof node.value} for YAML: put it in quotes` : mustBe(rule));
}

/** YAML reads `True` too, as it reads `0x10` and `1e1`. One spelling is clear for everybody. */
function exactly(node: Scalar, value: boolean): NodeValue {
  const spelling = String(value);
  return node.source === spelling ? { value } : wrong(node, `must be written as ${spelling}`);
}

function mustBe(rule: OptionRule<unknown>): string {
  return `must be ${describeRule(rule)}`;
}

function wrong(node: Node, problem: string): Wrong {
  return { node, problem };
}
