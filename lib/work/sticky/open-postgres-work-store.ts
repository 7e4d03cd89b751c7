import type { SchedulerLike } from 'rxjs';
import type { WorkStore } from '../../session/work-store.js';
import type { LinkState } from './link-state.js';
import type { WorkTable } from './postgres/work-table.js';

/** A work store over a connection. Its owner closes it. */
export interface OpenWorkStore extends WorkStore {
  /** Tells the database what it has to know, and closes the connection. Call it after the last session has ended. Never rejects. */
  readonly close: () => Promise<void>;
}

/** Options of {@link openPostgresWorkStore}. */
export interface PostgresWorkStoreOptions {
  /** Called when the database comes and goes. Default: not. */
  readonly onChange?: (state: LinkState) => void;
  /** How long a session waits for the database before it goes on without it, in milliseconds. Default 1000. */
  readonly waitMs?: number;
  /** The time of `waitMs`, for tests. Default: the asyncScheduler. */
  readonly scheduler?: SchedulerLike;
  /** How long the servers have to come back after a start of the database, before what they hold is free, in seconds. Default 5. */
  readonly restartGrace?: number;
  /** The maximum number of tokens of one certificate that no session holds. Default 8. */
  readonly maxPerCertificate?: number;
  /** The maximum number of tokens in all that no session holds. Default 100000. */
  readonly maxFree?: number;
}

/** The time to connect, and for a statement, in milliseconds. */
const CONNECT_TIMEOUT_MS = 5000;
const STATEMENT_TIMEOUT_MS = 5000;

/**
 * Opens the work store of a group of servers in PostgreSQL. It needs the package `pg`, the tables of `tlslp-records migrate`, and a
 * connection of its own, not one of a pool that changes between transactions. The caller must close it.
 *
 * A database that is away now is no error: until it comes, work is kept in memory.
 * @param url a `postgresql://` URL
 */
export async function openPostgresWorkStore(
  url: string,
  {
    onChange = () => undefined,
    waitMs = 1000,
    scheduler,
    restartGrace = 5,
    maxPerCertificate = 8,
    maxFree = 100_000,
  }: PostgresWorkStoreOptions = {},
): Promise<OpenWorkStore> {
  // Only who keeps work there loads this.
  const [{ connect }, { openWorkTable }, { PostgresWorkStore }] = await Promise.all([
    import('../../postgres/connect.js'),
    import('./postgres/work-table.js'),
    import('./postgres/postgres-work-store.js'),
  ]);
  const open = async (): Promise<WorkTable> => {
    const connection = await connect(url, {
      applicationName: 'tlslp-server work',
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    });
    return openWorkTable(connection, { restartGrace, maxPerCertificate, maxFree });
  };
  const store = new PostgresWorkStore({ open, onChange, waitMs, scheduler });
  await store.open();
  return store;
}
