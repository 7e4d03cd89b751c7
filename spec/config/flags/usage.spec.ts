import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'ava';
import { Command } from 'commander';
import fc from 'fast-check';
import { CLIENT_FLAGS } from '../../../lib/config/flags/client-flags.js';
import { buildClientParser, parseClientArguments } from '../../../lib/programs/client/options.js';
import { SERVER_FLAGS } from '../../../lib/config/flags/server-flags.js';
import { buildServerParser, parseServerArguments } from '../../../lib/programs/server/options.js';
import { parseArguments } from '../../../lib/config/flags/usage.js';

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

test(refuses, ['--n-bits', '65'], '--n-bits 65: must be an integer from 0 to 64');
test(refuses, ['--n_bits', '65'], '--n_bits 65: must be an integer from 0 to 64');
test(refuses, ['--port='], '--port "": must be an integer from 0 to 65535');
test(refuses, ['--port'], '--port: a value must follow it');
test(refuses, ['--port', '--host', 'x'], '--port: a value must follow it, and --host is another option');
test(refuses, ['--token', '--insecure'], '--token: a value must follow it, and --insecure is another option');
test(refuses, ['--token', '--port=5'], '--token: a value must follow it, and --port=5 is another option');
test(refuses, ['--token', '--help'], '--token: a value must follow it, and --help is another option');
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
test(refuses, ['--port', '1', '--port=2'], '--port 2: contradicts --port 1: each option can be given once');
test(
  refuses,
  ['--n-bits', '3', '--n_bits', '4'],
  '--n_bits 4: contradicts --n-bits 3: each option can be given once',
);
test(
  refuses,
  ['--records', 'a', '--no-records'],
  '--no-records: contradicts --records a: each option can be given once',
);
test(
  refuses,
  ['--no-records', '--records', 'a'],
  '--records a: contradicts --no-records: each option can be given once',
);
test(
  refuses,
  ['--tutorial', '--requests', '5'],
  '--requests 5: must not be given with --tutorial, which asks for each body name once',
);
test(
  refuses,
  ['--tutorial', '--fail-rate', '0.5'],
  '--fail-rate 0.5: must not be given with --tutorial, which never fails by chance',
);

test(refuses, ['--records', 'a', '--log-file', './a'], '--log-file ./a: must not be the file of --records');

const accepts = test.macro({
  exec(t, argv: readonly string[]) {
    t.is(parseServerArguments(argv).kind, 'run');
  },
  title: (_, argv) => `right usage: ${JSON.stringify(argv)}`,
});

test(accepts, ['--port', '1', '--port', '1']);
test(accepts, ['--insecure', '--insecure']);
test(accepts, ['--']);
test(accepts, ['--token', '-h']);

test('--version says the version of the package, and no more', (t) => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  for (const argv of [['--version'], ['-V'], ['--port', 'wrong', '--version']]) {
    t.deepEqual(parseServerArguments(argv), { kind: 'exit', code: 0, stdout: `${version}\n`, stderr: '' });
    t.deepEqual(parseClientArguments(['--version']), parseServerArguments(argv));
  }
});

const helps = test.macro(
  (
    t,
    read: typeof parseServerArguments | typeof parseClientArguments,
    flags: typeof SERVER_FLAGS | typeof CLIENT_FLAGS,
  ) => {
    for (const [columns, width] of [
      [undefined, 100],
      [80, 80],
      [5, 72],
    ] as const) {
      const usage = read(['--port', '--help'].slice(1), columns);
      if (usage.kind !== 'exit') return t.fail('it should not run');
      t.deepEqual([usage.code, usage.stderr], [0, '']);
      for (const flag of flags) {
        t.is(
          usage.stdout.includes(`  ${flag.flags} `) || usage.stdout.includes(`  ${flag.flags}\n`),
          flag.hidden !== true,
          flag.flags,
        );
        t.true(usage.stdout.includes(`\n${flag.group}\n`), flag.group);
      }
      const [usual = ''] = usage.stdout.split('\nExamples:\n');
      const tooWide = usual.split('\n').filter((line) => line.length > width && line.trim().includes(' '));
      t.deepEqual(tooWide, []);
      t.regex(usage.stdout, /\nExamples:\n {2}\$ npm run certs /);
    }
    return undefined;
  },
);

test('tlslp-server --help', helps, parseServerArguments, SERVER_FLAGS);
test('tlslp-client --help', helps, parseClientArguments, CLIENT_FLAGS);

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

const neverThrows = test.macro(
  (t, read: typeof parseServerArguments | typeof parseClientArguments, flags: readonly string[]) => {
    fc.assert(
      fc.property(argvOf(flags), (argv) => {
        const usage = read(argv);
        if (usage.kind === 'run') return;
        if (usage.code === 0) {
          assert.notEqual(usage.stdout, '');
          assert.equal(usage.stderr, '');
          return;
        }
        assert.equal(usage.code, 2);
        assert.equal(usage.stdout, '');
        // One line, nothing in it that a terminal obeys, and no stack.
        assert.match(usage.stderr, /^tlslp-(server|client): [^\p{Cc}]+ \(see tlslp-\1 --help\)\n$/u);
        assert.doesNotMatch(usage.stderr, /node:|\.js:\d/);
      }),
      { numRuns: 500 },
    );
    t.pass();
  },
);

const longs = (command: Command) => command.options.map((option) => option.long ?? '');

test('any arguments of tlslp-server', neverThrows, parseServerArguments, longs(buildServerParser()));
test('any arguments of tlslp-client', neverThrows, parseClientArguments, longs(buildClientParser()));
