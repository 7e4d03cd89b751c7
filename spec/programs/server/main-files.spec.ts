import { link, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { testCertificates } from '../../support/certificates.js';
import {
  certificateArgs,
  logLines,
  type Program,
  serverProgram,
  startServer,
  temporaryDirectory,
} from '../../support/programs.js';

test.after.always(() => {
  testCertificates().cleanup();
});

/** A server with these files for its records and its log. */
function withFiles(t: ExecutionContext, records: string, log: string): Program {
  return serverProgram(t, [...certificateArgs(), '--port', '0', '--records', records, '--log-file', log]);
}

const RECORD = '{"id":"kept"}\n';

for (const [what, make] of [
  ['a hard link', link],
  ['a symbolic link', symlink],
] as const) {
  test(`the log must not be the records by ${what}: it does not start, and nothing is written`, async (t) => {
    const directory = await temporaryDirectory(t);
    const [records, log] = [join(directory, 'records.ndjson'), join(directory, 'server.log')];
    await writeFile(records, RECORD, { mode: 0o600 });
    await make(records, log);
    const program = withFiles(t, records, log);
    t.deepEqual(await program.ended, { code: 78, signal: null });
    t.is(program.stderr, `tlslp-server: --log-file ${log}: must not be the file of --records ${records}\n`);
    t.is(await readFile(records, 'utf8'), RECORD);
  });
}

test('nor by a link that points nowhere yet, or by a name that the rotation uses', async (t) => {
  const directory = await temporaryDirectory(t);
  const [records, log] = [join(directory, 'server.log.4'), join(directory, 'server.log')];
  await symlink('server.log.4', join(directory, 'link'));
  for (const name of [log, join(directory, 'link')]) {
    const program = withFiles(t, records, name);
    t.deepEqual(await program.ended, { code: 78, signal: null });
    t.regex(program.stderr, /^tlslp-server: --log-file \S+: must not be the file of --records .*\n$/);
  }
});

test('files that others can read are warned of, at the start and after a SIGHUP', async (t) => {
  const directory = await temporaryDirectory(t);
  const [records, log] = [join(directory, 'records.ndjson'), join(directory, 'server.log')];
  await writeFile(records, '', { mode: 0o640 });
  await writeFile(log, '', { mode: 0o644 });
  const { program } = await startServer(t, ['--records', records, '--log-file', log]);
  const warnings = async (): Promise<string[]> =>
    logLines(await readFile(log, 'utf8'))
      .filter(({ level }) => level === 'WARNING')
      .map(({ msg }) => msg);
  const expected = [
    `Users other than the owner can open the log file ${log} (mode 644). Set its mode to 600.`,
    `Users other than the owner can open the records file ${records} (mode 640). Set its mode to 600.`,
  ];
  while ((await warnings()).length < 2) await new Promise(setImmediate);
  t.deepEqual(await warnings(), expected);
  program.signal('SIGHUP');
  while ((await warnings()).length < 4) await new Promise(setImmediate);
  t.deepEqual(await warnings(), [...expected, ...expected]);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});

test('a SIGHUP that would make them one file opens neither again', async (t) => {
  const directory = await temporaryDirectory(t);
  const [records, log] = [join(directory, 'records.ndjson'), join(directory, 'server.log')];
  const { program } = await startServer(t, ['--records', records, '--log-file', log]);
  await link(records, `${log}.2`);
  program.signal('SIGHUP');
  const told = async (): Promise<boolean> =>
    logLines(await readFile(log, 'utf8')).some(
      ({ level, msg }) => level === 'ERROR' && msg === 'log and records not reopened',
    );
  while (!(await told())) await new Promise(setImmediate);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  t.is(await readFile(records, 'utf8'), '');
});
