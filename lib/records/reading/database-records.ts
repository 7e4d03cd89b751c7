import { connect, type ConnectOptions } from '../../postgres/connect.js';
import type { Connection } from '../../postgres/connection.js';
import { checkSchema } from '../../postgres/schema.js';
import { shownUrl } from '../../postgres/parse-url.js';
import { unusableDatabase } from '../../postgres/unusable.js';
import type { SessionRecord } from '../record.js';
import { keyOf } from '../sinks/postgres/storable.js';
import { parseRecord } from './parse-record.js';
import type { RecordSource } from './record-source.js';

/** So many sizes are read at once, and so many bytes of records. A single record may be larger. */
const SIZES = 1000;
const MAX_BYTES = 4 * 1024 * 1024;

const ORDER = 'ORDER BY ended_at, id';

/** A row of `tlslp.sessions`, as far as a reader needs it. */
export interface SessionRow {
  readonly id: string;
  readonly outcome: string;
  readonly ended_at: Date;
  readonly record: string;
}

/**
 * The records of a database, in the order in which the sessions ended. All reading sees the same state: that of the first reading. What is
 * written later is not read. The caller must close it.
 */
export class DatabaseRecords implements RecordSource, AsyncDisposable {
  readonly #url: string;
  readonly #connection: Connection;
  #snapshot: Promise<unknown> | null = null;
  #cursors = 0;
  #skipped = 0;

  /**
   * Internal: call {@link openDatabaseRecords} instead.
   * @hidden
   */
  constructor(url: string, connection: Connection) {
    this.#url = url;
    this.#connection = connection;
  }

  /** The number of rows whose records this version cannot read, of those that were read. */
  get skipped(): number {
    return this.#skipped;
  }

  async *lastRecords(ids?: ReadonlySet<string>): AsyncGenerator<readonly SessionRecord[]> {
    for await (const rows of this.rows(ids)) {
      const records = rows.map(({ record }) => parseRecord(record)).filter((record) => record !== null);
      this.#skipped += rows.length - records.length;
      const wanted = ids === undefined ? records : records.filter(({ id }) => ids.has(id));
      if (wanted.length > 0) yield wanted;
    }
  }

  /**
   * Internal: streams the rows, a few megabytes at a time.
   * @throws {ConfigError} `unusable_database`: the database is away
   * @hidden
   */
  async *rows(ids?: ReadonlySet<string>): AsyncGenerator<readonly SessionRow[]> {
    const connection = this.#connection;
    try {
      // Without a snapshot, a session that ends meanwhile would be missing, or come twice.
      this.#snapshot ??= connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      await this.#snapshot;
      const number = ++this.#cursors;
      const [sizes, records] = [`sizes_${number}`, `records_${number}`];
      await this.#declare(sizes, 'record_bytes', ids);
      await this.#declare(records, 'id, outcome, ended_at, record::text AS record', ids);
      for (;;) {
        const next = await connection.query<{ record_bytes: number }>(`FETCH ${SIZES} FROM ${sizes}`);
        if (next.length === 0) break;
        for (const count of portions(next.map(({ record_bytes }) => record_bytes)))
          yield await connection.query<SessionRow>(`FETCH ${count} FROM ${records}`);
      }
      await connection.query(`CLOSE ${sizes}; CLOSE ${records}`);
    } catch (error) {
      throw unusableDatabase(this.#url, error);
    }
  }

  /** Closes the connection. Never rejects. */
  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** Closes the connection at once: what is being read fails. Never rejects. */
  async destroy(): Promise<void> {
    await this.#connection.destroy();
  }

  /** The same as `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #declare(name: string, columns: string, ids: ReadonlySet<string> | undefined): Promise<void> {
    const condition = ids === undefined ? '' : 'WHERE id = ANY ($1::text[])';
    await this.#connection.query(
      `DECLARE ${name} NO SCROLL CURSOR FOR SELECT ${columns} FROM tlslp.sessions ${condition} ${ORDER}`,
      ids === undefined ? [] : [Array.from(ids, keyOf)],
    );
  }
}

/** Divides rows into portions of a few megabytes each. Returns how many rows each has. */
function* portions(sizes: readonly number[]): Generator<number> {
  let count = 0;
  let bytes = 0;
  for (const size of sizes) {
    if (count > 0 && bytes + size > MAX_BYTES) {
      yield count;
      [count, bytes] = [0, 0];
    }
    count += 1;
    bytes += size;
  }
  yield count;
}

/**
 * Opens the records of a database, to read them while servers write. The caller must close it.
 * @throws {ConfigError} `unusable_database`: the database is away, lets nobody in, or is not migrated
 */
export async function openDatabaseRecords(
  url: string,
  options: ConnectOptions = {},
): Promise<DatabaseRecords> {
  try {
    // A reader of many records may take long for what it has got.
    const connection = await connect(url, {
      applicationName: 'tlslp-records',
      statementTimeoutMs: 0,
      ...options,
    });
    try {
      await checkSchema(connection, shownUrl(url));
      return new DatabaseRecords(url, connection);
    } catch (error) {
      await connection.close();
      throw error;
    }
  } catch (error) {
    throw unusableDatabase(url, error);
  }
}
