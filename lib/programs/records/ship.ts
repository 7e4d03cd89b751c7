import { invalidOption, readOption } from '../../config/rules.js';
import { connect } from '../../postgres/connect.js';
import { isDataError } from '../../postgres/database-error.js';
import { unusableDatabase } from '../../postgres/unusable.js';
import { ConfigError } from '../../protocol/errors.js';
import { systemErrorText } from '../../protocol/system-errors.js';
import { openRecordFiles, type RecordFiles } from '../../records/reading/record-files.js';
import type { RecordSource } from '../../records/reading/record-source.js';
import { wordsOf } from '../../records/records-errors.js';
import { knownIds } from '../../records/sinks/postgres/known-ids.js';
import { openPostgresSink } from '../../records/sinks/postgres/open-postgres.js';
import { bringIn, type BroughtIn } from '../../records/spool/bring-in.js';
import { spoolsIn } from '../../records/spool/spool-place.js';
import { lookAtSpool, SpooledRecords } from '../../records/spool/spooled-records.js';
import type { ProgramContext } from '../shared/run-program.js';
import { RECORDS } from './command-lines.js';
import { shownJson } from './json.js';
import { fromEnvironment } from './open.js';
import { SHIP_ARGUMENTS } from './options.js';
import { Output } from './output.js';
import type { ShipRequest } from './requests.js';
import { count, shown } from './texts.js';

const ALL = 0;
const NOT_ALL = 1;

/** Somebody waits for it: that it goes on is said after so many records. */
const PROGRESS_RECORDS = 100_000;

/** Brings the records of a file or of a spool into a database. */
export async function ship(request: ShipRequest, context: ProgramContext): Promise<number> {
  const { file, json } = request;
  const url = urlOf(request);
  const files = await openFile(request);
  let result: BroughtIn;
  try {
    result = await intoDatabase(files.source, url, request.weakCommits, context);
  } finally {
    await files.close();
  }
  const unread = files.unread();
  for (const { path, why } of unread)
    context.stderr.write(`${RECORDS}: ${shown(path)} is not read to its end: ${why}\n`);
  for (const { id, cause } of result.refusals)
    context.stderr.write(`${RECORDS}: record ${shown(id)} is refused: ${wordsOf(cause)}\n`);
  const output = new Output(context.stdout);
  const { added, known, refused } = result;
  if (json) await output.line(shownJson({ added, known, refused, unread }));
  else {
    await output.line(
      `${count(added + known + refused, 'session', 'sessions')} of ${shown(file)}: ` +
        `${added} new in the database, ${known} there already, ${refused} refused`,
    );
  }
  await output.end();
  return refused === 0 && unread.length === 0 ? ALL : NOT_ALL;
}

function urlOf({ url }: ShipRequest): string {
  const place = url ?? fromEnvironment();
  const [, { name, rule }] = SHIP_ARGUMENTS;
  if (place === null) throw invalidOption(name, '', `is missing, must be ${rule.description}`);
  return readOption(rule, name, place);
}

/** What is shipped. It stays as it is. */
interface Shipped {
  readonly source: RecordSource;
  readonly unread: () => RecordFiles['unread'];
  readonly close: () => Promise<void>;
}

const NO_SPOOL = { owner: null, segments: null };

async function openFile({ file, thisFileOnly }: ShipRequest): Promise<Shipped> {
  // What cannot be looked at, cannot be read either: that says why.
  const { owner, segments } = await lookAtSpool(file).catch(() => NO_SPOOL);
  if (owner !== null) {
    throw new ConfigError(
      'unusable_file',
      `${shown(file)} is the spool of a server that runs (process ${owner}): it ships it by itself.`,
    );
  }
  if (segments === null) {
    const files = await openRecordFiles(file, { rotated: !thisFileOnly });
    return { source: files, unread: () => files.unread, close: () => files.close() };
  }
  const [spool] = segments.length === 0 ? await spoolsIn(file) : [];
  if (spool !== undefined) {
    const message = `${shown(file)} holds the spools of databases: name the one to ship, such as ${shown(spool)}.`;
    throw new ConfigError('unusable_file', message);
  }
  return {
    source: new SpooledRecords(segments),
    unread: () => [],
    close: () => Promise.resolve(),
  };
}

async function intoDatabase(
  source: RecordSource,
  url: string,
  weakCommits: boolean,
  { interrupt, stderr }: ProgramContext,
): Promise<BroughtIn> {
  const sink = await openPostgresSink(url, { applicationName: RECORDS, weakCommits });
  let done = 0;
  try {
    const connection = await connect(url, { applicationName: RECORDS });
    try {
      const target = {
        known: (ids: readonly string[]) => knownIds(connection, ids),
        keep: (records: Parameters<typeof sink.keep>[0]) => sink.keep(records),
        isRefusal: isDataError,
      };
      return await bringIn(source, target, ({ added, known, refused }) => {
        interrupt.throwIfAborted();
        const before = done;
        done = added + known + refused;
        if (Math.floor(done / PROGRESS_RECORDS) > Math.floor(before / PROGRESS_RECORDS))
          stderr.write(`${RECORDS}: ${done} so far\n`);
      });
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (done > 0) {
      const sessions = count(done, 'session was', 'sessions were');
      stderr.write(`${RECORDS}: ${sessions} seen to before that; run it again for the others\n`);
    }
    throw toConfigError(url, error);
  } finally {
    await sink.close();
  }
}

/** Errors of the database, and of a file that vanishes meanwhile, in one line. */
function toConfigError(url: string, error: unknown): unknown {
  const database = unusableDatabase(url, error);
  if (database !== error || error instanceof ConfigError || !isSystemError(error)) return database;
  return new ConfigError('unusable_file', `The spool cannot be read: ${systemErrorText(error)}.`, {
    cause: error,
  });
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
