import { MAX_BATCH_RECORDS } from '../group-commit.js';
import type { RecordSource } from '../reading/record-source.js';
import type { SessionRecord } from '../record.js';
import { causeOf, partsOf } from './parts-of.js';

/** A batch is in memory: of all its answers. */
const MAX_BATCH_CHARS = 4 * 1024 * 1024;

/** So many refused records are named. */
const MAX_NAMED = 10;

/** A database that records are brought into. */
export interface Target {
  /** Returns which of these ids it has. */
  readonly known: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Keeps records, as the `append` of a sink does. */
  readonly keep: (records: readonly SessionRecord[]) => Promise<void>;
  /** Whether a rejection is about a record itself. */
  readonly isRefusal: (cause: unknown) => boolean;
}

/** What has become of the records. */
export interface BroughtIn {
  /** Records that the database did not have. */
  added: number;
  /** Records whose ids it had. What they say more, it has now. */
  known: number;
  /** Records that it refuses for what is in them. */
  refused: number;
  /** The first of these, with the cause of each. */
  readonly refusals: { readonly id: string; readonly cause: unknown }[];
}

/**
 * Brings the last record of each session into a database, in bounded batches. May be repeated.
 * @param onProgress gets the numbers so far, after each batch. If it throws, that is the end
 * @throws what the target rejects with, if it is not about a record itself. What was brought in before, stays
 */
export async function bringIn(
  source: RecordSource,
  target: Target,
  onProgress: (soFar: Readonly<BroughtIn>) => void,
): Promise<BroughtIn> {
  const result: BroughtIn = { added: 0, known: 0, refused: 0, refusals: [] };
  for await (const batch of batchesOf(source)) {
    await bringBatch(batch, target, result);
    onProgress(result);
  }
  return result;
}

async function bringBatch(
  batch: readonly SessionRecord[],
  { known, keep, isRefusal }: Target,
  result: BroughtIn,
): Promise<void> {
  const before = await known(batch.map(({ id }) => id));
  let refused: readonly SessionRecord[] = [];
  try {
    await keep(batch);
  } catch (cause) {
    const parts = partsOf(batch, cause, isRefusal);
    if (parts.failed.length > 0) throw causeOf(parts.failed, cause);
    refused = parts.refused;
    for (const record of refused.slice(0, MAX_NAMED - result.refusals.length)) {
      result.refusals.push({ id: record.id, cause: causeOf([record], cause) });
    }
  }
  const lost = new Set(refused);
  for (const record of batch) {
    if (lost.has(record)) result.refused += 1;
    else if (before.has(record.id)) result.known += 1;
    else result.added += 1;
  }
}

async function* batchesOf(source: RecordSource): AsyncGenerator<readonly SessionRecord[]> {
  let batch: SessionRecord[] = [];
  let chars = 0;
  for await (const records of source.lastRecords()) {
    for (const record of records) {
      batch.push(record);
      chars += charsOf(record);
      if (batch.length < MAX_BATCH_RECORDS && chars < MAX_BATCH_CHARS) continue;
      yield batch;
      [batch, chars] = [[], 0];
    }
  }
  if (batch.length > 0) yield batch;
}

/** About the size of a record: what a stranger chose. */
function charsOf({ answers, superseded = {} }: SessionRecord): number {
  let chars = 0;
  for (const name in answers) chars += name.length + (answers[name]?.length ?? 0);
  for (const name in superseded) for (const value of superseded[name] ?? []) chars += value.length;
  return chars;
}
