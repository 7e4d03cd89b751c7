import { chmodSync, chownSync, linkSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { fileWarnings } from '../../lib/records/file-warnings.js';

function fileFor(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tlslp-warnings-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const path = join(folder, 'file');
  writeFileSync(path, '', { mode: 0o600 });
  return path;
}

test('nothing about a file that is ours alone, a device, or no file', (t) => {
  const path = fileFor(t);
  t.deepEqual(fileWarnings('log file', path), []);
  t.deepEqual(fileWarnings('log file', '/dev/null'), []);
  t.deepEqual(fileWarnings('log file', `${path}.missing`), []);
});

test('a mode that others can read or write', (t) => {
  const path = fileFor(t);
  for (const [mode, text] of [
    [0o640, '640'],
    [0o602, '602'],
    [0o644, '644'],
  ] as const) {
    chmodSync(path, mode);
    t.deepEqual(fileWarnings('log file', path), [
      `Users other than the owner can open the log file ${path} (mode ${text}). Set its mode to 600.`,
    ]);
  }
});

test('a symbolic link, and a second name', (t) => {
  const path = fileFor(t);
  symlinkSync('file', `${path}-symbolic`);
  t.deepEqual(fileWarnings('records file', `${path}-symbolic`), [
    `A symbolic link is in the place of the records file ${path}-symbolic. Whoever can change the link chooses the file.`,
  ]);
  linkSync(path, `${path}-hard`);
  t.deepEqual(fileWarnings('records file', path), [
    `There are 2 names (hard links) of the records file ${path}. Remove the others.`,
  ]);
});

test("another user's file", (t) => {
  // Root can give a file away. For everybody else, root's files are another user's.
  const path = process.geteuid?.() === 0 ? fileFor(t) : '/etc/passwd';
  if (path !== '/etc/passwd') chownSync(path, 12_345, 12_345);
  const uid = path === '/etc/passwd' ? 0 : 12_345;
  t.true(
    fileWarnings('log file', path).includes(
      `Another user owns the log file ${path} (uid ${uid}), and can read and change it. Change its owner.`,
    ),
  );
});
