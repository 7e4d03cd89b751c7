import { csvRow, type CsvValue } from '../../protocol/csv.js';
import type { Participant } from '../../status/entries.js';
import type { StatusView } from './status-view.js';

/** The columns, in their order. */
const COLUMNS: readonly (readonly [string, (row: Participant) => CsvValue])[] = [
  ['id', ({ id }) => id],
  ['name', ({ name }) => name],
  ['serial_number', ({ serialNumber }) => serialNumber],
  ['address', ({ address }) => address],
  ['state', ({ state }) => state],
  ['step', ({ step }) => step],
  ['since', ({ since }) => time(since)],
  ['answered', ({ answered }) => answered],
  ['requests', ({ requests }) => requests],
  ['open', ({ open }) => open],
  ['tries', ({ tries }) => tries],
  ['done_at', ({ doneAt }) => time(doneAt)],
  ['confirmed', ({ confirmed }) => confirmed],
  ['last_outcome', ({ lastOutcome }) => lastOutcome],
  ['last_error_code', ({ lastError }) => lastError?.code ?? null],
  ['last_error_message', ({ lastError }) => lastError?.message ?? null],
  ['first_seen', ({ firstSeen }) => time(firstSeen)],
  ['last_seen', ({ lastSeen }) => time(lastSeen)],
];

/** The rows are taken in pages of this size. */
const PAGE = 1000;

/** Returns all participants as CSV: a header, then the one that changed last first. Times are in ISO 8601, UTC. */
export function participantsCsv(model: Pick<StatusView, 'participants'>): string {
  const rows = [csvRow(COLUMNS.map(([name]) => name))];
  for (let offset = 0, total = 1; offset < total; offset += PAGE) {
    const page = model.participants(offset, PAGE);
    ({ total } = page);
    for (const row of page.items) rows.push(csvRow(COLUMNS.map(([, valueOf]) => valueOf(row))));
  }
  return rows.join('');
}

function time(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
