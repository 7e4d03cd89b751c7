import { isScalar, type Node } from 'yaml';
import { systemErrorText } from '../../../protocol/system-errors.js';
import { keyOf, type OptionDefinition, type OptionTable } from '../../option-table.js';
import { describeText } from '../../rules.js';
import type { ReadFile } from '../read-file.js';
import { describePath, describePlace, type Given, type Mistake, type Reading } from '../source.js';
import { suggestion } from '../suggestion.js';
import { fileText, MAX_FILE_BYTES, type Flaw } from './file-text.js';
import { parseYaml, type Entry, type ParsedYaml } from './parse-yaml.js';
import { NO_VALUE, valueOfNode } from './value-of-node.js';

interface Option {
  readonly property: string;
  readonly definition: OptionDefinition<unknown>;
}

/** Reads a configuration file, and checks all its lines. Never rejects: what is wrong is in the mistakes. */
export async function readConfigFile(table: OptionTable, path: string, readFile: ReadFile): Promise<Reading> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path, MAX_FILE_BYTES + 1);
  } catch (error) {
    const problem = `cannot read the configuration file: ${systemErrorText(error)}`;
    return { given: new Map(), mistakes: [{ origin: 'file', message: `${describePath(path)}: ${problem}` }] };
  }
  return readConfigText(table, path, bytes);
}

/** Reads the bytes of a configuration file. Never throws. */
export function readConfigText(table: OptionTable, path: string, bytes: Uint8Array): Reading {
  const text = fileText(bytes);
  if (typeof text !== 'string') {
    const { line, column, problem } = text;
    return { given: new Map(), mistakes: [mistakeAt(path, { line, column }, problem)] };
  }
  return readEntries(table, path, parseYaml(text));
}

function readEntries(table: OptionTable, path: string, { entries, flaws, place }: ParsedYaml): Reading {
  const options = optionsByKey(table);
  const given = new Map<string, Given>();
  const found: (Flaw & Pick<Mistake, 'property'>)[] = [...flaws];
  const lines = new Map<string, number>();
  for (const entry of entries) {
    const { key, keyOffset } = entry;
    const option = options.get(key);
    const at = place(keyOffset);
    const first = lines.get(key);
    lines.set(key, first ?? at.line);
    if (option === undefined) found.push({ ...at, problem: unknownKey(table, key, [...options.keys()]) });
    else if (first !== undefined) {
      found.push({ ...at, problem: `${key}: is given in line ${first} already`, property: option.property });
    } else {
      const { property, definition } = option;
      const read = readEntry(definition, entry);
      const where = place(read.offset);
      if ('problem' in read) found.push({ ...where, problem: read.problem, property });
      else
        given.set(property, {
          value: read.value,
          source: { kind: 'file', name: key, place: { path, ...where } },
        });
    }
  }
  found.sort((a, b) => a.line - b.line || a.column - b.column);
  const mistakes = found.map(({ line, column, problem, property }): Mistake => {
    const mistake = mistakeAt(path, { line, column }, problem);
    return property === undefined ? mistake : { ...mistake, property };
  });
  return { given, mistakes };
}

function optionsByKey(table: OptionTable): ReadonlyMap<string, Option> {
  return new Map(
    Object.entries(table).flatMap(([property, definition]) => {
      const key = keyOf(definition);
      return key === null ? [] : [[key, { property, definition }] as const];
    }),
  );
}

function unknownKey(table: OptionTable, key: string, keys: readonly string[]): string {
  const shown = describeText(key);
  if (key === '<<') return `${shown}: merge keys are not supported: write the options themselves`;
  if (Object.values(table).some(({ flag }) => flag === `--${key}`))
    return `${shown}: is an option of the command line only`;
  return `${shown}: is not an option${suggestion(key, keys)}`;
}

/** Returns the value of an entry, or the message about it; with its place. */
function readEntry(
  definition: OptionDefinition<unknown>,
  { key, node, valueOffset }: Entry,
): { readonly offset: number } & ({ readonly value: unknown } | { readonly problem: string }) {
  if (node === null) return { offset: valueOffset, problem: `${key}: ${NO_VALUE}` };
  const read = valueOfNode(definition.rule, node);
  if (!('problem' in read)) return { offset: valueOffset, value: read.value };
  const shown = definition.secret === true ? '' : shownValue(read.node);
  return { offset: read.node.range?.[0] ?? valueOffset, problem: `${key}${shown}: ${read.problem}` };
}

/** Returns a scalar as it stands in the file. */
function shownValue(node: Node): string {
  if (!isScalar(node) || node.value === null) return '';
  return ` ${describeText(typeof node.value === 'string' ? node.value : (node.source ?? ''))}`;
}

function mistakeAt(path: string, { line, column }: Pick<Flaw, 'line' | 'column'>, message: string): Mistake {
  return { origin: 'file', message: `${describePlace({ path, line, column })}: ${message}` };
}
