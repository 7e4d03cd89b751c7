import {
  asyncScheduler,
  defer,
  firstValueFrom,
  retry,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { connect, type ConnectOptions } from '../../../postgres/connect.js';
import type { Connection } from '../../../postgres/connection.js';
import {
  DatabaseError,
  isDataError,
  isInTheWay,
  isPassing,
  isUnavailable,
} from '../../../postgres/database-error.js';
import { shownUrl } from '../../../postgres/parse-url.js';
import { alreadyDone } from '../../../protocol/access-failures.js';
import type { IdentityKind } from '../../../session/identity.js';
import { BatchError } from '../../batch-error.js';
import type { SessionRecord } from '../../record.js';
import type { RecordSink } from '../../record-sink.js';
import { bestOf } from './best-of.js';
import { checkDatabase } from './check-database.js';
import { encode, type Encoded } from './columns.js';
import { SEED_ONCE } from './statements.js';
import { store, storeOnce } from './store.js';

/** Options of {@link PostgresSink}. */
export interface PostgresSinkOptions extends ConnectOptions {
  /** What makes a participant done once, also on other servers. Null, the default: he may be done any number of times. */
  readonly once?: IdentityKind | null;
  /** Whether to use a database whose commits a crash can take back. Default false. */
  readonly weakCommits?: boolean;
  /** How long a batch is tried again when the database is away, in milliseconds. Default 8000; 0 tries once. */
  readonly deadlineMs?: number;
  /** Times the pauses. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

const DEADLINE_MS = 8000;
const STATEMENT_TIMEOUT_MS = 5000;
const CONNECT_TIMEOUT_MS = 3000;
/** The first pause between two attempts; each is twice as long as the one before. */
const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 2000;
/** Of all records of one statement. A single record may be longer. */
const MAX_STATEMENT_CHARS = 8 * 1024 * 1024;

/**
 * Keeps records in a PostgreSQL database, over one connection, which is opened when it is needed and again when it was lost. A batch is one
 * statement, and thereby one transaction. It is idempotent by id: a record that is sent again, as after a commit whose answer was lost,
 * changes nothing.
 */
export class PostgresSink implements RecordSink {
  readonly #url: string;
  readonly #options: PostgresSinkOptions;
  readonly #once: IdentityKind | null;
  readonly #scheduler: SchedulerLike;
  #connection: Connection | null = null;
  /** The attempt to connect that is under way. */
  #connecting: Promise<Connection> | null = null;
  #isClosed = false;
  /** Whether the table of `once` knows who was done before. */
  #isSeeded = false;

  constructor(url: string, options: PostgresSinkOptions = {}) {
    this.#url = url;
    this.#once = options.once ?? null;
    this.#scheduler = options.scheduler ?? asyncScheduler;
    this.#options = {
      applicationName: 'tlslp-server',
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      ...options,
    };
  }

  /**
   * Connects, and checks the database. `append` does so by itself.
   * @throws {ConfigError} `unusable_database`: the URL, the schema, or commits that are not durable
   * @throws {DatabaseError} the database is away
   */
  async open(): Promise<void> {
    await this.#connected();
  }

  /**
   * Appends as every sink does. With `once`, the second session of a participant fails with `already_done`.
   * @throws {BatchError} only some of the records could not be kept
   * @throws {DatabaseError} none could
   */
  append(records: readonly SessionRecord[]): Promise<void> {
    return this.#append(records, true);
  }

  /**
   * Appends records of sessions that have ended, wherever they come from: none is refused for `once`. Otherwise like `append`.
   * @throws as `append`
   */
  keep(records: readonly SessionRecord[]): Promise<void> {
    return this.#append(records, false);
  }

  /** Closes the connection, if there is one, and opens no other: an append that needs one rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#connecting?.catch(() => undefined);
    const connection = this.#connection;
    this.#connection = null;
    await connection?.close();
  }

  async #append(records: readonly SessionRecord[], refuses: boolean): Promise<void> {
    const { deadlineMs = DEADLINE_MS } = this.#options;
    const until = this.#scheduler.now() + deadlineMs;
    const causes = new Map<string, unknown>();
    for (const batch of chunksOf(bestOf(records.map(encode))))
      await this.#store(batch, { refuses, until, causes });
    if (causes.size === 0) return;
    const lost = records.filter(({ id }) => causes.has(id));
    const [first] = causes.values();
    // Nothing but the database itself can be the cause for all: then the error tells of it as it is.
    if (lost.length === records.length && isUnavailable(first)) throw first;
    throw new BatchError(new Map(lost.map((record) => [record, causes.get(record.id)])));
  }

  /** Stores a batch. If the data is refused, each half of it by itself, until those that are refused are alone. */
  async #store(batch: readonly Encoded[], task: Task): Promise<void> {
    const { refuses, until, causes } = task;
    try {
      const refused = await this.#retried(() => this.#storeNow(batch, refuses), until);
      for (const { record } of refused) causes.set(record.id, alreadyDone());
    } catch (error) {
      if (batch.length === 1 || !isDataError(error)) {
        for (const { record } of batch) causes.set(record.id, error);
        return;
      }
      const middle = batch.length >> 1;
      await this.#store(batch.slice(0, middle), task);
      await this.#store(batch.slice(middle), task);
    }
  }

  /** Tries until it succeeds, the data is refused, or the time is over. An attempt whose outcome is unknown is repeated, too. */
  #retried<Result>(attempt: () => Promise<Result>, until: number): Promise<Result> {
    const scheduler = this.#scheduler;
    const delay = (error: unknown, count: number): Observable<unknown> => {
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (count - 1), MAX_PAUSE_MS);
      return isPassing(error) && !this.#isClosed && scheduler.now() + pause <= until
        ? timer(pause, scheduler)
        : throwError(() => error);
    };
    return firstValueFrom(defer(attempt).pipe(retry({ delay })));
  }

  /** @returns the records that were refused, because their participants are done already */
  async #storeNow(batch: readonly Encoded[], refuses: boolean): Promise<readonly Encoded[]> {
    const connection = await this.#connected();
    try {
      if (this.#once !== null) return await storeOnce(connection, batch, this.#once, refuses);
      await store(connection, batch);
      return [];
    } catch (error) {
      // A database that is read-only or shutting down may have a successor: the next attempt connects again.
      if (isPassing(error) && !isInTheWay(error)) await this.#drop();
      throw error;
    }
  }

  async #connected(): Promise<Connection> {
    if (this.#isClosed) throw new DatabaseError('CLOSED');
    if (this.#connection?.isLost === false) return this.#connection;
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  async #connect(): Promise<Connection> {
    await this.#drop();
    const connection = await connect(this.#url, this.#options);
    try {
      await checkDatabase(connection, shownUrl(this.#url), {
        weakCommits: this.#options.weakCommits ?? false,
      });
      if (this.#once !== null && !this.#isSeeded) await connection.query(SEED_ONCE[this.#once]);
      this.#isSeeded = true;
      // Whoever waits for it must not use it: the sink was closed meanwhile.
      if (this.#isClosed) throw new DatabaseError('CLOSED');
      return (this.#connection = connection);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  async #drop(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    await connection?.destroy();
  }
}

/** What holds for all parts of a batch. */
interface Task {
  /** Whether a session is refused whose participant is done already. */
  readonly refuses: boolean;
  /** When no attempt may begin any more. */
  readonly until: number;
  /** Takes the causes of the records that could not be kept, by id. */
  readonly causes: Map<string, unknown>;
}

/** Cuts a batch where its texts get too long for one statement. */
function* chunksOf(batch: readonly Encoded[]): Generator<readonly Encoded[]> {
  let from = 0;
  let chars = 0;
  for (const [index, { text }] of batch.entries()) {
    if (index > from && chars + text.length > MAX_STATEMENT_CHARS) {
      yield batch.slice(from, index);
      [from, chars] = [index, 0];
    }
    chars += text.length;
  }
  yield batch.slice(from);
}
