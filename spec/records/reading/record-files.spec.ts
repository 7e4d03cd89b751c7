import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, rename, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import { openRecordFiles } from '../../../lib/records/reading/record-files.js';
import type { SessionRecord } from '../../../lib/records/record.js';
import { makeDirectory } from '../helpers.js';
import { failure, lineOf, readAll, sample } from './samples.js';

const ids = (records: readonly SessionRecord[]): string[] => records.map(({ id }) => id);

test('the last line of an id counts, past blank, torn and foreign lines; what has no LF is no line yet', async (t) => {
  const path = join(await makeDirectory(t), 'records.ndjson');
  const early = sample({ confirmed: null });
  const other = failure();
  const last = { ...early, confirmed: true };
  const own = sample({ id: 'an id of an embedder' });
  const unended = { ...other, outcome: 'done' };
  const text = `\n${lineOf(early)}{"id":"torn\n[]\n{}\nnull\n \n${lineOf(own)}${lineOf(other)}${lineOf(last)}${JSON.stringify(unended)}`;
  await writeFile(path, text);
  await using files = await openRecordFiles(path);
  t.deepEqual(await readAll(files), [own, other, last]);
  t.deepEqual(await readAll(files, new Set([last.id, own.id])), [own, last], 'and again, only some');
});

test('a torn line that ends with a brace does not hide the record in front of it', async (t) => {
  const path = join(await makeDirectory(t), 'records.ndjson');
  const hidden = sample();
  const gone = sample();
  const lines = [hidden, failure(), gone].map(lineOf);
  const torn = (record: SessionRecord): string => `${JSON.stringify(record).replace(/,"work".*/, '')}\n`;
  t.true(torn(hidden).endsWith('}\n'));
  await writeFile(path, `${lines[0]}${lines[1]}${torn(hidden)}${torn(gone)}`);
  await using files = await openRecordFiles(path);
  const all = await readAll(files);
  t.is(all.length, 2);
  t.deepEqual(all.at(-1), hidden);
  t.deepEqual(await readAll(files, new Set([hidden.id])), [hidden]);
});

test('any file gives what a reader finds who follows the rules line by line', async (t) => {
  const path = join(await makeDirectory(t), 'records.ndjson');
  const records = [sample(), sample(), failure(), sample({ id: 'own' })];
  const line = fc.oneof(
    fc.constantFrom(...records).map((record) => JSON.stringify(record)),
    fc
      .tuple(fc.constantFrom(...records), fc.nat(1))
      .map(([record, n]) => JSON.stringify({ ...record, confirmed: n === 1 })),
    fc
      .tuple(fc.constantFrom(...records), fc.nat(600))
      .map(([record, n]) => JSON.stringify(record).slice(0, n)),
    fc.constantFrom('', '{}', '}', '{"id":"own"}'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), fc.boolean(), async (lines, isEnded) => {
      await writeFile(path, lines.join('\n') + (isEnded ? '\n' : ''));
      await using files = await openRecordFiles(path);
      const expected = new Map<string, string>();
      for (const text of isEnded ? lines : lines.slice(0, -1)) {
        const [record] = records.filter(
          ({ id }) => text.startsWith(`{"id":"${id}"`) && text.includes('"answers"'),
        );
        if (record !== undefined && isJson(text)) expected.set(record.id, text);
      }
      const found = await readAll(files);
      assert.deepEqual(found.map((record) => JSON.stringify(record)).sort(), [...expected.values()].sort());
    }),
    { numRuns: 200 },
  );
  t.pass();
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('what a rotation moved away comes first, the oldest at the start, plain or compressed; what cannot be read is named', async (t) => {
  const directory = await makeDirectory(t);
  const path = join(directory, 'records.ndjson');
  const [old, newer, kept, now] = [sample(), sample({ confirmed: null }), failure(), failure()];
  await writeFile(`${path}.2.gz`, gzipSync(`${lineOf(old)}${lineOf(newer)}`));
  await writeFile(`${path}-20260101`, lineOf(kept));
  await writeFile(`${path}.1.xz`, '?');
  await writeFile(`${path}.3.gz`, 'no gzip');
  await writeFile(path, `${lineOf({ ...newer, confirmed: true })}${lineOf(now)}`);
  for (const [n, name] of ['.3.gz', '.2.gz', '-20260101', '.1.xz'].entries())
    await utimes(path + name, n + 1, n + 1);
  await using files = await openRecordFiles(path);
  t.deepEqual(await readAll(files), [old, kept, { ...newer, confirmed: true }, now]);
  t.deepEqual(
    files.unread.map((file) => [file.path.slice(path.length), file.why]),
    [
      ['.1.xz', 'it is compressed (.xz), and not by gzip'],
      ['.3.gz', 'it is not what gzip writes'],
    ],
  );
  await using only = await openRecordFiles(path, { rotated: false });
  t.deepEqual(ids(await readAll(only)), [newer.id, now.id]);
  await using compressed = await openRecordFiles(`${path}.2.gz`, { rotated: false });
  t.deepEqual(await readAll(compressed), [old, newer]);
});

test('what happens to the files after the opening changes nothing: appended, moved, truncated', async (t) => {
  const path = join(await makeDirectory(t), 'records.ndjson');
  const first = sample({ confirmed: null });
  await writeFile(path, lineOf(first));
  await using files = await openRecordFiles(path);
  t.deepEqual(await readAll(files), [first]);
  await appendFile(path, lineOf({ ...first, confirmed: true }));
  await rename(path, `${path}.1`);
  await writeFile(path, lineOf(failure()));
  t.deepEqual(await readAll(files), [first]);
  await truncate(`${path}.1`);
  t.deepEqual(await readAll(files), []);
});

test('between a move and the signal only the moved file is there', async (t) => {
  const path = join(await makeDirectory(t), 'records.ndjson');
  const record = sample();
  await writeFile(`${path}.1`, lineOf(record));
  await using files = await openRecordFiles(path);
  t.deepEqual(await readAll(files), [record]);
  await t.throwsAsync(openRecordFiles(path, { rotated: false }), {
    message: `Records cannot be read from ${path}: no such file.`,
  });
});

test('an empty file has no records; what is no file is refused in one line', async (t) => {
  const directory = await makeDirectory(t);
  const path = join(directory, 'records.ndjson');
  await writeFile(path, '');
  await using files = await openRecordFiles(path);
  t.deepEqual(await readAll(files), []);
  const fifo = join(directory, 'fifo');
  execFileSync('mkfifo', [fifo]);
  await mkdir(join(directory, 'folder'));
  for (const [other, why] of [
    [join(directory, 'folder'), 'it is a directory'],
    [fifo, 'it is not a regular file'],
    ['/dev/null', 'it is not a regular file'],
    [join(path, 'x'), 'a part of its path is not a directory'],
    [join(directory, 'line\nbreak'), 'no such file'],
  ] as const) {
    const message = `Records cannot be read from ${other.replace('\n', '\\n')}: ${why}.`;
    await t.throwsAsync(openRecordFiles(other), { code: 'unusable_file', message } as object);
  }
});
