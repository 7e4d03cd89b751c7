import {
  defaultTextOf,
  keyOf,
  type OptionDefinition,
  type OptionTable,
} from '../../lib/config/option-table.js';
import { formatQuantity, quantityPattern } from '../../lib/config/units.js';
import { isQuantity, spellingsOfChoice, type ValueForm } from '../../lib/config/value-form.js';

/** A JSON Schema of draft 7, which the YAML language server of editors reads. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The words that mean true or false in other YAML files: never the path of a file. */
const SWITCH_WORDS = ['true', 'false', 'yes', 'no', 'on', 'off'];

/** Returns the schema of a configuration file with the options of a table. */
export function configurationSchema(title: string, table: OptionTable): JsonSchema {
  const properties = Object.values(table).flatMap((definition) => {
    const key = keyOf(definition);
    return key === null ? [] : [[key, propertyOf(definition)] as const];
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title,
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(properties),
  };
}

function propertyOf(definition: OptionDefinition<unknown>): JsonSchema {
  const { rule, help, defaultValue } = definition;
  const { form, acceptsFalse = false } = rule;
  const value = schemaOf(form);
  const shown = fileValue(form, defaultValue);
  return {
    description: `${help} Default: ${shown === undefined ? defaultTextOf(definition) : textOf(shown)}.`,
    ...(acceptsFalse ? { anyOf: [{ const: false }, { ...value, not: { enum: SWITCH_WORDS } }] } : value),
    ...(shown === undefined ? {} : { default: shown }),
  };
}

function schemaOf(form: ValueForm): JsonSchema {
  if (isQuantity(form)) {
    const examples = [...new Set([form.min, form.max].map((bound) => formatQuantity(form.kind, bound)))];
    return { type: 'string', pattern: quantityPattern(form.kind), examples };
  }
  switch (form.kind) {
    case 'text':
      return { type: 'string', ...(form.pattern === undefined ? {} : { pattern: form.pattern }) };
    case 'file':
      return { type: 'string', pattern: '^[^\\u0000]+$' };
    case 'switch':
      return { type: 'boolean' };
    case 'choice':
      return { enum: form.values.flatMap(spellingsOfChoice) };
    case 'list':
      return {
        type: 'array',
        items: schemaOf(form.items),
        minItems: form.minItems,
        maxItems: form.maxItems,
        ...(form.unique ? { uniqueItems: true } : {}),
      };
    case 'integer-or-range':
      return {
        anyOf: [
          { type: 'integer', minimum: form.min, maximum: form.max },
          { type: 'string', pattern: '^(?:0|[1-9][0-9]?)\\.\\.(?:0|[1-9][0-9]?)$' },
        ],
      };
    case 'integer':
    case 'number': {
      const number = { type: form.kind, minimum: form.min, maximum: form.max };
      return form.words === undefined ? number : { anyOf: [number, { enum: form.words }] };
    }
  }
}

/** Returns a default as a file has it; undefined if it has none, because it depends on something else. */
function fileValue(form: ValueForm, value: unknown): unknown {
  if (value === null) return undefined;
  return isQuantity(form) && typeof value === 'number' ? formatQuantity(form.kind, value) : value;
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}
