import {
  wordOf,
  type CommandLine,
  type CommandSet,
  type SubcommandLine,
} from '../../lib/config/command-line.js';
import {
  defaultTextOf,
  keyOf,
  spellingsOf,
  variableOf,
  type OptionDefinition,
} from '../../lib/config/option-table.js';
import { variableNamesOf } from '../../lib/config/sources/read-environment.js';
import { EXIT_CODES, EXIT_MEANINGS, type ExitName } from '../../lib/programs/shared/exit-codes.js';
import { packageVersion } from '../../lib/config/version.js';

/** A program with the names of its exit codes and of the pages that its own refers to. */
export interface ManPage {
  readonly line: CommandLine | CommandSet;
  readonly exits: readonly ExitName[];
  readonly seeAlso: readonly string[];
}

const OWN = [
  ...entry('-V, --version', ['Print the version and exit.']),
  ...entry('-h, --help', ['Print the help and exit.']),
];

/** Returns the manual page of a program in man(7), which groff and mandoc read. */
export function manPage({ line, exits, seeAlso }: ManPage): string {
  const { name, description } = line;
  const usage = 'commands' in line ? '<command> [options]' : (line.usage ?? '[options]');
  const readsSources = 'readsSources' in line && line.readsSources;
  const sections = [
    ['NAME', [`${roff(name)} \\- ${roff(lowerCase(description))}`]],
    ['SYNOPSIS', synopsis(name, usage)],
    ['DESCRIPTION', [roff(description), ...(readsSources ? sourcesText() : [])]],
    'commands' in line
      ? (['COMMANDS', [...line.commands.flatMap(command), '.SS Every command', ...OWN]] as const)
      : (['OPTIONS', options(line)] as const),
    ['EXIT STATUS', exits.flatMap((exit) => entry(String(EXIT_CODES[exit]), [roff(EXIT_MEANINGS[exit])]))],
    ['EXAMPLES', examples(line.footer)],
    ['SEE ALSO', [seeAlso.map((page) => `.BR ${roff(page)} (1)`).join(',\n')]],
  ] as const;
  return [
    `.\\" Written by "npm run docs:options".`,
    `.TH ${roff(name.toUpperCase())} 1 "" "tlslp-server ${packageVersion()}" "User Commands"`,
    ...sections.flatMap(([title, lines]) => [`.SH ${title}`, ...lines]),
    '',
  ].join('\n');
}

function synopsis(name: string, usage: string): string[] {
  return usage
    .split('\n')
    .map((text) => text.trim().replace(new RegExp(`^${name} `), ''))
    .flatMap((text, index) => [...(index === 0 ? [] : ['.br']), `.B ${roff(name)}`, roff(text)]);
}

function sourcesText(): string[] {
  return [
    '.PP',
    'Options come from flags, from environment variables, and from the file of',
    '.BR \\-\\-config .',
    'A flag overrides a variable, and a variable overrides the file.',
    'A variable has the same text as the flag, and a switch is',
    '.B true',
    'or',
    '.BR false .',
    'In the file, a duration has a unit, such as',
    '.BR 30m ,',
    'and a list is a YAML list.',
  ];
}

/** One command of a program: what it does, its arguments and its options. */
function command(line: SubcommandLine): string[] {
  const { name, description, usage = '[options]' } = line;
  const definitions = Object.values(line.options);
  return [
    `.SS ${roff(wordOf(line))}`,
    ...synopsis(name, usage),
    '.PP',
    roff(description),
    ...wordEntries(line),
    ...definitions.flatMap((definition) => optionEntries(line, definition)),
  ];
}

function wordEntries(line: CommandLine): string[] {
  return (line.arguments ?? []).flatMap(({ name, help, rule }) =>
    entry(name, [roff(`${help} Must be ${rule.description}.`)]),
  );
}

function options(line: CommandLine): string[] {
  const groups = new Map<string, OptionDefinition<unknown>[]>();
  for (const definition of Object.values(line.options)) {
    groups.set(definition.group, [...(groups.get(definition.group) ?? []), definition]);
  }
  return [
    ...wordEntries(line),
    ...[...groups].flatMap(([group, definitions]) => [
      `.SS ${roff(group.replace(/:$/, ''))}`,
      ...definitions.flatMap((definition) => optionEntries(line, definition)),
    ]),
    ...OWN,
  ];
}

function optionEntries(line: CommandLine, definition: OptionDefinition<unknown>): string[] {
  const { help, valueName, rule, negation, details, impliedText } = definition;
  const value = valueName === null ? '' : ` \\fI${roff(valueName)}\\fR`;
  const shown = impliedText === undefined ? value : ` [${value.trim()}]`;
  const names = spellingsOf(definition).map((flag) => `\\fB${roff(flag)}\\fR${shown}`);
  const text = [
    roff(help),
    ...(valueName === null
      ? []
      : [roff(`Must be ${rule.description}. Default: ${defaultTextOf(definition)}.`)]),
    ...(details === undefined ? [] : [roff(plainText(details))]),
    ...(line.readsSources === true ? sourcesOf(definition) : []),
  ];
  return [
    '.TP',
    names.join(', '),
    ...text,
    ...(negation === undefined ? [] : entry(negation.flag, [roff(negation.help)])),
  ];
}

function sourcesOf(definition: OptionDefinition<unknown>): string[] {
  const key = keyOf(definition);
  const variables = variableOf(definition) === null ? [] : variableNamesOf(definition);
  const parts = [
    ...(variables.length === 0 ? [] : [`Environment: ${variables.join(', ')}.`]),
    ...(key === null ? [] : [`File: ${key}.`]),
  ];
  return parts.length === 0 ? [] : ['.br', roff(parts.join(' '))];
}

function entry(tag: string, text: readonly string[]): string[] {
  return ['.TP', `.B ${roff(tag)}`, ...text];
}

/** The lines of a footer: examples begin with `$`, other lines are text. */
function examples(footer: string): string[] {
  const lines = footer.split('\n').filter((text) => text !== '' && text !== 'Examples:');
  const commands = lines.filter((text) => text.startsWith('  $ '));
  const notes = lines.filter((text) => !text.startsWith('  $ '));
  return ['.nf', ...commands.map((text) => roff(text.trim())), '.fi', '.PP', ...notes.map(roff)];
}

function lowerCase(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}

/** Markdown without its marks: code and the texts of links. */
function plainText(markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\([^)]+\)/g, '$1').replaceAll('`', '');
}

/** Escapes a text for roff. A line must not begin with a control character. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replaceAll('`', '\\(ga')
    .replace(/^(?=[.'])/, '\\&');
}
