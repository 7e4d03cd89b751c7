import { defaultTextOf, keyOf, type OptionDefinition, type OptionTable } from '../option-table.js';
import { formatNBits, nBitsOrRangeRule } from '../n-bits.js';
import { maskUrl } from '../mask-url.js';
import { formatQuantity } from '../units.js';
import { isQuantity, type ValueForm } from '../value-form.js';
import { describeSource, type Source } from './source.js';

/** Comments begin here where the lines before them are short enough. */
const COMMENT_COLUMN = 44;

/** A text that is a text for every YAML reader, without quotes. */
const PLAIN = /^[A-Za-z_/][A-Za-z0-9_/.-]*$/;
const WORDS = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/**
 * Returns options as a configuration file, with the source of each as a comment. Options without a value, and secrets, are comments too. The
 * password of a URL is masked.
 * @param sources by property; an option without one has its default
 */
export function printOptions(
  table: OptionTable,
  values: Readonly<Record<string, unknown>>,
  sources: ReadonlyMap<string, Source>,
): string {
  // Options of one group need not stand together in the table.
  const groups = new Map<string, string[]>();
  for (const [property, definition] of Object.entries(table)) {
    const key = keyOf(definition);
    if (key === null) continue;
    const heading = `# ${definition.group}`;
    const lines = groups.get(heading) ?? [heading];
    groups.set(heading, lines);
    const line = lineOf(key, definition, values[property]);
    const source = describeSource(sources.get(property) ?? { kind: 'default' });
    lines.push(`${line.padEnd(COMMENT_COLUMN)} # ${source}`);
  }
  return `${[...groups.values()].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function lineOf(key: string, definition: OptionDefinition<unknown>, value: unknown): string {
  if (value === null || value === undefined) return `# ${key}: ${defaultTextOf(definition)}`;
  if (definition.secret === true) return `# ${key}: a secret, which is not shown`;
  return `${key}: ${valueText(definition.rule.form, value)}`;
}

function valueText(form: ValueForm, value: unknown): string {
  if (form.kind === 'list' && Array.isArray(value)) {
    return `[${value.map((item) => valueText(form.items, item)).join(', ')}]`;
  }
  if (form.kind === 'integer-or-range' && nBitsOrRangeRule.validate(value)) return formatNBits(value);
  if (typeof value === 'number') {
    return isQuantity(form) ? formatQuantity(form.kind, value) : String(value);
  }
  return typeof value === 'string' ? quoted(maskUrl(value)) : String(value);
}

/** YAML's double quotes have the escapes of JSON. All that is not plain to see is escaped. */
function quoted(text: string): string {
  if (PLAIN.test(text) && !WORDS.test(text)) return text;
  return JSON.stringify(text).replace(
    /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu,
    (char) => `\\U${(char.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`,
  );
}
