import test, { type ExecutionContext } from 'ava';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandLine, CommandSet } from '../../../../lib/config/command-line.js';
import { defineOption, defineSwitch } from '../../../../lib/config/option-table.js';
import { choiceRule, fileRule } from '../../../../lib/config/rules.js';
import { SHELLS } from '../../../../lib/config/source-options.js';
import { CERTS_COMMAND_SET } from '../../../../lib/programs/certs/command-lines.js';
import { CLIENT_COMMAND_LINE } from '../../../../lib/programs/client/options.js';
import { SERVER_COMMAND_LINE } from '../../../../lib/programs/server/options.js';
import { completionOf } from '../../../../lib/programs/shared/completion/completion.js';
import { wordsOf } from '../../../../lib/programs/shared/completion/words.js';
import { TOP_COMMAND_LINE } from '../../../../lib/programs/top/options.js';
import { WORK_COMMAND_LINE } from '../../../../lib/programs/work/command.js';
import { hasProgram } from '../../../support/has-program.js';
import { Program, ROOT, temporaryDirectory } from '../../../support/programs.js';
import { COVERED } from '../../../support/uncovered-children.js';

const LINES = [SERVER_COMMAND_LINE, CLIENT_COMMAND_LINE, WORK_COMMAND_LINE, TOP_COMMAND_LINE];

const OTHERS = { group: 'Options:', help: "It's [an] option: with \\ and '.", footer: '' };
/** A program with commands. */
const SET: CommandSet = {
  name: 'tlslp-set',
  description: 'A program with commands.',
  footer: '',
  commands: [
    {
      ...OTHERS,
      name: 'tlslp-set make',
      summary: "make one: it's new",
      description: '',
      options: {
        from: defineOption({
          ...OTHERS,
          flag: '--from',
          valueName: 'file',
          rule: fileRule,
          defaultValue: 'a',
        }),
        kind: defineOption({
          ...OTHERS,
          flag: '--kind',
          valueName: 'kind',
          rule: choiceRule(['one', 'two']),
          defaultValue: 'one',
        }),
      },
    },
    {
      ...OTHERS,
      name: 'tlslp-set check',
      summary: 'check files',
      description: '',
      arguments: [{ name: 'file', help: '', rule: fileRule }],
      options: { json: defineSwitch({ ...OTHERS, flag: '--json' }) },
    },
  ],
};

/** Runs a shell, and returns the lines that it printed. */
async function lines(
  t: ExecutionContext,
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<string[]> {
  const shell = new Program(t, command, args, { cwd });
  t.deepEqual(await shell.ended, { code: 0, signal: null }, shell.stderr);
  t.is(shell.stderr, '');
  return shell.stdout.split('\n').filter((line) => line !== '');
}

/** A directory with files to complete. */
async function place(t: ExecutionContext): Promise<string> {
  const directory = await temporaryDirectory(t);
  await writeFile(join(directory, 'a cert.pem'), '');
  await writeFile(join(directory, 'a*.pem'), '');
  await mkdir(join(directory, 'dir'));
  return directory;
}

/** Asks the real bash what it would complete at the end of these words, as it splits them. */
async function bashCompletes(
  t: ExecutionContext,
  line: CommandLine | CommandSet,
  words: readonly string[],
): Promise<string[]> {
  const script = `${completionOf('bash', line)}
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
set -eu
"$(complete -p ${line.name} | sed 's/.*-F \\([^ ]*\\).*/\\1/')"
[ \${#COMPREPLY[@]} = 0 ] || printf '%s\\n' "\${COMPREPLY[@]}"`;
  return lines(
    t,
    'bash',
    ['--norc', '--noprofile', '-c', script, 'bash', line.name, ...words],
    await place(t),
  );
}

test('bash completes every flag of every program, and its beginning', async (t) => {
  for (const line of LINES) {
    const flags = wordsOf(line).map(({ flag }) => flag);
    t.deepEqual(await bashCompletes(t, line, ['']), flags);
    t.true(flags.includes('--help') && flags.includes('--completion'));
  }
  t.deepEqual(await bashCompletes(t, SERVER_COMMAND_LINE, ['--port', '1', '--work-']), ['--work-timeout']);
  t.deepEqual(await bashCompletes(t, SERVER_COMMAND_LINE, ['--no-r']), ['--no-records']);
});

test('bash completes files, choices, and nothing where only the user knows', async (t) => {
  const server = (...words: string[]): Promise<string[]> => bashCompletes(t, SERVER_COMMAND_LINE, words);
  t.deepEqual((await server('--server-cert', '')).sort(), ['a cert.pem', 'a*.pem', 'dir']);
  t.deepEqual(await server('--config', 'd'), ['dir']);
  t.deepEqual(await server('--ca-cert', '=', 'a c'), ['a cert.pem']);
  t.deepEqual((await server('--records', '=')).sort(), ['a cert.pem', 'a*.pem', 'dir']);
  t.deepEqual(await server('--log-level', ''), ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']);
  t.deepEqual(await server('--log-level', '=', 'W'), ['WARNING']);
  t.deepEqual(await server('--completion', ''), [...SHELLS]);
  t.deepEqual(await server('--port', ''), []);
  t.deepEqual(await server('--insecure', '--p'), ['--port', '--proxy-from', '--print-config']);
  t.deepEqual(await bashCompletes(t, WORK_COMMAND_LINE, ['--bench', '--j']), ['--json']);
});

test('bash completes commands, their options, and the files that they take', async (t) => {
  const set = (...words: string[]): Promise<string[]> => bashCompletes(t, SET, words);
  t.deepEqual(await set(''), ['make', 'check', 'help', '--version', '--help']);
  t.deepEqual(await set('ma'), ['make']);
  t.deepEqual(await set('help', ''), ['make', 'check', 'help']);
  t.deepEqual(await set('make', ''), ['--from', '--kind', '--version', '--help']);
  t.deepEqual(await set('make', '--kind', ''), ['one', 'two']);
  t.deepEqual(await set('make', '--from', 'd'), ['dir']);
  t.deepEqual(await set('check', 'd'), ['dir']);
  t.deepEqual(await set('check', 'dir', '--j'), ['--json']);
  t.deepEqual(await set('other', ''), []);
});

(hasProgram('fish', '--version') ? test : test.skip)(
  'fish completes commands, their options, and the files that they take',
  async (t) => {
    const directory = await place(t);
    const complete = async (text: string): Promise<string[]> => {
      const script = `${completionOf('fish', SET)}\ncomplete -C 'tlslp-set ${text}'`;
      const found = await lines(t, 'fish', ['--no-config', '-c', script], directory);
      return found.map((candidate) => candidate.split('\t')[0] ?? '');
    };
    t.deepEqual((await complete('')).sort(), ['check', 'make']);
    t.deepEqual((await complete('make --')).sort(), ['--from', '--help', '--kind', '--version']);
    t.deepEqual(await complete('make --kind '), ['one', 'two']);
    t.deepEqual(await complete('make d'), []);
    t.deepEqual(await complete('check d'), ['dir/']);
  },
);

(hasProgram('fish', '--version') ? test : test.skip)('fish completes flags, files and choices', async (t) => {
  const directory = await place(t);
  for (const line of LINES) {
    const complete = async (text: string): Promise<string[]> => {
      const script = `${completionOf('fish', line)}\ncomplete -C '${line.name} ${text}'`;
      const found = await lines(t, 'fish', ['--no-config', '-c', script], directory);
      return found.map((candidate) => candidate.split('\t')[0] ?? '');
    };
    const flags = wordsOf(line).map(({ flag }) => flag);
    t.deepEqual((await complete('--')).sort(), flags.sort());
    t.deepEqual(await complete('--completion '), [...SHELLS].sort());
    if (line !== SERVER_COMMAND_LINE) continue;
    t.deepEqual(await complete('--server-cert d'), ['dir/']);
    t.deepEqual(await complete('--log-level W'), ['WARNING']);
    t.deepEqual(await complete('--port '), []);
    t.deepEqual(await complete(''), []);
  }
});

/**
 * Zsh completes only in a terminal: `zpty` is one. A key of our own shows the line after the completion. The prompt says that zsh reads
 * keys: before, the terminal itself would.
 */
const ZSH = (script: string, name: string, typed: string): string => `
zmodload zsh/zpty
zpty shell "TERM=dumb zsh -f -i"
zpty -w shell 'autoload -U compinit && compinit -u -D; unsetopt beep; LISTMAX=1000'
zpty -w shell ${JSON.stringify(`source '${script}'`)}
zpty -w shell 'show() { print -r -- "<$BUFFER>END""NOW" }; zle -N show; bindkey "^G" show; PS1="READY""NOW> "'
zpty -r shell answer '*READYNOW> *'
zpty -w -n shell $'${name} ${typed}\\t\\C-g'
zpty -r shell answer '*ENDNOW*'
print -r -- "$answer"
zpty -d shell`;

(hasProgram('zsh', '--version') ? test : test.skip)('zsh completes flags, files and choices', async (t) => {
  const directory = await place(t);
  for (const line of LINES) {
    const path = join(directory, `_${line.name}`);
    await writeFile(path, completionOf('zsh', line));
    await lines(t, 'zsh', ['-n', path], directory);
  }
  const setPath = join(directory, '_tlslp-set');
  await writeFile(setPath, completionOf('zsh', SET));
  await lines(t, 'zsh', ['-n', setPath], directory);
  const completes = async (name: string, typed: string): Promise<string> =>
    (await lines(t, 'zsh', ['-f', '-c', ZSH(join(directory, `_${name}`), name, typed)], directory)).join(
      '\n',
    );
  const server = (typed: string): Promise<string> => completes('tlslp-server', typed);
  t.regex(await server('--work'), /--work-timeout/);
  t.regex(await server('--log-level W'), /--log-level WARNING/);
  t.regex(await server('--log-level=W'), /--log-level=WARNING/);
  t.regex(await server('--server-cert d'), /--server-cert dir\//);
  t.regex(await server('--insec'), /--insecure/);
  t.regex(await completes('tlslp-set', 'ma'), /tlslp-set make/);
  t.regex(await completes('tlslp-set', 'make --fr'), /make --from/);
  t.regex(await completes('tlslp-set', 'make --kind tw'), /--kind two/);
  t.regex(await completes('tlslp-set', 'check di'), /check dir\//);
});

for (const line of [...LINES, CERTS_COMMAND_SET]) {
  const { name } = line;
  test(`${name} --completion prints the script`, async (t) => {
    for (const shell of SHELLS) {
      const program = new Program(t, process.execPath, [join(ROOT, 'bin', name), '--completion', shell], {
        env: COVERED,
      });
      t.deepEqual(await program.ended, { code: 0, signal: null });
      t.is(program.stdout, completionOf(shell, line));
      t.is(program.stderr, '');
    }
  });
}

test('an unknown shell is wrong usage', async (t) => {
  const program = new Program(t, process.execPath, [join(ROOT, 'bin/tlslp-work'), '--completion', 'csh'], {
    env: COVERED,
  });
  t.deepEqual(await program.ended, { code: 2, signal: null });
  t.is(
    program.stderr,
    'tlslp-work: --completion csh: must be one of bash zsh fish (see tlslp-work --help)\n',
  );
});
