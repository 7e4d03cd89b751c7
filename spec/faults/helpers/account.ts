import type { ExecutionContext } from 'ava';
import { logLines, readRecords } from '../../support/programs.js';
import type { Victim } from './victim.js';

/** What has become of the connections of a server. */
export interface Account {
  /** The reasons of the refused connections. Their number is in the status: the log may sum up many of one reason. */
  readonly refused: readonly string[];
  /** Sessions by the reason of their end. */
  readonly sessions: Readonly<Record<string, number>>;
}

/**
 * Reads log and records of a server that has ended. Each session that began has one end in the log, and one record; or, where a certificate
 * has many that answered nothing, a record counts it.
 */
export async function accountOf(t: ExecutionContext, victim: Victim): Promise<Account> {
  const log = logLines(await victim.log());
  const ended = log.filter(({ msg }) => msg === 'session ended');
  const began = new Set(log.flatMap(({ msg, id }) => (msg === 'session began' ? [id] : [])));
  t.is(ended.length, began.size, 'one end in the log for each session');
  t.is(new Set(ended.map(({ id }) => id)).size, began.size);
  // After a hundred failures of a certificate within a minute, its sessions are in the log as a count.
  const counts = log.filter(({ msg }) => msg === 'more sessions failed');
  const hidden = counts.reduce((sum, { count }) => sum + Number(count), 0);
  const records = await readRecords(victim.recordsPath);
  if (hidden === 0) t.true(records.every(({ id }) => began.has(id)));
  const counted = records.reduce((sum, { suppressed = 0 }) => sum + 1 + suppressed, 0);
  t.is(counted, began.size + hidden, 'one record for each session, or one count');
  const sessions: Record<string, number> = {};
  for (const { reason } of ended) {
    const word = String(reason);
    sessions[word] = (sessions[word] ?? 0) + 1;
  }
  for (const { codes } of counts) {
    for (const [, code = '', count = '1'] of String(codes).matchAll(/(\w+)(?: \((\d+)\))?/g)) {
      sessions[code] = (sessions[code] ?? 0) + Number(count);
    }
  }
  // The ends of sessions have a reason too.
  const reasons = log.flatMap(({ id, reason }) =>
    id === undefined && typeof reason === 'string' ? [reason] : [],
  );
  return { refused: [...new Set(reasons)].sort(), sessions };
}
