import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'ava';
import { openSpool } from '../../../lib/records/spool/open-spool.js';
import { makeDirectory } from '../helpers.js';
import { Rows, TestDatabase } from './database.js';
import { record } from './virtual.js';

test('a full disk of the spool fails what does not fit, keeps what did, and recovers with the database', async (t) => {
  const disk = await makeDirectory(t);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', disk]).status === 0;
  if (!mounted) {
    t.log('No right to mount a small disk: skipped.');
    t.pass();
    return;
  }
  try {
    const rows = new Rows();
    const database = new TestDatabase(rows);
    database.mood = 'away';
    const spool = await openSpool(database, { directory: join(disk, 'spool') });
    const kept: string[] = [];
    const codes = new Set<unknown>();
    for (let n = 0; n < 1500; n++) {
      const id = String(n);
      await spool.append([record(id)]).then(
        () => kept.push(id),
        (error: unknown) => codes.add(error instanceof Error && 'code' in error ? error.code : error),
      );
    }
    t.deepEqual([...codes], ['ENOSPC']);
    t.true(kept.length > 100 && kept.length < 1500, `${kept.length}`);
    database.mood = 'up';
    while (spool.status().since !== null) await new Promise((resolve) => setTimeout(resolve, 20));
    await spool.append([record('after')]);
    t.deepEqual(
      [...kept, 'after'].filter((id) => !rows.byId.has(id)),
      [],
    );
    await spool.close();
  } finally {
    spawnSync('umount', [disk]);
  }
});
