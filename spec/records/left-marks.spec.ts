import test from 'ava';
import fc from 'fast-check';
import { execFile } from 'node:child_process';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeRuns, parseMark, takeLeftMarks } from '../../lib/records/left-marks.js';
import { openRecords } from '../../lib/records/open-records.js';
import { identityOf } from '../../lib/records/process-identity.js';
import { begin, beginAndKeep, makeDirectory } from './helpers.js';

/** The number of a process that is over. */
async function gone(): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-p', 'process.pid']);
  return Number(stdout);
}

const content = (fields: object): string => JSON.stringify({ since: '2026-01-02T03:04:05.678Z', ...fields });

test('each run that is over has a sentence, and its mark goes', async (t) => {
  const directory = await makeDirectory(t);
  const path = join(directory, 'r');
  const pid = await gone();
  await writeFile(`${path}.running.${pid}.00000000`, content({ sessions: 1 }));
  await writeFile(`${path}.running.${pid}.00000001`, content({ sessions: 0, since: 'yes\terday' }));
  await writeFile(`${path}.running.${pid}.00000002`, '');
  // This process has no such run, so an earlier one had its number. Another process has its number, but is not it.
  await writeFile(`${path}.running.${process.pid}.00000003`, content({ sessions: 7 }));
  await writeFile(
    `${path}.running.${process.ppid}.00000004`,
    content({ sessions: 8, identity: 'another boot' }),
  );
  const sentences = await takeLeftMarks(path);
  const at = 'which began at 2026-01-02T03:04:05.678Z,';
  t.deepEqual(sentences.sort(), [
    ...[
      `An earlier run of the server (process ${pid}) was cut off: an unknown number of its sessions have no end.`,
      `An earlier run of the server (process ${pid}) was cut off: none of its sessions was under way.`,
      `An earlier run of the server (process ${pid}), ${at} was cut off: 1 session has no end.`,
      `An earlier run of the server (process ${process.pid}), ${at} was cut off: 7 sessions have no end.`,
      `An earlier run of the server (process ${process.ppid}), ${at} was cut off: 8 sessions have no end.`,
    ].sort(),
  ]);
  t.deepEqual(await readdir(directory), []);
});

test('what runs, and what is no mark, stays', async (t) => {
  const directory = await makeDirectory(t);
  const path = join(directory, 'r');
  const pid = await gone();
  const names = [
    `r.running.${process.ppid}.00000000`,
    `r.running.${pid}.0000000g`,
    `r.running.0${pid}.00000000`,
    `r.running.${pid}.00000000.bak`,
    `other.running.${pid}.00000000`,
  ];
  for (const name of names) {
    await writeFile(join(directory, name), content({ sessions: 1, identity: identityOf(process.ppid) }));
  }
  await mkdir(`${path}.running.${pid}.11111111`);
  await symlink('/etc/passwd', `${path}.running.${pid}.22222222`);
  const before = await readdir(directory);
  t.deepEqual(await takeLeftMarks(path), []);
  t.deepEqual(await readdir(directory), before);
});

test('runs are described without a change: those that go on, and those that were cut off', async (t) => {
  const directory = await makeDirectory(t);
  const path = join(directory, 'r');
  const pid = await gone();
  const running = join(directory, `r.running.${process.ppid}.00000000`);
  const described = async (): Promise<string[]> => (await describeRuns(path)).sort();
  await writeFile(`${path}.running.${pid}.00000000`, content({ sessions: 2 }));
  await writeFile(running, content({ sessions: 1, identity: identityOf(process.ppid) }));
  const sentences = [
    `A server is running (process ${process.ppid}): 1 session is under way.`,
    `An earlier run of the server (process ${pid}), which began at 2026-01-02T03:04:05.678Z, was cut off: 2 sessions have no end.`,
  ];
  t.deepEqual(await described(), sentences);
  t.deepEqual(await described(), sentences, 'and again');
  await writeFile(running, content({ identity: identityOf(process.ppid) }));
  t.regex((await described())[0] ?? '', /: an unknown number of sessions are under way\.$/);
});

test('a mark counts the sessions without an end, those that are kept are not among them', async (t) => {
  const directory = await makeDirectory(t);
  const records = await openRecords(join(directory, 'r'));
  const again = await openRecords(join(directory, 'r'));
  t.deepEqual([...records.warnings, ...again.warnings], [], 'two stores of one process are no crash');
  t.is((await readdir(directory)).length, 3);
  begin(records, 'a');
  begin(records, 'b');
  t.is(records.openSessions, 2);
  await beginAndKeep(records, 'c');
  t.is(records.openSessions, 2);
  await records.close();
  await again.close();
  t.deepEqual(await readdir(directory), ['r']);
});

test('whatever a mark holds, it is read', (t) => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
      const { sessions, since } = parseMark(text);
      return (sessions === null || sessions >= 0) && (since === null || since.length <= 30);
    }),
  );
  t.pass();
});
