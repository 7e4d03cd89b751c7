import test from 'ava';
import { CERTS_COMMAND_SET } from '../../../lib/programs/certs/command-lines.js';
import { parseCertsArguments, type CertsRequest } from '../../../lib/programs/certs/requests.js';

const parsed = test.macro({
  exec(t, argv: readonly string[], expected: Partial<CertsRequest>) {
    const usage = parseCertsArguments(argv);
    if (usage.kind !== 'run') return t.fail(usage.kind === 'exit' ? usage.stderr : usage.kind);
    t.like(usage.options, expected);
    return undefined;
  },
  title: (_, argv: readonly string[]) => `right usage: ${argv.join(' ')}`,
});

const ca = { directory: 'certificates', caPassphraseFile: null };
test(parsed, ['init'], { command: 'init', host: null, days: null, encryptCaKey: false, ...ca });
test(parsed, ['init', '--host', 'a.example,::1', '--host=*.B.example'], {
  command: 'init',
  host: ['a.example', '::1', '*.B.example'],
});
test(parsed, ['init', '--host', 'bücher.example'], { command: 'init', host: ['xn--bcher-kva.example'] });
test(parsed, ['server', '--days', '90', '--directory', 'x'], { command: 'server', days: 90, directory: 'x' });
test(parsed, ['client', ' Ada ', '--ou', '10b', '--email', 'a@b.example'], {
  command: 'client',
  participant: { name: 'Ada', ou: '10b', email: 'a@b.example' },
});
test(parsed, ['client', '--from', 'x.csv', '--p12'], {
  command: 'client',
  from: 'x.csv',
  p12: true,
  participant: null,
});
test(parsed, ['list', '--json'], { command: 'list', json: true });
test(parsed, ['revoke', 'Ada'], { command: 'revoke', target: 'Ada', unknown: false });
test(parsed, ['renew-crl', '--days', '7'], { command: 'renew-crl', days: 7 });
test(parsed, ['check', 'a', 'b', 'c'], { command: 'check', files: ['a', 'b', 'c'], passwordFile: null });

const refused = test.macro<[argv: readonly string[], message: string, program?: string]>({
  exec(t, argv, message, program = 'tlslp-certs') {
    t.deepEqual(parseCertsArguments(argv), {
      kind: 'exit',
      code: 2,
      stdout: '',
      stderr: `${program}: ${message} (see ${program} --help)\n`,
    });
  },
  title: (_, argv) => `wrong usage: ${JSON.stringify(argv)}`,
});

const WORDS = 'init, server, client, list, revoke, renew-crl, check';
test(refused, [], `a command must be given: ${WORDS}`);
test(refused, ['make'], `make: is no command, must be one of ${WORDS}`);
test(refused, ['intt'], `intt: is no command, must be one of ${WORDS} (did you mean init?)`);
test(refused, ['a\u001b b'], `"a\\u001b b": is no command, must be one of ${WORDS}`);
test(refused, ['--directory', 'x', 'init'], '--directory: must come after the command');
test(refused, ['--nonsense'], "unknown option '--nonsense'");
test(refused, ['help', 'x'], `x: is no command, must be one of ${WORDS}`);
const HOSTS =
  'must be 1 to 100 different host names or IP addresses, without ports, such as challenge.example,192.0.2.1';
for (const host of [
  '',
  'a,',
  'a,a',
  'a b',
  'a:443',
  '10.0.0',
  '1.2.3.256',
  'fe80::1%eth0',
  '-a',
  'a_b',
  'a..b',
  '*.*.a',
  `${'a'.repeat(64)}.b`,
]) {
  const shown = host === '' || host.includes(' ') ? `"${host}"` : host;
  test(refused, ['init', `--host=${host}`], `--host ${shown}: ${HOSTS}`, 'tlslp-certs init');
}
test(
  refused,
  ['init', 'certificates'],
  'certificates: every argument must be an option or the value of one',
  'tlslp-certs init',
);
test(
  refused,
  ['server', '--days', '0'],
  '--days 0: must be an integer from 1 to 36500',
  'tlslp-certs server',
);
const NAME =
  'a name for a folder: 1 to 64 visible characters, none of / \\ : * ? " < > |, no dot at either end';
test(refused, ['client'], `name: is missing, must be ${NAME}`, 'tlslp-certs client');
test(refused, ['client', '../x'], `name ../x: must be ${NAME}`, 'tlslp-certs client');
test(refused, ['client', 'Ada', '--from', 'x'], 'Ada: must not be given with --from', 'tlslp-certs client');
test(
  refused,
  ['client', '--from', 'x', '--ou', 'y'],
  '--ou: must not be given with --from',
  'tlslp-certs client',
);
test(
  refused,
  ['client', '--from', 'x', '--email', 'a@b'],
  '--email: must not be given with --from',
  'tlslp-certs client',
);
test(
  refused,
  ['client', 'Ada', '--password-file', 'x'],
  '--password-file: must be given with --p12 only',
  'tlslp-certs client',
);
test(
  refused,
  ['client', 'Ada', '--p12', '--password-file', '-', '--ca-passphrase-file', '-'],
  '--password-file -: must not be standard input as well as --ca-passphrase-file',
  'tlslp-certs client',
);
test(refused, ['revoke'], 'certificate: is missing, must be a name or a serial number', 'tlslp-certs revoke');
test(
  refused,
  ['revoke', 'a', 'b'],
  'b: only certificate may be given without an option',
  'tlslp-certs revoke',
);
test(
  refused,
  ['check'],
  'file: is missing, must be the path of a file: not empty, no NUL character',
  'tlslp-certs check',
);
test(
  refused,
  ['check', ''],
  'file "": must be the path of a file: not empty, no NUL character',
  'tlslp-certs check',
);

test('help: the program, a command, and both ways to ask', (t) => {
  const help = parseCertsArguments(['--help'], 80);
  if (help.kind !== 'exit') return t.fail();
  t.deepEqual([help.code, help.stderr], [0, '']);
  for (const { summary } of CERTS_COMMAND_SET.commands) t.true(help.stdout.includes(summary), summary);
  t.true(help.stdout.split('\n').every((line) => line.length <= 80));
  t.true(help.stdout.split('\n').length <= 25);
  t.deepEqual(parseCertsArguments(['help'], 80), help);
  t.deepEqual(parseCertsArguments(['help', 'revoke'], 80), parseCertsArguments(['revoke', '--help'], 80));
  t.deepEqual(parseCertsArguments(['--version']), parseCertsArguments(['init', '--version']));
  return undefined;
});
