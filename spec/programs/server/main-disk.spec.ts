import test from 'ava';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { testCertificates } from '../../support/certificates.js';
import { readRecords, startServer, temporaryDirectory, type LogLine } from '../../support/programs.js';
import { COVERED } from '../../support/uncovered-children.js';
import { connectClient, wholeSession } from '../../support/line-client.js';
import { canMount, startOnSmallDisk } from '../helpers/small-disk.js';

// When answers cannot be kept: the client is told, the operator is told, and the server lives.

test.after.always(() => {
  testCertificates().cleanup();
});

const isTrouble = ({ level, msg }: LogLine): boolean =>
  level === 'ERROR' && msg.includes('could not be kept');

const onSmallDisk = canMount() ? test : test.skip;

onSmallDisk('a full disk', async (t) => {
  const { program, port, path } = await startOnSmallDisk(t, '64k', ['--min-free-space', '0']);
  await program.fill();
  for (let session = 0; session < 2; session++) {
    const { said } = await wholeSession(port, () => 'secret');
    t.is(said.at(-1), 'FAIL Server could not keep the answers: no space left on the disk.');
    t.false(said.includes('DONE'));
  }
  const { msg } = await program.logged(isTrouble);
  t.true(msg.endsWith(`${path}: no space left on the disk. Free some disk space.`), msg);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  t.false((program.stdout + program.stderr).includes('secret'));
  t.is(program.stdout.match(/failed at DONE: Server could not keep the answers/g)?.length, 2);
});

onSmallDisk(
  'a disk with too little space: clients are refused before their work, and come again later',
  async (t) => {
    const { program, port } = await startOnSmallDisk(t, '2m', ['--min-free-space', '1MB']);
    t.true((await wholeSession(port, () => 'before')).done);
    const under = await connectClient(port);
    await under.until('WORK');
    await program.fill();
    await program.logged(
      ({ level, msg }) =>
        level === 'ERROR' && msg.startsWith('New sessions are refused: 0.0 MB are free in '),
    );
    t.deepEqual((await wholeSession(port, () => 'meanwhile')).said, [
      'FAIL Server has no space to keep answers.',
    ]);
    t.like(await program.logged(({ msg }) => msg === 'connection refused'), { reason: 'no_space', count: 1 });
    await program.empty();
    await program.logged(({ msg }) => msg.startsWith('New sessions are accepted again: '));
    t.true((await wholeSession(port, () => 'after')).done);
    await under.close();
    t.deepEqual(await program.stop(), { code: 0, signal: null });
  },
);

test('a threshold above the disk refuses from the start, with a line', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const { program, port } = await startServer(t, ['--records', path, '--min-free-space', '5000000GB'], {
    env: COVERED,
  });
  const { level, msg } = await program.logged(({ msg: said }) =>
    said.startsWith('New sessions are refused: '),
  );
  t.is(level, 'ERROR');
  t.regex(msg, / MB are free in .*, and --min-free-space is 5000000000 MB\. Free some disk space\.$/);
  t.deepEqual((await wholeSession(port, () => '')).said, ['FAIL Server has no space to keep answers.']);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  t.is(await readFile(path, 'utf8'), '', 'no record');
});

test('a reload changes the threshold, and sessions begin again at once', async (t) => {
  const directory = await temporaryDirectory(t);
  const config = join(directory, 'server.yaml');
  await writeFile(config, 'min-free-space: 5000000GB\n');
  const args = ['--records', join(directory, 'records.ndjson'), '--config', config];
  const { program, port } = await startServer(t, args, { env: COVERED });
  t.deepEqual((await wholeSession(port, () => '')).said, ['FAIL Server has no space to keep answers.']);
  await writeFile(config, 'min-free-space: 1MB\n');
  program.signal('SIGHUP');
  t.like(await program.logged(({ msg }) => msg === 'min-free-space changed'), { bytes: 1_000_000 });
  await program.logged(({ msg }) => msg.startsWith('New sessions are accepted again: '));
  t.true((await wholeSession(port, () => '')).done);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});

interface Loss {
  readonly lose: (path: string) => Promise<unknown>;
  readonly restore: (path: string) => Promise<unknown>;
  /** Whether what was kept before is there again. */
  readonly keepsOld: boolean;
}

const LOSSES: Readonly<Record<string, Loss>> = {
  'the file is deleted, and an empty one put there': {
    lose: (path) => rm(path),
    restore: (path) => writeFile(path, '', { mode: 0o600 }),
    keepsOld: false,
  },
  'the directory is moved away, and back': {
    lose: (path) => rename(dirname(path), `${dirname(path)}.away`),
    restore: (path) => rename(`${dirname(path)}.away`, dirname(path)),
    keepsOld: true,
  },
  'the directory is removed, and made anew': {
    lose: (path) => rm(dirname(path), { recursive: true }),
    restore: async (path) => {
      await mkdir(dirname(path));
      await writeFile(path, '', { mode: 0o600 });
    },
    keepsOld: false,
  },
};

const survives = test.macro(async (t, { lose, restore, keepsOld }: Loss) => {
  const path = join(await temporaryDirectory(t), 'state', 'records.ndjson');
  const { program, port } = await startServer(t, ['--records', path], { env: COVERED });
  t.true((await wholeSession(port, () => 'before')).done);
  await lose(path);
  const lost = await wholeSession(port, () => 'meanwhile');
  t.is(lost.said.at(-1), 'FAIL Server could not keep the answers: the records file is gone.');
  t.false(lost.done);
  const { msg } = await program.logged(isTrouble);
  t.true(msg.includes(`${path}: the records file is gone. Put it back`), msg);
  await restore(path);
  t.true((await wholeSession(port, () => 'after')).done);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  const done = (await readRecords(path)).filter(({ outcome }) => outcome === 'done');
  t.deepEqual(
    done.map(({ answers }) => answers['COUNTRY']),
    keepsOld ? ['before', 'after'] : ['after'],
  );
});

for (const [name, loss] of Object.entries(LOSSES)) test(name, survives, loss);
