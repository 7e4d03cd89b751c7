import { csvRow } from '../../protocol/csv.js';
import { escapeText } from '../../protocol/escape.js';
import { emailsOf, nameOf } from '../../records/participants/participant.js';
import type { SessionRecord } from '../../records/record.js';

export const BYTE_ORDER_MARK = '\ufeff';

/** The columns before the answers. Names of answers are in upper case, so that they never meet. */
const COLUMNS = [
  'name',
  'email',
  'fingerprint',
  'id',
  'startedAt',
  'endedAt',
  'outcome',
  'confirmed',
  'step',
  'error',
  'nBits',
  'workSeconds',
  'address',
] as const;

/** Returns the header for the answers to these names. */
export function answersHeader(names: readonly string[]): string {
  return csvRow([...COLUMNS, ...names]);
}

/**
 * Returns the row of a record. A name that was not answered has an empty cell.
 * @param escaped whether to escape what must not come to a terminal. A file has each answer as it is
 */
export function answersRow(record: SessionRecord, names: readonly string[], escaped: boolean): string {
  const { id, startedAt, endedAt, outcome, confirmed, step, error, client, remote, work, answers } = record;
  const cells = [
    nameOf(client) ?? '',
    client === null ? '' : emailsOf(client).join(' '),
    client?.fingerprint256 ?? '',
    id,
    startedAt,
    endedAt,
    outcome,
    confirmed === null ? '' : String(confirmed),
    step,
    error?.code ?? '',
    work === null ? '' : String(work.nBits),
    work === null ? '' : String(work.seconds),
    remote?.address ?? '',
    ...names.map((name) => (Object.hasOwn(answers, name) ? (answers[name] ?? '') : '')),
  ];
  return csvRow(escaped ? cells.map((cell) => escapeText(cell, Infinity)) : cells);
}
