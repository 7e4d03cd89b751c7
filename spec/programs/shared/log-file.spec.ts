import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { LogFile } from '../../../lib/programs/shared/log-file.js';
import { ConfigError } from '../../../lib/protocol/errors.js';

function folderFor(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tlslp-log-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

function contentsOf(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

test('a new file is readable by its owner alone, and one that exists is appended to', async (t) => {
  const folder = folderFor(t);
  const path = join(folder, 'a.log');
  for (const line of ['one\n', 'two\n']) {
    const file = new LogFile(path);
    file.write(line);
    await file.end();
  }
  t.is(statSync(path).mode & 0o777, 0o600);
  t.deepEqual(contentsOf(folder), { 'a.log': 'one\ntwo\n' });
});

test('the current file keeps its name, older ones get numbers, the oldest goes', async (t) => {
  const folder = folderFor(t);
  writeFileSync(join(folder, 'a.log'), 'found\n');
  const file = new LogFile(join(folder, 'a.log'), { maxFileBytes: 8, files: 3 });
  for (const line of ['111\n', '222\n', '333\n', '444\n', '555\n', '666\n']) file.write(line);
  await file.end();
  t.deepEqual(contentsOf(folder), {
    'a.log': '555\n666\n',
    'a.log.1': '333\n444\n',
    'a.log.2': '111\n222\n',
  });
  t.is(statSync(join(folder, 'a.log')).mode & 0o777, 0o600);
});

test('a line that is longer than a file has one to itself', async (t) => {
  const folder = folderFor(t);
  const file = new LogFile(join(folder, 'a.log'), { maxFileBytes: 4 });
  for (const line of ['long line 1\n', 'long line 2\n']) file.write(line);
  await file.end();
  t.deepEqual(contentsOf(folder), { 'a.log': 'long line 2\n', 'a.log.1': 'long line 1\n' });
});

test('a link stays, and the file behind it is rotated', async (t) => {
  const folder = folderFor(t);
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'logs', 'b.log'), 'found\n');
  symlinkSync(join('logs', 'b.log'), join(folder, 'a.log'));
  const file = new LogFile(join(folder, 'a.log'), { maxFileBytes: 6 });
  file.write('new\n');
  await file.end();
  t.is(readFileSync(join(folder, 'a.log'), 'utf8'), 'new\n');
  t.deepEqual(contentsOf(join(folder, 'logs')), { 'b.log': 'new\n', 'b.log.1': 'found\n' });
});

test('what is no regular file is not rotated', async (t) => {
  const file = new LogFile('/dev/null', { maxFileBytes: 1 });
  file.write('one\n');
  file.write('two\n');
  await file.end();
  t.false(existsSync('/dev/null.1'));
});

test('a folder that vanishes is told of, and the lines go on into the old file', async (t) => {
  const folder = folderFor(t);
  mkdirSync(join(folder, 'logs'));
  const codes: (string | undefined)[] = [];
  const file = new LogFile(join(folder, 'logs', 'a.log'), {
    maxFileBytes: 4,
    onError: ({ code }) => codes.push(code),
  });
  file.write('one\n');
  rmSync(join(folder, 'logs'), { recursive: true });
  file.write('two\n');
  await file.end();
  t.deepEqual(codes, ['ENOENT']);
});

test('a rename that fails is told of', async (t) => {
  const folder = folderFor(t);
  mkdirSync(join(folder, 'a.log.1', 'full'), { recursive: true });
  const codes: (string | undefined)[] = [];
  const file = new LogFile(join(folder, 'a.log'), {
    maxFileBytes: 4,
    files: 2,
    onError: ({ code }) => codes.push(code),
  });
  file.write('one\n');
  file.write('two\n');
  await file.end();
  t.deepEqual(codes, ['EISDIR']);
  t.is(readFileSync(join(folder, 'a.log'), 'utf8'), 'one\ntwo\n');
});

const unusable = test.macro<[path: string, why: RegExp]>({
  exec(t, path, why) {
    const error = t.throws(() => new LogFile(path), { instanceOf: ConfigError, code: 'unusable_file' });
    t.regex(error.message, why);
    t.notRegex(error.message, /\n/);
  },
  title: (_, path) => `unusable: ${path}`,
});

test(
  unusable,
  '/nowhere/a.log',
  /^--log-file \/nowhere\/a\.log: must be a file that can be written \(ENOENT: no such file or directory\)$/,
);
test(unusable, '/', /\(EISDIR: .*\)$/);
test(unusable, '/nowhere/a\n.log', /^--log-file "\/nowhere\/a\\n\.log": /);

test('reopened after a move: no line is lost, and each is in one file', async (t) => {
  const folder = folderFor(t);
  const path = join(folder, 'a.log');
  const file = new LogFile(path);
  file.write('before\n');
  renameSync(path, `${path}-20261128`);
  file.write('between\n');
  file.reopen();
  file.write('after\n');
  await file.end();
  t.deepEqual(contentsOf(folder), { 'a.log': 'after\n', 'a.log-20261128': 'before\nbetween\n' });
  t.is(statSync(path).mode & 0o777, 0o600);
});

test('reopened where it cannot be: told, and the lines go on to the old file', async (t) => {
  const folder = folderFor(t);
  const path = join(folder, 'a.log');
  const errors: string[] = [];
  const file = new LogFile(path, { onError: ({ code = '' }) => errors.push(code) });
  renameSync(path, `${path}.old`);
  mkdirSync(path);
  file.reopen();
  file.write('still\n');
  await file.end();
  t.deepEqual(errors, ['EISDIR']);
  t.is(readFileSync(`${path}.old`, 'utf8'), 'still\n');
});

test('the size of a reopened file counts from its own', async (t) => {
  const folder = folderFor(t);
  const path = join(folder, 'a.log');
  const file = new LogFile(path, { maxFileBytes: 8 });
  file.write('1234567\n');
  renameSync(path, `${path}.moved`);
  file.reopen();
  file.write('abcdefg\n');
  await file.end();
  t.deepEqual(contentsOf(folder), { 'a.log': 'abcdefg\n', 'a.log.moved': '1234567\n' });
});
