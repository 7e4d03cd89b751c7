import type { SessionRecord } from '../../lib/records/record.js';

/** What the checks need of a row of `tlslp.sessions`. */
export interface Row {
  readonly id: string;
  readonly outcome: string;
  /** The fingerprint of the client's certificate, SHA-256. */
  readonly fingerprint: string | null;
  readonly answers: Readonly<Record<string, string>>;
  /** The suffix of the accepted proof; null where none was accepted. */
  readonly suffix: string | null;
}

/** Reads the rows, as `rowOf` takes them. The record itself has the answers byte for byte, and the suffix. */
export const ROWS_STATEMENT = 'SELECT id, record FROM tlslp.sessions ORDER BY id';

/** Returns what the checks need of a record. */
export function rowOf({ id, outcome, client, answers, work }: SessionRecord): Row {
  const fingerprint = client?.fingerprint256 ?? null;
  return { id, outcome, fingerprint, answers, suffix: work?.suffix ?? null };
}
