import { chmod, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { doneIdentities } from '../../lib/records/done-identities.js';
import { openRecords } from '../../lib/records/open-records.js';
import type { SessionEvent } from '../../lib/session/events.js';
import { lastValueFrom } from 'rxjs';

const directory = await mkdtemp(join(tmpdir(), 'tlslp-done-'));
test.after.always(() => rm(directory, { recursive: true, force: true }));

let files = 0;
async function file(contents: string | Buffer): Promise<string> {
  const path = join(directory, `${String(++files)}.ndjson`);
  await writeFile(path, contents);
  return path;
}

const line = (id: string, outcome: string, fingerprint256: string | null, cn = 'x'): string =>
  JSON.stringify({
    id,
    outcome,
    client: fingerprint256 === null ? null : { subject: { CN: cn }, fingerprint256 },
    answers: { A: '"outcome":"done"\u2028' },
  });

const reads = test.macro<
  [what: string, contents: string | Buffer, done: readonly string[], skipped?: number]
>({
  exec: async (t, _, contents, done, skipped = 0) => {
    const result = await doneIdentities(await file(contents), 'fingerprint');
    t.deepEqual([[...result.done].sort(), result.skipped], [done, skipped]);
  },
  title: (_, what) => what,
});

test(reads, 'an empty file', '', []);
test(
  reads,
  'who is done, and who is not',
  [line('1', 'done', 'A'), line('2', 'failed', 'B'), line('3', 'done', null), ''].join('\n'),
  ['A'],
);
test(
  reads,
  'the last line with an id counts',
  `${line('1', 'done', 'A')}\n${line('1', 'disconnected', 'A')}\n`,
  [],
);
test(
  reads,
  'another session of the same client stays done',
  [line('1', 'done', 'A'), line('2', 'done', 'A'), line('1', 'stopped', 'A')].join('\n'),
  ['A'],
);
test(reads, 'a done that is said twice', `${line('1', 'done', 'A')}\n${line('1', 'done', 'A')}\n`, ['A']);
test(reads, 'the last line has no end', line('1', 'done', 'A'), ['A']);
test(
  reads,
  'broken lines are skipped and counted, blank ones are none',
  ['{"id":"1","outcome":"do', '', line('2', 'done', 'B'), 'null', '[]', '{"id":1}', '\ufeff', ' '].join('\n'),
  ['B'],
  4,
);
test(
  reads,
  'a client that is none',
  [
    '{"id":"1","outcome":"done","client":"x"}',
    '{"id":"1","outcome":"done","client":{"fingerprint256":"A"}}',
    '{"id":"1","outcome":"done"}',
  ].join('\n'),
  [],
  3,
);
test(
  reads,
  'a line that is too long is skipped, and the next one is read',
  Buffer.concat([Buffer.alloc(33 * 1024 * 1024, 'x'), Buffer.from(`\n${line('1', 'done', 'A')}\n`)]),
  ['A'],
  1,
);

test('by the common name, renewed certificates are one client', async (t) => {
  const path = await file([line('1', 'done', 'A', 'max'), line('2', 'done', 'B', 'max')].join('\n'));
  t.deepEqual([...(await doneIdentities(path, 'cn')).done], ['cn:max']);
});

test('a missing file has nobody; one that cannot be read is refused', async (t) => {
  t.is((await doneIdentities(join(directory, 'missing'), 'cn')).done.size, 0);
  await t.throwsAsync(doneIdentities(directory, 'cn'), {
    code: 'unusable_file',
    message: /it is a directory/,
  });
  if (process.getuid?.() === 0) return;
  const path = await file('');
  await chmod(path, 0);
  await t.throwsAsync(doneIdentities(path, 'cn'), { code: 'unusable_file', message: /permission denied/ });
});

test('files that a rotation has moved away count too, plain or compressed, before the file itself', async (t) => {
  const path = await file(line('3', 'done', 'C'));
  await writeFile(`${path}-20261101.gz`, gzipSync(`${line('1', 'done', 'A')}\n${line('2', 'done', 'B')}\n`));
  await writeFile(`${path}.1`, `${line('2', 'stopped', 'B')}\nnot a record\n`);
  await utimes(`${path}-20261101.gz`, 1_000, 1_000);
  t.deepEqual(await doneIdentities(path, 'fingerprint'), {
    done: new Set(['A', 'C']),
    skipped: 1,
    files: 3,
    unread: [],
  });
  await rm(path);
  t.is((await doneIdentities(path, 'fingerprint')).files, 2, 'moved, and no new one yet');
});

test('moved files that cannot be read are told, and the others count', async (t) => {
  const path = await file(line('1', 'done', 'A'));
  const whole = gzipSync(Array.from({ length: 500 }, (_, n) => line(`${n}`, 'done', `${n}`)).join('\n'));
  await writeFile(`${path}.1.gz`, whole.subarray(0, whole.length - 20));
  await writeFile(`${path}.2.gz`, 'not compressed');
  await writeFile(`${path}.3.xz`, '');
  const { done, files, unread } = await doneIdentities(path, 'fingerprint');
  t.true(done.has('A'));
  t.is(files, 1);
  t.deepEqual(
    new Map(unread.map(({ path: of, why }) => [of.slice(path.length), why])),
    new Map([
      ['.1.gz', 'it is cut off'],
      ['.2.gz', 'it is not what gzip writes'],
      ['.3.xz', 'it is compressed (.xz), and not by gzip'],
    ]),
  );
});

test('any bytes are read to their end', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.string(), fc.json()), { maxLength: 20 }), async (lines) => {
      const { done } = await doneIdentities(
        await file([...lines, line('1', 'done', 'A')].join('\n')),
        'fingerprint',
      );
      assert.ok(done.has('A'));
    }),
    { numRuns: 30 },
  );
  t.pass();
});

test('it reads what the records of this package write', async (t) => {
  const path = join(directory, 'written.ndjson');
  const records = await openRecords(path);
  const client = { subject: { CN: 'max' }, issuer: {}, serialNumber: '01', fingerprint256: 'F' };
  const base = { id: '1', at: 0, elapsed: 0, peer: { remote: null, client, tls: null } };
  const connected: SessionEvent = { type: 'connected', ...base };
  records.observe(connected);
  await lastValueFrom(records.commit('1'), { defaultValue: null });
  t.deepEqual([...(await doneIdentities(path, 'fingerprint')).done], ['F']);
  records.observe({ type: 'closed', ...base, graceful: true });
  await records.close();
  t.deepEqual([...(await doneIdentities(path, 'fingerprint')).done], [], 'DONE was never sent');
});
