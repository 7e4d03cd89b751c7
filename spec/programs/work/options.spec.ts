import test from 'ava';
import { parseWorkArguments, type WorkRequest } from '../../../lib/programs/work/options.js';

const parsed = test.macro({
  async exec(t, line: string, expected: WorkRequest) {
    t.deepEqual(await parseWorkArguments(line.split(' ')), expected);
  },
  title: (_, line: string) => line,
});

const plain = { threads: undefined, json: false };
test(parsed, 'abc 28', { kind: 'solve', token: 'abc', nBits: 28, ...plain });
test(parsed, 'abc 0 --threads 3 --json', { kind: 'solve', token: 'abc', nBits: 0, threads: 3, json: true });
test(parsed, '--threads=256 -- -abc 64', { kind: 'solve', token: '-abc', nBits: 64, ...plain, threads: 256 });
test(parsed, '--bench', { kind: 'bench', seconds: 3, ...plain });
test(parsed, '--bench 10 --json', { kind: 'bench', seconds: 10, threads: undefined, json: true });

const refused = test.macro({
  async exec(t, argv: readonly string[], message: string) {
    await t.throwsAsync(() => parseWorkArguments(argv), { code: 'invalid_option', message });
  },
  title: (_, __: readonly string[], message: string) => message,
});

const TOKEN = '1 to 128 characters of A-Z a-z 0-9 _ -';
const BITS = 'an integer from 0 to 64';
test(refused, [], `token is missing: ${TOKEN}`);
test(refused, ['abc'], `n_bits is missing: ${BITS}`);
test(refused, ['a b', '1'], `token "a b" is not ${TOKEN}`);
test(refused, ['\u001b[2J', '1'], `token "\\u001b[2J" is not ${TOKEN}`);
test(refused, ['abc', '65'], `n_bits "65" is not ${BITS}`);
test(refused, ['abc', '0x10'], `n_bits "0x10" is not ${BITS}`);
test(refused, ['abc', '1e1'], `n_bits "1e1" is not ${BITS}`);
test(refused, ['abc', ''], `n_bits "" is not ${BITS}`);
test(refused, ['abc', '8', '--threads', '0'], '--threads "0" is not an integer from 1 to 256');
test(refused, ['--bench', '0'], '--bench "0" is not an integer from 1 to 3600');
test(refused, ['--bench', '1', 'abc'], '--bench takes no token and no n_bits, but there is "abc"');
test(refused, ['--nonsense'], "unknown option '--nonsense'");
test(refused, ['--\nx'], "unknown option '--\\nx'");
test(refused, ['abc', '8', '9'], 'too many arguments. Expected 2 arguments but got 3.');

test('help and version are text to print', async (t) => {
  const help = await parseWorkArguments(['--help']);
  t.true(
    help.kind === 'print' && help.text.startsWith('Usage: tlslp-work') && help.text.includes('Examples:'),
  );
  const version = await parseWorkArguments(['--version']);
  t.true(version.kind === 'print' && /^\d+\.\d+\.\d+\S*\n$/.test(version.text));
});
