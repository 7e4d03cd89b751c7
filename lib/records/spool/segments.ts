import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_BATCH_RECORDS } from '../group-commit.js';
import type { SessionRecord } from '../record.js';
import { parseRecord } from '../reading/parse-record.js';
import { forEachLine, wholeLines } from '../reading/whole-lines.js';

const READ_BYTES = 64 * 1024;

/** A batch is in memory. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;

const SEGMENT = /^[0-9]{8}[.]ndjson$/;

/** Some records of a segment, and what is none. */
export interface Batch {
  readonly records: readonly SessionRecord[];
  /** Lines that are no records, as a short write leaves them. Nobody was told that they are kept. */
  readonly foreign: readonly string[];
}

/** Returns the path of a segment by its number, from 1. */
export function segmentPath(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(8, '0')}.ndjson`);
}

/** Returns the paths of the segments in a folder, the oldest first. None if it is gone. */
export async function segmentsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => SEGMENT.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** Streams the whole lines of a segment. What a torn write has left behind the last LF is no line. Throws the errors of the system. */
export async function* linesOf(path: string): AsyncGenerator<Buffer> {
  const handle = await open(path, 'r');
  try {
    yield* wholeLines(handle.createReadStream({ autoClose: false, highWaterMark: READ_BYTES }));
  } finally {
    await handle.close();
  }
}

/** Returns the number of lines of a segment that are not blank. */
export async function countLines(path: string): Promise<number> {
  let count = 0;
  for await (const lines of linesOf(path)) {
    forEachLine(lines, (from, to) => {
      if (to > from) count += 1;
    });
  }
  return count;
}

/** Streams the records of a segment in their order, in bounded batches. Throws the errors of the system. */
export async function* batchesOf(path: string): AsyncGenerator<Batch> {
  let batch = emptyBatch();
  const full: Batch[] = [];
  for await (const lines of linesOf(path)) {
    forEachLine(lines, (from, to) => {
      if (from === to) return;
      if (batch.records.length >= MAX_BATCH_RECORDS || batch.bytes >= MAX_BATCH_BYTES) {
        full.push(batch);
        batch = emptyBatch();
      }
      const line = lines.toString('utf8', from, to);
      const record = parseRecord(line);
      if (record === null) batch.foreign.push(line);
      else batch.records.push(record);
      batch.bytes += to - from;
    });
    yield* full.splice(0);
  }
  if (batch.bytes > 0) yield batch;
}

function emptyBatch(): { records: SessionRecord[]; foreign: string[]; bytes: number } {
  return { records: [], foreign: [], bytes: 0 };
}
