import { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type * as Pg from 'pg';
import { Connection } from './connection.js';
import { DatabaseError, toDatabaseError } from './database-error.js';
import { loadPg } from './load-pg.js';
import { findPassword } from './password-file.js';
import { readSettings, type Host, type Settings } from './settings.js';
import { tlsAttempts } from './tls.js';

/** Options of a connection. Times are in milliseconds. */
export interface ConnectOptions {
  /** The name in the server's list of connections. Default `tlslp`. A URL can say another. */
  readonly applicationName?: string;
  /** The time to connect to one server and to log in. Default 10000; a URL can say another. */
  readonly connectTimeoutMs?: number;
  /** The time that a statement has. Default 30000; 0 for no limit. */
  readonly statementTimeoutMs?: number;
  /** The environment for what the URL does not say. Default: that of the process. */
  readonly env?: NodeJS.ProcessEnv;
}

const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 30_000;

/**
 * Connects to the database of a `postgresql://` URL. Services, password files and variables of the environment are read again each time.
 * The caller must close the connection.
 * @throws {ConfigError} `unusable_database`: the URL, a file that it names, or a missing package
 * @throws {DatabaseError} the database is away, or does not let the user in
 */
export async function connect(url: string, options: ConnectOptions = {}): Promise<Connection> {
  const pg = await loadPg();
  const settings = await readSettings(url, options.env);
  let failure: unknown = new DatabaseError('LOST');
  for (const host of settings.hosts) {
    try {
      return await connectTo(pg, host, settings, options);
    } catch (error) {
      // Whom one server does not let in, the next one may.
      if (!(error instanceof DatabaseError)) throw error;
      failure = error;
    }
  }
  throw failure;
}

async function connectTo(
  pg: typeof Pg,
  host: Host,
  settings: Settings,
  options: ConnectOptions,
): Promise<Connection> {
  const attempts = await tlsAttempts(settings.tls, host.host.startsWith('/'));
  const [first = false, second] = attempts;
  try {
    return await attempt(pg, host, first, settings, options);
  } catch (error) {
    if (second === undefined || !calls(error, first === false)) throw error;
    return attempt(pg, host, second, settings, options);
  }
}

/** Whether a failure calls for an attempt with TLS, or for one without. */
function calls(error: unknown, withTls: boolean): boolean {
  return error instanceof DatabaseError && error.code === (withTls ? '28000' : 'NO_TLS');
}

async function attempt(
  pg: typeof Pg,
  host: Host,
  tls: ConnectionOptions | false,
  settings: Settings,
  options: ConnectOptions,
): Promise<Connection> {
  const socket = new Socket();
  const { statementTimeoutMs = STATEMENT_TIMEOUT_MS } = options;
  const client = new pg.Client({
    ...configOf(host, settings, options),
    ssl: tls,
    statement_timeout: statementTimeoutMs,
    // Ours, so that it can be destroyed when nothing answers any more.
    stream: () => socket,
  });
  const connection = new Connection(client, socket, statementTimeoutMs);
  try {
    await client.connect();
    if (settings.needsWritable) await refuseReadOnly(connection);
    return connection;
  } catch (thrown) {
    await connection.destroy();
    throw toDatabaseError(thrown);
  }
}

function configOf(
  host: Host,
  { user, database, password, passwordFile, tls, ...settings }: Settings,
  { applicationName = 'tlslp', connectTimeoutMs = CONNECT_TIMEOUT_MS }: ConnectOptions,
): Pg.ClientConfig {
  const { connectTimeout, options } = settings;
  return {
    ...host,
    user,
    database,
    // A function: it is called only if the server asks for a password.
    password: async () => {
      if (password !== null) return password;
      const found = await findPassword(passwordFile, { ...host, database, user });
      if (found.password !== null) return found.password;
      throw new DatabaseError('NO_PASSWORD', found.problem === null ? '' : ` (${found.problem})`);
    },
    application_name: settings.applicationName ?? applicationName,
    connectionTimeoutMillis: connectTimeout === null ? connectTimeoutMs : connectTimeout * 1000,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    enableChannelBinding: tls.bindsChannel,
    sslnegotiation: tls.isDirect ? 'direct' : 'postgres',
    ...(options === null ? {} : { options }),
  };
}

async function refuseReadOnly(connection: Connection): Promise<void> {
  const [row] = await connection.query<{ transaction_read_only: string }>('SHOW transaction_read_only');
  if (row?.transaction_read_only !== 'off') throw new DatabaseError('READ_ONLY');
}
