import { ConfigError } from '../../protocol/errors.js';
import { showPath } from '../../protocol/escape.js';
import { shownUrl } from '../../postgres/parse-url.js';
import { doneInDatabase } from '../../records/sinks/postgres/done-in-database.js';
import { openPostgresSink } from '../../records/sinks/postgres/open-postgres.js';
import { SessionRecords } from '../../records/session-records.js';
import type { Log } from '../shared/log.js';
import type { KeptSpool } from './kept-spool.js';
import { KeptStatus, type Kept } from './kept.js';
import type { ServerOptions } from './options.js';

/** Nobody looks at the disk of a database from here. */
const NO_SPACE = { freeBytes: null, short: false };

/**
 * Opens records in a database, with a spool unless there must be none, and reads who is done already. The caller closes `records`.
 * @throws {ConfigError} `unusable_database`, `unusable_file`. Then nothing is left open
 */
export async function openDatabase(options: ServerOptions, url: string, log: Log): Promise<Kept> {
  const { config, program } = options;
  const kept = new KeptStatus(log);
  const sinkOptions = {
    once: config.once ? config.identity : null,
    weakCommits: program.weakCommits,
  };
  const spooled =
    program.spool === false
      ? null
      : await (await import('./kept-spool.js')).openKeptSpool(options, url, sinkOptions, log);
  const sink = spooled?.spool ?? (await openPostgresSink(url, sinkOptions));
  const place = shownUrl(url);
  // When a record is lost, it is the spool that could not keep it: the operator has to know where that is.
  const places = spooled === null ? place : `${place} or its spool ${showPath(spooled.spool.directory)}`;
  const records = new SessionRecords(sink, places, {
    onError: (problem, id) => {
      kept.failed(problem, id, records);
    },
  });
  if (spooled !== null) watchSpace(records, spooled);
  try {
    if (program.weakCommits) {
      const message =
        'commits may be weak: a crash of the database can lose answers of clients that were told DONE';
      log.write({ level: 'WARNING', fields: {}, message });
    }
    return {
      records,
      place,
      file: null,
      doneBefore: config.once ? await doneBefore(options, url, spooled, log) : null,
      status: () => kept.status(records, spooled?.space.space ?? NO_SPACE, spooled?.spool.status() ?? null),
      seed: async (model) =>
        (await import('./seed-from-database.js')).seedFromDatabase(model, url, spooled?.spool.left ?? []),
      start: () => {
        spooled?.spool.start();
      },
      setMinFreeBytes: (bytes) => {
        spooled?.space.setMinBytes(bytes);
      },
    };
  } catch (error) {
    await records.close();
    throw error;
  }
}

function watchSpace(records: SessionRecords, { space }: KeptSpool): void {
  records.accompany({
    shortage: () => space.shortage(),
    close: () => {
      space.close();
      return Promise.resolve();
    },
  });
}

/** Returns who is done by the records of the database, and by those that wait in the spool. */
async function doneBefore(
  { config }: ServerOptions,
  url: string,
  spooled: KeptSpool | null,
  log: Log,
): Promise<ReadonlySet<string>> {
  const done = new Set<string>();
  try {
    for (const identity of await doneInDatabase(url)) done.add(identity);
  } catch (error) {
    // With a spool, a server starts without its database.
    if (spooled === null || !(error instanceof ConfigError)) throw error;
    const message =
      'who is done by the records of the database is not known while it is away: such a client may come again';
    log.write({ level: 'WARNING', fields: {}, message });
  }
  const left = spooled?.spool.left ?? [];
  if (left.length > 0) {
    const { doneIn } = await import('../../records/spool/done-in.js');
    const { SpooledRecords } = await import('../../records/spool/spooled-records.js');
    for (const identity of await doneIn(new SpooledRecords(left), config.identity)) done.add(identity);
  }
  log.write({ level: 'INFO', fields: { done: done.size }, message: 'clients that are done already' });
  return done;
}
