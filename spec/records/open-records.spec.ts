import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { openRecords } from '../../lib/records/open-records.js';
import { beginAndKeep, makeDirectory, readIds, readRecords } from './helpers.js';

const APPENDER = fileURLToPath(new URL('sinks/file/appender.js', import.meta.url));

/** Everything that a child says, line by line, until its pipe ends. */
async function listen(
  t: ExecutionContext,
  command: string,
  args: string[],
  onLine: (line: string, kill: () => void) => void,
) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => child.kill('SIGKILL');
  t.teardown(kill);
  const exited = once(child, 'exit');
  for await (const line of createInterface(child.stdout)) onLine(line, kill);
  await exited;
}

test('kill -9 under load loses none of the sessions that were told, and the next server goes on in the file', async (t) => {
  const path = join(await makeDirectory(t), 'records.ndjson');
  const kept: string[] = [];
  for (const prefix of ['first-', 'second-', 'third-']) {
    let lines = 0;
    await listen(t, process.execPath, [APPENDER, path, prefix], (line, kill) => {
      const [word, id = ''] = line.split(' ');
      t.is(word, 'kept');
      kept.push(id);
      if (++lines === 50) kill();
    });
    // What a kill in the middle of a write leaves; the kill itself hits that moment too rarely.
    await appendFile(path, `{"id":"${prefix}0","answers":{"FULL`);
  }
  const records = await readRecords(path);
  t.true(kept.length >= 150);
  for (const id of kept) {
    t.like(
      records.find((record) => record.id === id),
      { outcome: 'done', answers: { FULL_NAME: `${id} `.repeat(100) } },
      id,
    );
  }
});

test('a file that may not grow any further: told, and the records before it are whole', async (t) => {
  const path = join(await makeDirectory(t), 'records.ndjson');
  const said: string[] = [];
  const limited = 'ulimit -f 32 && exec "$0" "$@"';
  await listen(t, 'sh', ['-c', limited, process.execPath, APPENDER, path, 's', '40'], (line) =>
    said.push(line),
  );
  const kept = said.filter((line) => line.startsWith('kept ')).map((line) => line.slice(5));
  t.true(kept.length > 0);
  t.true(said.some((line) => line.startsWith('lost ')));
  t.true(said.some((line) => line.includes(`in ${path}: the records file may not grow any further. `)));
  const ids = new Set(await readIds(path));
  t.deepEqual(
    kept.filter((id) => !ids.has(id)),
    [],
  );
});

test('the path is absolute, whatever directory it was given from', async (t) => {
  const path = join(await makeDirectory(t), 'a/records.ndjson');
  const records = await openRecords(relative(process.cwd(), path));
  t.is(records.path, path);
  t.deepEqual(records.warnings, []);
  await records.close();
  t.is((await stat(path)).mode & 0o777, 0o600);
});

test('a file that is torn is mended by beginning on a new line', async (t) => {
  const path = join(await makeDirectory(t), 'records.ndjson');
  await writeFile(path, '{"id":"old"}\n{"id":"torn', { mode: 0o600 });
  const records = await openRecords(path);
  await beginAndKeep(records, 'new');
  await records.close();
  t.deepEqual(await readIds(path), ['old', 'new']);
  t.true((await readFile(path, 'utf8')).startsWith('{"id":"old"}\n{"id":"torn\n{"id":"new"'));
});

test('a file that others can open is said, not changed', async (t) => {
  const path = join(await makeDirectory(t), 'records.ndjson');
  await writeFile(path, '');
  await chmod(path, 0o644);
  const records = await openRecords(path);
  await records.close();
  t.deepEqual(records.warnings, [
    `Users other than the owner can open the records file ${path} (mode 644). Set its mode to 600.`,
  ]);
  t.is((await stat(path)).mode & 0o777, 0o644);
});

const testRefused = test.macro(async (t, make: (directory: string) => Promise<string>, problem: RegExp) => {
  const path = await make(await makeDirectory(t));
  const error = await t.throwsAsync(openRecords(path), {
    name: 'ConfigError',
    code: 'unusable_file',
  } as object);
  t.regex(error.message, problem);
  t.true(error.message.startsWith(`Records cannot be kept in ${path}: `));
  t.true(
    error.message.endsWith(
      '. Correct that, choose another file with --records, or keep no records with --no-records.',
    ),
  );
});

test(
  'a directory is refused',
  testRefused,
  (directory) => Promise.resolve(directory),
  /: it is a directory\. /,
);
test(
  'a file where a directory should be is refused',
  testRefused,
  async (directory) => {
    await writeFile(join(directory, 'file'), '');
    return join(directory, 'file/records.ndjson');
  },
  /: a part of its path is not a directory\. /,
);
test(
  'a directory that cannot be made is refused',
  testRefused,
  async (directory) => {
    await mkdir(join(directory, 'a'));
    return join(directory, 'a', 'x'.repeat(300), 'records.ndjson');
  },
  /: its name is too long\. /,
);
// Not even root makes a file there.
test(
  'a place where nothing can be made is refused',
  testRefused,
  () => Promise.resolve('/proc/tlslp-records.ndjson'),
  /: (permission denied|no such file|the file system is read-only)\. /,
);
