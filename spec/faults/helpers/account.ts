import { isDeepStrictEqual } from 'node:util';
import type { ExecutionContext } from 'ava';
import { logLines, readRecords, type LogLine } from '../../support/programs.js';
import type { Victim } from './victim.js';

/** What has become of every connection that a server had. */
export interface Account {
  /** Refusals by their reason. */
  readonly refused: Readonly<Record<string, number>>;
  /** Records by the code of their error, or by their outcome where there is none. */
  readonly records: Readonly<Record<string, number>>;
  /** Both together. */
  readonly total: number;
}

/**
 * Reads log and records of a server that has ended. Each session that began has one end in the log and one record, and the log counts the
 * refusals of each reason without a gap.
 */
export async function accountOf(t: ExecutionContext, victim: Victim): Promise<Account> {
  const log = logLines(await victim.log());
  const ids = (msg: string): unknown[] =>
    log
      .filter((line) => line.msg === msg)
      .map((line) => line['id'])
      .sort();
  const records = await readRecords(victim.recordsPath);
  const began = ids('session began');
  // Not by `t.deepEqual`, which takes minutes to show how ten thousand ids differ.
  t.true(isDeepStrictEqual(ids('session ended'), began), 'one end in the log for each session');
  const kept = records.map(({ id }) => id).sort();
  t.true(isDeepStrictEqual(kept, began), 'one record for each session');
  const refused = refusals(log);
  const ends = tally(records.map(({ outcome, error }) => error?.code ?? outcome));
  return { refused, records: ends, total: sum(refused) + sum(ends) };
}

/** The highest count of each reason: what the log has counted so far. */
function refusals(log: readonly LogLine[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason, count } of log as readonly (LogLine & { reason?: string; count?: number })[]) {
    if (reason !== undefined && count !== undefined) counts[reason] = Math.max(counts[reason] ?? 0, count);
  }
  return counts;
}

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
