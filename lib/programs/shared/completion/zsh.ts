import type { CommandLine } from '../../../config/command-line.js';
import { wordsOf, type CompletionWord } from './words.js';

/** Returns a script for zsh: a file `_NAME` in `$fpath`, or for `source`. */
export function zshCompletion(line: CommandLine): string {
  const name = `_${line.name}`;
  const specifications = wordsOf(line).flatMap(specificationsOf);
  return `#compdef ${line.name}
${name}() {
  _arguments -s -S \\
${specifications.map((specification) => `    ${quoted(specification)}`).join(' \\\n')}
}
if [ "\${funcstack[1]}" = ${name} ]; then
  ${name} "$@"
else
  compdef ${name} ${line.name}
fi
`;
}

function specificationsOf({ flag, short, help, value }: CompletionWord): string[] {
  const text = `[${escaped(help)}]`;
  switch (value.kind) {
    case 'nothing':
      // The help and the version go with no other word.
      return short === undefined ? [`${flag}${text}`] : [`(- *)-${short}${text}`, `(- *)${flag}${text}`];
    case 'value':
      return [`${flag}=${text}:${value.optional ? ':' : ''}${value.name}: `];
    case 'file':
      return [`${flag}=${text}:${value.name}:_files`];
    case 'choice':
      return [`${flag}=${text}:${value.name}:(${value.values.join(' ')})`];
  }
}

function escaped(text: string): string {
  return text.replace(/[\\[\]:]/g, '\\$&');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
