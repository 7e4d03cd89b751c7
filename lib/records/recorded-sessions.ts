import { codeOf } from '../protocol/system-errors.js';
import { fileLines, gzipLines } from './file-lines.js';
import type { SessionRecord } from './record.js';
import { rotatedFiles } from './rotated-files.js';

/** A record without its answers and its suffix. */
export type AnswerlessRecord = Omit<SessionRecord, 'answers' | 'superseded'>;

/**
 * So many records wait for a later one with their id. The second record of a session comes within its last deadline, and so many sessions
 * are not done within that time.
 */
const WINDOW = 20_000;

/**
 * Yields the sessions of a records file and of those that a rotation has moved away, in their order: of each id the last record, without
 * answers. Lines that are no records, and files that cannot be read, are left out; a missing file has no records.
 */
export async function* recordedSessions(path: string): AsyncGenerator<AnswerlessRecord, void> {
  const waiting = new Map<string, AnswerlessRecord>();
  for await (const line of allLines(path)) {
    const record = line === null ? null : parse(line);
    if (record === null) continue;
    // A later record takes the place of the first one in the order.
    waiting.set(record.id, record);
    if (waiting.size <= WINDOW) continue;
    for (const [id, oldest] of waiting) {
      waiting.delete(id);
      yield oldest;
      break;
    }
  }
  yield* waiting.values();
}

async function* allLines(path: string): AsyncGenerator<string | null, void> {
  for (const { path: moved, compression } of await rotatedFiles(path)) {
    if (compression !== null && compression !== 'gz') continue;
    try {
      yield* compression === null ? fileLines(moved) : gzipLines(moved);
    } catch {
      // It is cut off, or cannot be read: what was read of it counts.
    }
  }
  try {
    yield* fileLines(path);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
  }
}

function parse(line: string): AnswerlessRecord | null {
  if (!line.startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? answerless(value) : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is SessionRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { id, startedAt, endedAt, outcome, step, client, remote } = value as Readonly<
    Record<string, unknown>
  >;
  return (
    typeof id === 'string' &&
    isTime(startedAt) &&
    isTime(endedAt) &&
    typeof outcome === 'string' &&
    typeof step === 'string' &&
    isObjectOrNull(client) &&
    isObjectOrNull(remote)
  );
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isObjectOrNull(value: unknown): boolean {
  return value === null || (typeof value === 'object' && !Array.isArray(value));
}

function answerless({ answers: _, superseded: __, ...record }: SessionRecord): AnswerlessRecord {
  return record;
}
