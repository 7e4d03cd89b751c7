import { wordOf, type CommandLine, type CommandSet } from '../../../config/command-line.js';
import { takesFiles, wordsOf, wordsOfSet, type CompletionWord } from './words.js';

/** Returns a script for bash 3.2 or newer. */
export function bashCompletion(line: CommandLine | CommandSet): string {
  const name = `_${line.name.replaceAll('-', '_')}`;
  const body = 'commands' in line ? bodyOfSet(line) : bodyOf(wordsOf(line), takesFiles(line));
  return `# bash completion for ${line.name}
${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} word
  # Bash splits "--flag=value" into three words.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  COMPREPLY=()
${body}
}
complete -o filenames -F ${name} ${line.name}
`;
}

function bodyOfSet(set: CommandSet): string {
  const cases = set.commands.map(
    (line) => `    ${wordOf(line)})\n${bodyOf(wordsOf(line), takesFiles(line))}\n      ;;`,
  );
  const words = [...set.commands.map(wordOf), 'help'].join(' ');
  return `  if ((COMP_CWORD == 1)) || [[ \${COMP_WORDS[1]} == -* ]]; then
${bodyOf(wordsOfSet(set), false, words)}
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
    help)
${repliesOf(`compgen -W '${words}' -- "$current"`)}
      ;;
  esac`;
}

/** @param others words that stand beside the flags */
function bodyOf(words: readonly CompletionWord[], files: boolean, others = ''): string {
  const flags = `${others} ${words.map(({ flag }) => flag).join(' ')}`.trim();
  const cases = casesOf(words);
  return [
    ...(cases.length === 0 ? [] : ['  case $previous in', ...cases, '  esac']),
    ...(files ? ['  if [[ $current != -* ]]; then', repliesOf('compgen -f -- "$current"'), '  fi'] : []),
    repliesOf(`compgen -W '${flags}' -- "$current"`),
  ].join('\n');
}

function casesOf(words: readonly CompletionWord[]): string[] {
  const files = flagsOf(words, ({ value }) => value.kind === 'file');
  const values = flagsOf(words, ({ value }) => value.kind === 'value' && !value.optional);
  const choices = words.flatMap(({ flag, value }) =>
    value.kind === 'choice' ? [caseOf(flag, `compgen -W '${value.values.join(' ')}' -- "$current"`)] : [],
  );
  return [
    ...(files === '' ? [] : [caseOf(files, 'compgen -f -- "$current"')]),
    ...choices,
    ...(values === '' ? [] : [`    ${values}) return ;;`]),
  ];
}

function caseOf(flags: string, command: string): string {
  return `    ${flags})\n${repliesOf(command)}\n      return\n      ;;`;
}

/** A file name can have spaces: each line is one reply. */
function repliesOf(command: string): string {
  return `  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(${command})`;
}

function flagsOf(words: readonly CompletionWord[], is: (word: CompletionWord) => boolean): string {
  return words
    .filter(is)
    .map(({ flag }) => flag)
    .join(' | ');
}
