import test from 'ava';
import type { Usage } from '../../../lib/config/usage.js';
import { parseWorkArguments } from '../../../lib/programs/work/options.js';
import type { WorkRequest } from '../../../lib/programs/work/request.js';

const parsed = test.macro({
  async exec(t, line: string, options: WorkRequest) {
    t.deepEqual(await parseWorkArguments(line.split(' ')), { kind: 'run', options });
  },
  title: (_, line: string) => line,
});

const plain = { threads: undefined, json: false };
test(parsed, 'abc 28', { kind: 'solve', token: 'abc', nBits: 28, ...plain });
test(parsed, 'abc 0 --threads 3 --json', { kind: 'solve', token: 'abc', nBits: 0, threads: 3, json: true });
test(parsed, '--threads=256 -- -abc 64', { kind: 'solve', token: '-abc', nBits: 64, ...plain, threads: 256 });
test(parsed, '--bench', { kind: 'bench', seconds: 3, ...plain });
test(parsed, '--bench 10 --json', { kind: 'bench', seconds: 10, threads: undefined, json: true });
test(parsed, '--bench --json', { kind: 'bench', seconds: 3, threads: undefined, json: true });
test(parsed, '--bench 10 --bench=20', { kind: 'bench', seconds: 20, ...plain });
test(parsed, '--threads 0 --threads 2 abc 1', {
  kind: 'solve',
  token: 'abc',
  nBits: 1,
  threads: 2,
  json: false,
});

const refused = test.macro({
  async exec(t, argv: readonly string[], message: string) {
    const stderr = `tlslp-work: ${message} (see tlslp-work --help)\n`;
    const usage: Usage<WorkRequest> = { kind: 'exit', code: 2, stdout: '', stderr };
    t.deepEqual(await parseWorkArguments(argv), usage);
  },
  title: (_, argv: readonly string[]) => `wrong usage: ${JSON.stringify(argv)}`,
});

const TOKEN = '1 to 128 characters of A-Z a-z 0-9 _ -';
const BITS = 'an integer from 0 to 64';
test(refused, [], `token: is missing, must be ${TOKEN}`);
test(refused, ['abc'], `n_bits: is missing, must be ${BITS}`);
test(refused, ['a b', '1'], `token "a b": must be ${TOKEN}`);
test(refused, ['', '1'], `token "": must be ${TOKEN}`);
test(refused, ['\u001b[2J', '1'], `token \\u001b[2J: must be ${TOKEN}`);
test(refused, ['abc', '65'], `n_bits 65: must be ${BITS}`);
test(refused, ['abc', '65', '--json'], `n_bits 65: must be ${BITS}`);
test(refused, ['abc', '-5'], `n_bits -5: must be ${BITS}`);
test(refused, ['abc', '0x10'], `n_bits 0x10: must be ${BITS}`);
test(refused, ['abc', '1e1'], `n_bits 1e1: must be ${BITS}`);
test(refused, ['abc', '01'], `n_bits 01: must be ${BITS}`);
test(refused, ['abc', ''], `n_bits "": must be ${BITS}`);
test(refused, ['abc', '8', '--threads', '0'], '--threads 0: must be an integer from 1 to 256');
test(refused, ['abc', '8', '--threads'], '--threads: a value must follow it');
test(
  refused,
  ['abc', '--threads', '--json'],
  '--threads: a value must follow it, and --json is another option',
);
test(refused, ['abc', '8', '--json=1'], '--json 1: takes no value');
test(refused, ['--bench', '0'], '--bench 0: must be an integer from 1 to 3600');
test(refused, ['--bench='], '--bench "": must be an integer from 1 to 3600');
test(refused, ['--bench', 'abc'], '--bench abc: must be an integer from 1 to 3600');
test(
  refused,
  ['--bench', '1', 'abc'],
  'abc: must not be given with --bench, which takes no token and no n_bits',
);
test(refused, ['--nonsense'], "unknown option '--nonsense'");
test(refused, ['-abc', '20'], 'unknown option \'-abc\'; put "--" before arguments that begin with a dash');
test(refused, ['--thread', '1'], "unknown option '--thread' (Did you mean --threads?)");
test(refused, ['--\nx'], "unknown option '-- x'");
test(refused, ['abc', '8', '9'], '9: only token and n_bits may be given without an option');

test('help and version are text to print', async (t) => {
  const help = await parseWorkArguments(['--help'], 80);
  t.true(help.kind === 'exit' && help.code === 0);
  t.true(help.kind === 'exit' && help.stdout.startsWith('Usage: tlslp-work'));
  const version = await parseWorkArguments(['--version']);
  t.true(version.kind === 'exit' && /^\d+\.\d+\.\d+\S*\n$/.test(version.stdout));
});
