import type { CommandLine } from '../../lib/config/flags/parser.js';
import { defaultTextOf, usageOf, type OptionDefinition } from '../../lib/config/option-table.js';

const END = '<!-- end of options -->';
const COLUMNS = ['option', 'what it is for', 'default', 'rule'];
const NO_VALUE = 'takes no value';

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
function sectionOf({ arguments: words = [], options }: CommandLine): string {
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
  const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const notes = definitions.map(noteOf).filter((note) => note !== null);
  return [table, notes.join('\n')].join('\n\n').trim();
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
