import type { CommandLine } from '../../../config/command-line.js';
import { wordsOf, type CompletionWord } from './words.js';

/** Returns a script for bash 3.2 or newer. */
export function bashCompletion(line: CommandLine): string {
  const words = wordsOf(line);
  const name = `_${line.name.replaceAll('-', '_')}`;
  const flags = words.map(({ flag }) => flag).join(' ');
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
  case $previous in
${casesOf(words).join('\n')}
  esac
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W '${flags}' -- "$current")
}
complete -o filenames -F ${name} ${line.name}
`;
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
  return `    ${flags})
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(${command})
      return
      ;;`;
}

function flagsOf(words: readonly CompletionWord[], is: (word: CompletionWord) => boolean): string {
  return words
    .filter(is)
    .map(({ flag }) => flag)
    .join(' | ');
}
