import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { findPassword } from '../../lib/postgres/password-file.js';

const WANTED = { host: 'db.example', port: 5432, database: 'answers', user: 'tlslp' };

async function makeFile(t: ExecutionContext, text: string, mode = 0o600): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-pgpass-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const path = join(directory, 'pgpass');
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
}

const finds = test.macro<[text: string, password: string | null, wanted?: Partial<typeof WANTED>]>(
  async (t, text, password, wanted = {}) => {
    const path = await makeFile(t, text);
    t.deepEqual(await findPassword(path, { ...WANTED, ...wanted }), { password, problem: null });
  },
);

test('the first line that fits', finds, 'other:*:*:*:a\ndb.example:5432:answers:tlslp:b\n*:*:*:*:c\n', 'b');
test('stars fit everything', finds, '*:*:*:*:secret', 'secret');
test('another port does not fit', finds, 'db.example:5433:*:*:secret', null);
test('another database does not fit', finds, '*:*:others:*:secret', null);
test('another user does not fit', finds, '*:*:*:postgres:secret', null);
test('a comment is none', finds, '#*:*:*:*:secret\n', null);
test('a line that ends with CR LF', finds, '*:*:*:*:secret\r\n', 'secret');
test('an empty password is none', finds, '*:*:*:*:\n*:*:*:*:second', 'second');
test('a line without a password is none', finds, '*:*:*\n', null);
test('colons and backslashes', finds, '*:*:*:*:a\\:b\\\\c', 'a:b\\c');
test('colons of the password need no backslash', finds, '*:*:*:*:a:b', 'a:b');
test('a backslash at the end stands for nothing', finds, '*:*:*:*:a\\', 'a');
test('a socket of this machine is localhost', finds, 'localhost:*:*:*:secret', 'secret', { host: '/run/pg' });

test('a file that others can read is not used, and said', async (t) => {
  const path = await makeFile(t, '*:*:*:*:secret', 0o644);
  const { password, problem } = await findPassword(path, WANTED);
  t.is(password, null);
  t.regex(problem ?? '', /other users can read it: set its mode to 600$/);
});

test('a file that cannot be read is said; one that is not there is none', async (t) => {
  const path = await makeFile(t, '');
  await rm(path);
  t.deepEqual(await findPassword(path, WANTED), { password: null, problem: null });
  await mkdir(path, { mode: 0o700 });
  const { password, problem } = await findPassword(path, WANTED);
  t.is(password, null);
  t.regex(problem ?? '', /^the password file \S+ cannot be read: /);
});
