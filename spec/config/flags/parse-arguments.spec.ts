import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'ava';
import { Command } from 'commander';
import fc from 'fast-check';
import { parseArguments } from '../../../lib/config/flags/parse-arguments.js';
import { wordOf } from '../../../lib/config/command-line.js';
import type { CommandLine } from '../../../lib/config/flags/parser.js';
import { spellingsOf, usageOf } from '../../../lib/config/option-table.js';
import type { Usage } from '../../../lib/config/usage.js';
import { CERTS_COMMAND_SET } from '../../../lib/programs/certs/command-lines.js';
import { parseCertsArguments } from '../../../lib/programs/certs/requests.js';
import {
  buildClientParser,
  CLIENT_COMMAND_LINE,
  parseClientArguments,
} from '../../../lib/programs/client/options.js';
import {
  buildServerParser,
  parseServerArguments,
  SERVER_COMMAND_LINE,
} from '../../../lib/programs/server/options.js';
import { parseTopArguments, TOP_COMMAND_LINE } from '../../../lib/programs/top/options.js';
import { buildWorkParser, parseWorkCommand, WORK_COMMAND_LINE } from '../../../lib/programs/work/command.js';

const refuses = test.macro({
  exec(t, argv: readonly string[], message: string) {
    t.deepEqual(parseServerArguments(argv), {
      kind: 'exit',
      code: 2,
      stdout: '',
      stderr: `tlslp-server: ${message} (see tlslp-server --help)\n`,
    });
  },
  title: (_, argv) => `wrong usage: ${JSON.stringify(argv)}`,
});

test(
  refuses,
  ['--n-bits', '65'],
  '--n-bits 65: must be an integer from 0 to 64, or a range of them such as 24..30',
);
test(
  refuses,
  ['--n_bits', '65'],
  '--n_bits 65: must be an integer from 0 to 64, or a range of them such as 24..30',
);
test(refuses, ['--port='], '--port "": must be an integer from 0 to 65535');
test(refuses, ['--port'], '--port: a value must follow it');
test(refuses, ['--port', '--host', 'x'], '--port: a value must follow it, and --host is another option');
test(refuses, ['--token', '--insecure'], '--token: a value must follow it, and --insecure is another option');
test(refuses, ['--token', '--port=5'], '--token: a value must follow it, and --port=5 is another option');
test(refuses, ['--token', '--help'], '--token: a value must follow it, and --help is another option');
test(
  refuses,
  ['--n_bits', '--n-bits=5'],
  '--n_bits: a value must follow it, and --n-bits=5 is another option',
);
test(refuses, ['--port', '5', '--port'], '--port: a value must follow it');
test(refuses, ['--port', 'x', '--port', 'y'], '--port y: must be an integer from 0 to 65535');
test(
  refuses,
  ['--n-bits', '3', '--n_bits', '65'],
  '--n_bits 65: must be an integer from 0 to 64, or a range of them such as 24..30',
);
test(refuses, ['--token', ''], '--token "": must be 1 to 128 characters of A-Z a-z 0-9 _ -');
test(refuses, ['--insecure=1', '--port', '5'], '--insecure 1: takes no value');
test(refuses, ['extra', '--insecure=1'], '--insecure 1: takes no value');
test(refuses, ['--=1'], "unknown option '--=1'");
test(refuses, ['--tutorial=yes'], '--tutorial yes: takes no value');
test(refuses, ['--no-records='], '--no-records "": takes no value');
test(refuses, ['--prot', '1'], "unknown option '--prot' (Did you mean --port?)");
test(refuses, ['-x'], "unknown option '-x'");
test(refuses, ['--a\nb\u001b[31m'], "unknown option '--a b\\u001b[31m'");
test(refuses, ['extra'], 'extra: every argument must be an option or the value of one');
test(
  refuses,
  ['--insecure', 'two words'],
  '"two words": every argument must be an option or the value of one',
);
test(refuses, ['-'], '-: every argument must be an option or the value of one');
test(refuses, ['--', '--port'], '--port: every argument must be an option or the value of one');
test(
  refuses,
  ['--tutorial', '--requests', '5'],
  '--requests 5: must not be given with --tutorial, which requests each body name once',
);
test(
  refuses,
  ['--tutorial', '--fail-rate', '0.5'],
  '--fail-rate 0.5: must not be given with --tutorial, which sends no random FAIL',
);

test(refuses, ['--records', 'a', '--log-file', './a'], '--log-file ./a: must not be the file of --records');

const accepts = test.macro<[argv: readonly string[], same: readonly string[]]>({
  exec(t, argv, same) {
    const usage = parseServerArguments(argv);
    t.is(usage.kind, 'run');
    t.deepEqual(usage, parseServerArguments(same));
  },
  title: (_, argv, same) => `right usage: ${JSON.stringify(argv)} is ${JSON.stringify(same)}`,
});

// Of an option that is given twice the last one counts.
test(accepts, ['--port', '1', '--port=2'], ['--port', '2']);
test(accepts, ['--port', 'x', '--port', '2'], ['--port', '2']);
test(accepts, ['--insecure', '--insecure'], ['--insecure']);
test(accepts, ['--n-bits', '3', '--n_bits', '4'], ['--n-bits', '4']);
test(accepts, ['--n_bits', '3', '--n-bits', '4'], ['--n-bits', '4']);
test(accepts, ['--n_bits', '3', '--n-bits', '4', '--n_bits', '5'], ['--n-bits', '5']);
test(accepts, ['--records', 'a', '--no-records'], ['--no-records']);
test(accepts, ['--no-records', '--records', 'a'], ['--records', 'a']);
// What looks like an option and is none is a value; what is one has to be attached.
test(accepts, ['--token', '-h'], ['--token=-h']);
test(accepts, ['--token', '-abc'], ['--token=-abc']);
test(accepts, ['--token', '--insecurely'], ['--token=--insecurely']);
test(accepts, ['--token=--insecure'], ['--token', 'x', '--token=--insecure']);
test(accepts, ['--'], []);

test('--version says the version of the package, and no more', (t) => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  for (const argv of [['--version'], ['-V'], ['--port', 'wrong', '--version']]) {
    t.deepEqual(parseServerArguments(argv), { kind: 'exit', code: 0, stdout: `${version}\n`, stderr: '' });
    t.deepEqual(parseClientArguments(['--version']), parseServerArguments(argv));
  }
});

type Parse = (argv: readonly string[], columns?: number) => Usage<unknown>;

const helps = test.macro((t, parse: Parse, { options, name }: CommandLine) => {
  for (const [columns, width] of [
    [undefined, 100],
    [80, 80],
    [5, 72],
  ] as const) {
    const usage = parse(['--help'], columns);
    if (usage.kind !== 'exit') return t.fail('it should not run');
    t.deepEqual([usage.code, usage.stderr], [0, '']);
    const lines = usage.stdout.split('\n');
    const shows = (text: string) => lines.some((line) => `${line.trim()}  `.startsWith(`${text}  `));
    for (const definition of Object.values(options)) {
      t.true(shows(usageOf(definition)), definition.flag);
      t.true(shows(definition.group), definition.group);
      t.is(shows(definition.negation?.flag ?? 'nothing'), definition.negation !== undefined);
      for (const alias of definition.aliases ?? []) t.false(usage.stdout.includes(alias), alias);
    }
    const [usual = '', examples] = usage.stdout.split('\nExamples:\n');
    t.deepEqual(
      usual.split('\n').filter((line) => line.length > width),
      [],
    );
    t.true(examples?.includes(`  $ ${name} `));
  }
  return undefined;
});

test('tlslp-server --help', helps, parseServerArguments, SERVER_COMMAND_LINE);
test('tlslp-client --help', helps, parseClientArguments, CLIENT_COMMAND_LINE);
test('tlslp-work --help', helps, parseWorkCommand, WORK_COMMAND_LINE);
test('tlslp-top --help', helps, parseTopArguments, TOP_COMMAND_LINE);
for (const line of CERTS_COMMAND_SET.commands) {
  const parse: Parse = (argv, columns) => parseCertsArguments([wordOf(line), ...argv], columns);
  test(`${line.name} --help`, helps, parse, line);
}

test("an error that is nobody's wrong usage is not taken for it", (t) => {
  const fault = new TypeError('a fault');
  t.is(
    t.throws(() =>
      parseArguments(new Command(), [], () => {
        throw fault;
      }),
    ),
    fault,
  );
});

/** Arguments as a user, a script and an enemy may write them. */
function argvOf(flags: readonly string[]): fc.Arbitrary<string[]> {
  const flag = fc.constantFrom(...flags, '--help', '--version', '-h', '-V', '--', '-', '--no-tutorial');
  const value = fc.oneof(
    fc.constantFrom(
      '',
      '0',
      '1',
      'a',
      '1e3',
      'INFO',
      'A,B',
      '__proto__',
      '--constructor',
      '--__proto__',
      '-hV',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  const attached = fc.tuple(flag, value).map(([name, text]) => `${name}=${text}`);
  return fc.array(fc.oneof(flag, value, attached), { maxLength: 6 });
}

const neverThrows = test.macro((t, parse: Parse, { options }: CommandLine) => {
  const flags = Object.values(options).flatMap((option) => [
    ...spellingsOf(option),
    ...(option.negation === undefined ? [] : [option.negation.flag]),
  ]);
  fc.assert(
    fc.property(argvOf(flags), (argv) => {
      const usage = parse(argv);
      if (usage.kind !== 'exit') return;
      if (usage.code === 0) {
        assert.notEqual(usage.stdout, '');
        assert.equal(usage.stderr, '');
        return;
      }
      assert.equal(usage.code, 2);
      assert.equal(usage.stdout, '');
      // One line, nothing in it that a terminal obeys, and no stack.
      assert.match(usage.stderr, /^tlslp-(server|client|work|top): [^\p{Cc}]+ \(see tlslp-\1 --help\)\n$/u);
      assert.doesNotMatch(usage.stderr, /node:|\.js:\d/);
    }),
    { numRuns: 500 },
  );
  t.pass();
});

test('any arguments of tlslp-server', neverThrows, parseServerArguments, SERVER_COMMAND_LINE);
test('any arguments of tlslp-client', neverThrows, parseClientArguments, CLIENT_COMMAND_LINE);
test('any arguments of tlslp-work', neverThrows, parseWorkCommand, WORK_COMMAND_LINE);
test('any arguments of tlslp-top', neverThrows, parseTopArguments, TOP_COMMAND_LINE);

test('the last value stands, however often an option is given', (t) => {
  const given = fc.array(fc.tuple(fc.constantFrom('--n-bits', '--n_bits'), fc.nat(64), fc.boolean()), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(given, (options) => {
      const argv = options.flatMap(([flag, bits, attached]) =>
        attached ? [`${flag}=${bits}`] : [flag, String(bits)],
      );
      const usage = parseServerArguments(argv);
      assert.equal(usage.kind === 'run' && usage.options.config.nBits, options.at(-1)?.[1]);
    }),
  );
  t.pass();
});

test('what is passed on are the options that were parsed, and the arguments that are none', (t) => {
  const usage = parseArguments(buildWorkParser(), ['a', '--json', '--', '-b'], (options, words) => ({
    options,
    words,
  }));
  t.deepEqual(usage, { kind: 'run', options: { options: { json: true }, words: ['a', '-b'] } });
});

test('the parsers have the options of the tables', (t) => {
  for (const [command, { options }] of [
    [buildServerParser(), SERVER_COMMAND_LINE],
    [buildClientParser(), CLIENT_COMMAND_LINE],
    [buildWorkParser(), WORK_COMMAND_LINE],
  ] as const) {
    const listed = Object.values(options).flatMap((definition) => [
      ...spellingsOf(definition),
      ...(definition.negation === undefined ? [] : [definition.negation.flag]),
    ]);
    t.deepEqual(
      command.options.map(({ long }) => long),
      [...listed, '--version'],
    );
  }
});
