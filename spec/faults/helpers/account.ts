import { isDeepStrictEqual } from 'node:util';
import type { ExecutionContext } from 'ava';
import { logLines, readRecords } from '../../support/programs.js';
import type { Victim } from './victim.js';

/** What the sessions and the refused connections of a server have left. */
export interface Account {
  /** The reasons of the refused connections. Their number is in the status: the log may sum up many of one reason. */
  readonly refused: readonly string[];
  /** Records by the code of their error, or by their outcome where there is none. */
  readonly records: Readonly<Record<string, number>>;
}

/** Reads log and records of a server that has ended. Each session that began has one end in the log, and one record. */
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
  const reasons = log.flatMap(({ reason }) => (typeof reason === 'string' ? [reason] : []));
  return { refused: [...new Set(reasons)].sort(), records: tally(records) };
}

function tally(records: Awaited<ReturnType<typeof readRecords>>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome, error } of records) {
    const word = error?.code ?? outcome;
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return counts;
}
