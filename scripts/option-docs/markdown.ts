import type { CommandLine } from '../../lib/config/flags/parser.js';
import { defaultTextOf, keyOf, usageOf, type OptionDefinition } from '../../lib/config/option-table.js';
import { describeRule } from '../../lib/config/sources/file/value-of-node.js';
import { variableNamesOf } from '../../lib/config/sources/read-environment.js';

const END = '<!-- end of options -->';
const COLUMNS = ['option', 'what it is for', 'default', 'rule'];
const NO_VALUE = 'takes no value';
const SOURCE_COLUMNS = ['option', 'variable', 'key in the file', 'value in the file', 'a change needs'];

/**
 * Returns the document with the options of each program between its two markers.
 * @throws {Error} if the markers of a program are missing, or occur twice
 */
export function withSections(document: string, lines: readonly CommandLine[]): string {
  return lines.reduce((text, line) => {
    const begin = `<!-- options of ${line.name}, written by "npm run docs:options" -->`;
    const [before, section, ...others] = text.split(`${begin}\n`);
    const end = section?.indexOf(END) ?? -1;
    if (section === undefined || end === -1 || others.length > 0) {
      throw new Error(`The document must have "${begin}" once, and "${END}" after it.`);
    }
    return `${before ?? ''}${begin}\n\n${sectionOf(line)}\n\n${section.slice(end)}`;
  }, document);
}

/** Returns a table of a program's arguments and options, and below it the notes that are too long for the table. */
function sectionOf({ arguments: words = [], options, readsSources }: CommandLine): string {
  const definitions = Object.values(options);
  const rows = [
    COLUMNS,
    COLUMNS.map(() => '---'),
    ...words.map(({ name, help, rule, variadic = false }) => [
      `\`${name}${variadic ? '...' : ''}\``,
      help,
      'none: it must be given',
      rule.description,
    ]),
    ...definitions.flatMap(rowsOf),
  ];
  const table = tableOf(rows);
  const notes = definitions.map(noteOf).filter((note) => note !== null);
  const sources = readsSources === true ? [sourcesOf(definitions)] : [];
  return [table, notes.join('\n'), ...sources].join('\n\n').trim();
}

/** Returns a table of the other sources of the options. */
function sourcesOf(definitions: readonly OptionDefinition<unknown>[]): string {
  const rows = definitions.flatMap((definition) => {
    const [key, variables] = [keyOf(definition), variableNamesOf(definition)];
    if (key === null && variables.length === 0) return [];
    const names = variables.map((name) => `\`${name}\``).join(', ');
    const value = key === null ? 'none' : describeRule(definition.rule);
    const need = definition.needsRestart === true ? 'a restart' : 'a reload';
    return [[`\`${definition.flag}\``, names, key === null ? 'none' : `\`${key}\``, value, need]];
  });
  return [
    'The same options as environment variables and in a configuration file:',
    tableOf([SOURCE_COLUMNS, SOURCE_COLUMNS.map(() => '---'), ...rows]),
  ].join('\n\n');
}

function tableOf(rows: readonly (readonly string[])[]): string {
  // A bar in a cell would end it.
  return rows
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

function rowsOf(definition: OptionDefinition<unknown>): string[][] {
  const { help, valueName, rule, negation } = definition;
  const row = [
    `\`${usageOf(definition)}\``,
    help,
    defaultTextOf(definition),
    valueName === null ? NO_VALUE : rule.description,
  ];
  return negation === undefined ? [row] : [row, [`\`${negation.flag}\``, negation.help, 'off', NO_VALUE]];
}

function noteOf({ flag, aliases = [], details }: OptionDefinition<unknown>): string | null {
  const also = aliases.map((alias) => `\`${alias}\` is accepted as well.`);
  const sentences = [...(details === undefined ? [] : [details]), ...also];
  return sentences.length === 0 ? null : `- \`${flag}\`: ${sentences.join(' ')}`;
}
