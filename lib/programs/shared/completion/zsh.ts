import { wordOf, type CommandLine, type CommandSet } from '../../../config/command-line.js';
import { takesFiles, wordsOf, wordsOfSet, type CompletionWord } from './words.js';

/** Returns a script for zsh: a file `_NAME` in `$fpath`, or for `source`. */
export function zshCompletion(line: CommandLine | CommandSet): string {
  const name = `_${line.name}`;
  return `#compdef ${line.name}
${name}() {
${'commands' in line ? bodyOfSet(line) : bodyOf(line)}
}
if [ "\${funcstack[1]}" = ${name} ]; then
  ${name} "$@"
else
  compdef ${name} ${line.name}
fi
`;
}

function bodyOf(line: CommandLine): string {
  return argumentsOf([
    ...wordsOf(line).flatMap(specificationsOf),
    ...(takesFiles(line) ? ['*:file:_files'] : []),
  ]);
}

function bodyOfSet(set: CommandSet): string {
  const commands = set.commands.map((line) => `${wordOf(line)}\\:${quoted(escaped(line.summary))}`);
  const cases = set.commands.map((line) => `    (${wordOf(line)})\n${bodyOf(line)}\n    ;;`);
  return `  local context state line
  local -A opt_args
  ${argumentsOf([...wordsOfSet(set).flatMap(specificationsOf), `1:command:((${commands.join(' ')}))`, '*::argument:->rest'], '-C')} && return
  case $words[1] in
${cases.join('\n')}
  esac`;
}

function argumentsOf(specifications: readonly string[], flags = '-S'): string {
  const lines = specifications.map((specification) => `    ${quoted(specification)}`);
  return `  _arguments -s ${flags} \\\n${lines.join(' \\\n')}`;
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
