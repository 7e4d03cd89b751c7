import { wordOf, type CommandLine, type CommandSet } from '../../../config/command-line.js';
import { takesFiles, wordsOf, wordsOfSet, type CompletionWord } from './words.js';

/** Returns a script for fish. */
export function fishCompletion(line: CommandLine | CommandSet): string {
  const { name } = line;
  const rules = 'commands' in line ? rulesOfSet(line) : rulesOf(line, '');
  // The arguments of most programs are no files.
  const lines = ['-f', ...rules].map((rule) => `complete -c ${name} ${rule}`);
  return [`# fish completion for ${name}`, ...lines, ''].join('\n');
}

function rulesOfSet(set: CommandSet): string[] {
  const none = '-n __fish_use_subcommand ';
  return [
    ...set.commands.map((line) => `${none}-a ${wordOf(line)} -d ${quoted(line.summary)}`),
    ...wordsOfSet(set).map((word) => none + argumentsOf(word)),
    ...set.commands.flatMap((line) => rulesOf(line, `-n '__fish_seen_subcommand_from ${wordOf(line)}' `)),
  ];
}

/** @param condition when the rules hold */
function rulesOf(line: CommandLine, condition: string): string[] {
  return [
    ...(takesFiles(line) ? [`${condition}-F`] : []),
    ...wordsOf(line).map((word) => condition + argumentsOf(word)),
  ];
}

function argumentsOf({ flag, short, help, value }: CompletionWord): string {
  const spellings = `${short === undefined ? '' : `-s ${short} `}-l ${flag.slice(2)}`;
  return `${spellings} ${valueOf(value)}-d ${quoted(help)}`;
}

function valueOf(value: CompletionWord['value']): string {
  switch (value.kind) {
    case 'nothing':
      return '';
    case 'value':
      return value.optional ? '' : '-x ';
    case 'file':
      return '-r -F ';
    case 'choice':
      return `-x -a ${quoted(value.values.join(' '))} `;
  }
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
