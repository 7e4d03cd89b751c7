import test from 'ava';
import { buildParser, type CommandLine } from '../../../lib/config/flags/parser.js';
import { defineOption, defineSwitch } from '../../../lib/config/option-table.js';
import { bodyNamesRule, orFalse, fileRule, portRule, tokenRule } from '../../../lib/config/rules.js';

const LINE: CommandLine = {
  name: 'prog',
  description: 'A program.',
  arguments: [{ name: 'token', rule: tokenRule, help: 'A token.' }],
  options: {
    port: defineOption<number>({
      flag: '--the-port',
      aliases: ['--the_port', '--tp'],
      valueName: 'number',
      rule: portRule,
      defaultValue: 7,
      group: 'Group:',
      help: 'A port.',
    }),
    file: defineOption<string | false>({
      flag: '--file',
      valueName: 'file',
      rule: orFalse(fileRule),
      defaultValue: false,
      defaultText: 'none',
      group: 'Others:',
      help: 'A file.',
      negation: { flag: '--no-file', help: 'No file.' },
    }),
    wait: defineOption<number>({
      flag: '--wait',
      valueName: 'number',
      impliedText: '3',
      rule: portRule,
      defaultValue: 0,
      group: 'Others:',
      help: 'Waits.',
    }),
    name: defineOption<readonly string[]>({
      flag: '--name',
      aliases: ['--called'],
      valueName: 'name',
      rule: bodyNamesRule,
      repeatable: true,
      defaultValue: [],
      defaultText: 'none',
      group: 'Others:',
      help: 'Names.',
    }),
    dry: defineSwitch({ flag: '--dry', group: 'Group:', help: 'A switch.' }),
  },
  footer: 'The end.',
};

const parses = test.macro<[argv: readonly string[], options: Record<string, unknown>]>({
  exec(t, argv, options) {
    // Undefined is not given.
    const opts = buildParser(LINE).parse(argv, { from: 'user' }).opts();
    t.deepEqual(Object.fromEntries(Object.entries(opts).filter(([, value]) => value !== undefined)), options);
  },
  title: (_, argv) => `parses ${argv.join(' ')}`,
});

test(parses, [], {});
test(parses, ['--the-port', 'x', '--dry'], { thePort: 'x', dry: true });
test(parses, ['--the_port', '5'], { the_port: '5' });
test(parses, ['--the-port', '5', '--tp', '6', '--the_port', '7'], { the_port: '7' });
test(parses, ['--the_port', '5', '--the-port=6'], { thePort: '6' });
test(parses, ['--file', 'a'], { file: 'a' });
test(parses, ['--file', 'a', '--no-file'], { file: false });
test(parses, ['--no-file', '--file', 'a'], { file: 'a' });
test(parses, ['--name', 'A', '--name=B,C', '--name', 'A'], { name: ['A', 'B,C', 'A'] });
test(parses, ['--wait'], { wait: '3' });
test(parses, ['--wait', '--dry'], { wait: '3', dry: true });
test(parses, ['--wait', '5'], { wait: '5' });

test('a parser throws where commander would end the process, and writes nothing', (t) => {
  t.throws(() => buildParser(LINE).parse(['--unknown'], { from: 'user' }), {
    code: 'commander.unknownOption',
  });
  t.throws(() => buildParser(LINE).parse(['--version'], { from: 'user' }), { code: 'commander.version' });
});

test('the help has the groups, the defaults in words, and no hidden spelling', (t) => {
  t.is(
    buildParser(LINE).helpInformation(),
    `Usage: prog [options] [token]

A program.

Arguments:
  token                A token. (1 to 128 characters of A-Z a-z 0-9 _ -)

Group:
  --the-port <number>  A port. (default: 7)
  --dry                A switch.

Others:
  --file <file>        A file. (default: none)
  --no-file            No file.
  --wait [number]      Waits.
  --name <name>        Names. (default: none)

Other:
  -V, --version        Print the version and exit.
  -h, --help           Print this help and exit.
`,
  );
  t.regex(
    buildParser({ ...LINE, usage: '<token> or --wait' }).helpInformation(),
    /^Usage: prog <token> or --wait\n/,
  );
});
