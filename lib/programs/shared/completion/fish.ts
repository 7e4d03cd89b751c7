import type { CommandLine } from '../../../config/command-line.js';
import { wordsOf, type CompletionWord } from './words.js';

/** Returns a script for fish. */
export function fishCompletion(line: CommandLine): string {
  const lines = wordsOf(line).map((word) => `complete -c ${line.name} ${argumentsOf(word)}`);
  // The arguments of the programs are no files.
  return [`# fish completion for ${line.name}`, `complete -c ${line.name} -f`, ...lines, ''].join('\n');
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
