import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { MIX, orderOfComing } from '../../../scripts/soak/clients.js';
import '../../support/uncovered-children.js';

const SOAK = fileURLToPath(new URL('../../../scripts/soak.js', import.meta.url));

async function soak(
  ...args: readonly string[]
): Promise<{ code: number | null; out: string; errors: string }> {
  const child = spawn(process.execPath, [SOAK, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close') as Promise<[number | null]>;
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: (await closed)[0], out, errors };
}

test('some seconds of it: every kind of client comes, and the verdict is the last line', async (t) => {
  const { code, out, errors } = await soak('--minutes', '0.12', '--at-once', '10');
  t.is(errors, '');
  const lines = out.trimEnd().split('\n');
  t.regex(lines[0] ?? '', /^ +time +clients +RSS +heap +files$/);
  t.regex(lines.at(-2) ?? '', /honest \d+/);
  t.regex(lines.at(-1) ?? '', /^FLAT: RSS /);
  t.is(code, 0);
});

test('wrong usage', async (t) => {
  t.deepEqual(await soak('--minutes', 'x'), {
    code: 2,
    out: '',
    errors: '--minutes: "x" is not a number from 0.1 to 600.\n',
  });
});

test('--help', async (t) => {
  const { code, out } = await soak('--help');
  t.is(code, 0);
  t.true(out.startsWith('Usage: npm run soak'));
});

test('a hundred clients are the whole mix', (t) => {
  const order = orderOfComing();
  t.is(order.length, 100);
  for (const [name, { share }] of Object.entries(MIX))
    t.is(order.filter((kind) => kind === name).length, share);
});
