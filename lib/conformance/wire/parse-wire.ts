import { escapeText } from '../../protocol/escape.js';
import { TOXIC_NAMES, TOXICS, type Attribute, type Toxic, type ToxicName } from './toxics.js';

/** Why a text names no faults of the wire: one line, escaped, that names the value and the rule. */
export interface WireProblem {
  readonly problem: string;
}

interface Draft {
  readonly name: ToxicName;
  readonly values: Record<string, number>;
}

/**
 * Reads a list of faults of the wire: `slicer,latency=50,jitter=20,drip`. `name=value` sets the first attribute of a toxic. Other
 * attributes follow it, each as `attribute=value`. The order of the list is the order that bytes pass through them.
 */
export function parseWire(text: string): readonly Toxic[] | WireProblem {
  const drafts: Draft[] = [];
  for (const item of text.split(',')) {
    const problem = addItem(item, drafts);
    if (problem !== null) return { problem: `${quote(item)}: ${problem}` };
  }
  for (const draft of drafts) {
    const problem = complete(draft);
    if (problem !== null) return { problem: `${quote(draft.name)}: ${problem}` };
  }
  return drafts;
}

/** A toxic with these settings; the others are the defaults. For checks: a wrong setting is a mistake in the code. */
export function toxic(name: ToxicName, values: Readonly<Record<string, number>> = {}): Toxic {
  const draft = { name, values: { ...values } };
  const problem = complete(draft);
  if (problem !== null) throw new RangeError(`${name}: ${problem}`);
  return draft;
}

function addItem(item: string, drafts: Draft[]): string | null {
  const [word = '', ...rest] = item.split('=');
  const value = rest.length === 0 ? null : rest.join('=');
  const name = TOXIC_NAMES.find((known) => known === word);
  if (name !== undefined) {
    const draft: Draft = { name, values: {} };
    drafts.push(draft);
    const [first] = TOXICS[name].attributes;
    return value === null || first === undefined ? null : setValue(draft, first, value);
  }
  const last = drafts.at(-1);
  const attribute = last && TOXICS[last.name].attributes.find(({ name: known }) => known === word);
  if (last === undefined || attribute === undefined) return `must be one of ${TOXIC_NAMES.join(' ')}`;
  return setValue(last, attribute, value ?? '');
}

function setValue({ values }: Draft, attribute: Attribute, text: string): string | null {
  const value = /^[0-9]{1,10}$/.test(text) ? Number(text) : NaN;
  if (!(value >= attribute.min && value <= attribute.max)) return `must be ${ruleOf(attribute)}`;
  values[attribute.name] = value;
  return null;
}

/** Fills in what is not given, and checks what must fit together. */
function complete({ name, values }: Draft): string | null {
  for (const attribute of TOXICS[name].attributes) {
    const { fallback } = attribute;
    const value = values[attribute.name] ?? (typeof fallback === 'function' ? fallback(values) : fallback);
    if (value === null) return `must be given with a value: ${ruleOf(attribute)}`;
    values[attribute.name] = value;
  }
  const { average_size: size, size_variation: variation } = values;
  const isTooVaried = size !== undefined && variation !== undefined && variation >= size;
  return isTooVaried ? 'size_variation must be less than average_size' : null;
}

function ruleOf({ name, unit, min, max }: Attribute): string {
  return `an integer from ${min} to ${max} (${name} in ${unit})`;
}

function quote(text: string): string {
  return `"${escapeText(text)}"`;
}
