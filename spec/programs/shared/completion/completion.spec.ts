import test, { type ExecutionContext } from 'ava';
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandLine, CommandSet } from '../../../../lib/config/command-line.js';
import { defineOption, defineSwitch } from '../../../../lib/config/option-table.js';
import { choiceRule, fileRule } from '../../../../lib/config/rules.js';
import { SHELLS } from '../../../../lib/config/source-options.js';
import { CLIENT_COMMAND_LINE } from '../../../../lib/programs/client/options.js';
import { SERVER_COMMAND_LINE } from '../../../../lib/programs/server/options.js';
import { completionOf } from '../../../../lib/programs/shared/completion/completion.js';
import { wordsOf } from '../../../../lib/programs/shared/completion/words.js';
import { WORK_COMMAND_LINE } from '../../../../lib/programs/work/command.js';
import { Program, ROOT, temporaryDirectory } from '../../../support/programs.js';

const LINES = [SERVER_COMMAND_LINE, CLIENT_COMMAND_LINE, WORK_COMMAND_LINE];

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
function lines(t: ExecutionContext, command: string, args: readonly string[], cwd: string): string[] {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  t.is(status, 0, stderr);
  t.is(stderr, '');
  return stdout.split('\n').filter((line) => line !== '');
}

function has(shell: string): boolean {
  return spawnSync(shell, ['--version']).status === 0;
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
  t.deepEqual(await bashCompletes(t, SERVER_COMMAND_LINE, ['--port', '1', '--work']), ['--work-timeout']);
  t.deepEqual(await bashCompletes(t, SERVER_COMMAND_LINE, ['--no']), ['--no-records']);
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
  t.deepEqual(await server('--insecure', '--p'), ['--port', '--print-config']);
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

(has('fish') ? test : test.skip)(
  'fish completes commands, their options, and the files that they take',
  async (t) => {
    const directory = await place(t);
    const complete = (text: string): string[] => {
      const script = `${completionOf('fish', SET)}\ncomplete -C 'tlslp-set ${text}'`;
      return lines(t, 'fish', ['--no-config', '-c', script], directory).map(
        (found) => found.split('\t')[0] ?? '',
      );
    };
    t.deepEqual(complete('').sort(), ['check', 'make']);
    t.deepEqual(complete('make --').sort(), ['--from', '--help', '--kind', '--version']);
    t.deepEqual(complete('make --kind '), ['one', 'two']);
    t.deepEqual(complete('make d'), []);
    t.deepEqual(complete('check d'), ['dir/']);
  },
);

(has('fish') ? test : test.skip)('fish completes flags, files and choices', async (t) => {
  const directory = await place(t);
  for (const line of LINES) {
    const complete = (text: string): string[] => {
      const script = `${completionOf('fish', line)}\ncomplete -C '${line.name} ${text}'`;
      return lines(t, 'fish', ['--no-config', '-c', script], directory).map(
        (found) => found.split('\t')[0] ?? '',
      );
    };
    const flags = wordsOf(line).map(({ flag }) => flag);
    t.deepEqual(complete('--').sort(), flags.sort());
    t.deepEqual(complete('--completion '), [...SHELLS].sort());
    if (line !== SERVER_COMMAND_LINE) continue;
    t.deepEqual(complete('--server-cert d'), ['dir/']);
    t.deepEqual(complete('--log-level W'), ['WARNING']);
    t.deepEqual(complete('--port '), []);
    t.deepEqual(complete(''), []);
  }
});

/** Zsh completes only in a terminal: \`zpty\` is one. */
const ZSH = (script: string, name: string, typed: string): string => `
zmodload zsh/zpty
zpty shell "PS1='> ' TERM=dumb zsh -f -i"
zpty -w shell 'autoload -U compinit && compinit -u -D; unsetopt beep; zstyle ":completion:*" list-prompt ""; LISTMAX=1000'
zpty -w shell ${JSON.stringify(`source '${script}'`)}
zpty -w shell 'print READY''NOW'
zpty -r shell answer '*READYNOW*'
zpty -w -n shell $'${name} ${typed}\\t\\C-u print -r -- "END""NOW"\\n'
zpty -r shell answer '*ENDNOW*'
print -r -- "$answer"
zpty -d shell`;

(has('zsh') ? test : test.skip)('zsh completes flags, files and choices', async (t) => {
  const directory = await place(t);
  for (const line of LINES) {
    const path = join(directory, `_${line.name}`);
    await writeFile(path, completionOf('zsh', line));
    lines(t, 'zsh', ['-n', path], directory);
  }
  const setPath = join(directory, '_tlslp-set');
  await writeFile(setPath, completionOf('zsh', SET));
  lines(t, 'zsh', ['-n', setPath], directory);
  const completes = (name: string, typed: string): string =>
    lines(t, 'zsh', ['-f', '-c', ZSH(join(directory, `_${name}`), name, typed)], directory).join('\n');
  const server = (typed: string): string => completes('tlslp-server', typed);
  t.regex(server('--work'), /--work-timeout/);
  t.regex(server('--log-level W'), /--log-level WARNING/);
  t.regex(server('--log-level=W'), /--log-level=WARNING/);
  t.regex(server('--server-cert d'), /--server-cert dir\//);
  t.regex(server('--insec'), /--insecure/);
  t.regex(completes('tlslp-set', 'ma'), /tlslp-set make/);
  t.regex(completes('tlslp-set', 'make --fr'), /make --from/);
  t.regex(completes('tlslp-set', 'make --kind tw'), /--kind two/);
  t.regex(completes('tlslp-set', 'check di'), /check dir\//);
});

for (const name of ['tlslp-server', 'tlslp-client', 'tlslp-work']) {
  test(`${name} --completion prints the script`, async (t) => {
    const line = LINES.find((candidate) => candidate.name === name) ?? SERVER_COMMAND_LINE;
    for (const shell of SHELLS) {
      const program = new Program(t, process.execPath, [join(ROOT, 'bin', name), '--completion', shell]);
      t.deepEqual(await program.ended, { code: 0, signal: null });
      t.is(program.stdout, completionOf(shell, line));
      t.is(program.stderr, '');
    }
  });
}

test('an unknown shell is wrong usage', async (t) => {
  const program = new Program(t, process.execPath, [join(ROOT, 'bin/tlslp-work'), '--completion', 'csh']);
  t.deepEqual(await program.ended, { code: 2, signal: null });
  t.is(
    program.stderr,
    'tlslp-work: --completion csh: must be one of bash zsh fish (see tlslp-work --help)\n',
  );
});
