import { isDatabaseUrl } from '../../config/records-options.js';
import { describeText, invalidOption } from '../../config/rules.js';
import { connect } from '../../postgres/connect.js';
import type { Connection } from '../../postgres/connection.js';
import { migrate } from '../../postgres/migrate.js';
import type { Migration } from '../../postgres/migrations/migration.js';
import { shownUrl } from '../../postgres/parse-url.js';
import { newerSchema, readSchema } from '../../postgres/schema.js';
import { unusableDatabase } from '../../postgres/unusable.js';
import type { ProgramContext } from '../shared/run-program.js';
import { RECORDS } from './command-lines.js';
import { cutBy } from './cut-by.js';
import { fromEnvironment } from './open.js';
import { Output } from './output.js';
import { MIGRATE_OPTIONS } from './options.js';
import type { MigrateRequest } from './requests.js';

const DONE = 0;
const TO_DO = 1;

/** Makes the tables of a database, or brings them up to date. */
export async function migrateRecords(request: MigrateRequest, context: ProgramContext): Promise<number> {
  const url = urlOf(request);
  const shown = shownUrl(url);
  const output = new Output(context.stdout);
  const toDo = await onDatabase(url, context.interrupt, (connection) =>
    request.dryRun ? missing(connection, shown) : migrate(connection, shown),
  );
  const verb = request.dryRun ? 'To run' : 'Ran';
  for (const { version, name } of toDo) await output.line(`${verb}: migration ${version} (${name})`);
  await output.line(
    request.dryRun && toDo.length > 0 ? `${shown} is not up to date.` : `${shown} is up to date.`,
  );
  await output.end();
  return request.dryRun && toDo.length > 0 ? TO_DO : DONE;
}

function urlOf({ records }: MigrateRequest): string {
  const place = records ?? fromEnvironment();
  const { flag } = MIGRATE_OPTIONS.records;
  if (place === null) throw invalidOption(flag, '', 'is missing, must be a postgresql:// URL');
  if (!isDatabaseUrl(place))
    throw invalidOption(flag, describeText(place), 'must be a postgresql:// URL: a file needs no migration');
  return place;
}

async function missing(connection: Connection, shown: string): Promise<readonly Migration[]> {
  const { missing: found, unknown } = await readSchema(connection);
  if (unknown.length > 0) throw newerSchema(shown, unknown);
  return found;
}

async function onDatabase<Result>(
  url: string,
  interrupt: AbortSignal,
  use: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  try {
    const connection = await connect(url, { applicationName: RECORDS, statementTimeoutMs: 0 });
    try {
      return await cutBy(
        interrupt,
        () => void connection.destroy(),
        () => use(connection),
      );
    } finally {
      await connection.close();
    }
  } catch (error) {
    throw unusableDatabase(url, error);
  }
}
