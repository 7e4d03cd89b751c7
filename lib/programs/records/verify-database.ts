import { shownUrl } from '../../postgres/parse-url.js';
import type { DatabaseRecords, SessionRow } from '../../records/reading/database-records.js';
import { parseRecord } from '../../records/reading/parse-record.js';
import { keyOf } from '../../records/sinks/postgres/storable.js';
import type { ProgramContext } from '../shared/run-program.js';
import { shownJson } from './json.js';
import { withDatabase } from './open.js';
import { Output } from './output.js';
import type { VerifyRequest } from './requests.js';
import { count, shown } from './texts.js';

const SOUND = 0;
const DAMAGED = 1;
/** So many rows with a problem are named. */
const MAX_PLACES = 10;

type Problem = 'foreign' | 'mixedUp';

/** What a check of a database has found. */
interface VerifiedRows {
  rows: number;
  /** Rows whose record this version cannot read. */
  foreign: number;
  /** Rows whose columns are not those of their record: somebody has changed one of them. */
  mixedUp: number;
  /** Sessions whose record was written before DONE: they are at DONE now, or the server was killed then. */
  withoutEnd: number;
  readonly places: { readonly id: string; readonly problem: Problem }[];
}

/** Checks every row: that its record can be read, and that its columns say the same. Torn lines and an order are of files only. */
export async function verifyDatabase(
  { json }: VerifyRequest,
  url: string,
  context: ProgramContext,
): Promise<number> {
  const verified = await withDatabase(url, context, (records) => check(records, context.interrupt));
  const isSound = verified.foreign + verified.mixedUp === 0;
  const output = new Output(context.stdout);
  if (json) await output.line(shownJson({ sound: isSound, ...verified }));
  else for (const line of linesOf(verified, shownUrl(url), isSound)) await output.line(line);
  await output.end();
  return isSound ? SOUND : DAMAGED;
}

async function check(records: DatabaseRecords, interrupt: AbortSignal): Promise<VerifiedRows> {
  const verified: VerifiedRows = { rows: 0, foreign: 0, mixedUp: 0, withoutEnd: 0, places: [] };
  for await (const rows of records.rows()) {
    interrupt.throwIfAborted();
    for (const row of rows) add(verified, row);
  }
  return verified;
}

function add(verified: VerifiedRows, row: SessionRow): void {
  verified.rows += 1;
  const record = parseRecord(row.record);
  if (record?.outcome === 'done' && record.confirmed === null) verified.withoutEnd += 1;
  const problem: Problem | null =
    record === null
      ? 'foreign'
      : keyOf(record.id) === row.id &&
          record.outcome === row.outcome &&
          record.endedAt === row.ended_at.toISOString()
        ? null
        : 'mixedUp';
  if (problem === null) return;
  verified[problem] += 1;
  if (verified.places.length < MAX_PLACES) verified.places.push({ id: row.id, problem });
}

const PROBLEMS = { foreign: 'no record', mixedUp: 'its columns are not those of its record' } as const;

function linesOf(verified: VerifiedRows, place: string, isSound: boolean): string[] {
  const { rows, foreign, mixedUp, withoutEnd, places } = verified;
  const findings: [number, string][] = [
    [foreign, 'that this version cannot read'],
    [mixedUp, 'with columns that are not those of the record: somebody has changed them'],
    [withoutEnd, 'without an end: at DONE now, or killed there'],
  ];
  return [
    `${place}: ${count(rows, 'session', 'sessions')}`,
    ...findings
      .filter(([number]) => number > 0)
      .map(([number, what]) => `  ${String(number).padStart(7)}  ${what}`),
    ...places.map(({ id, problem }) => `  session ${shown(id)}: ${PROBLEMS[problem]}`),
    isSound ? 'Sound.' : 'Damaged: the rows above are wrong. All others count.',
  ];
}
