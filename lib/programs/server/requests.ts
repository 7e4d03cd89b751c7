import { auditTime, filter, map, merge, share, takeUntil, tap, type Observable } from 'rxjs';
import type { ServerConfig } from '../../config/server-config.js';
import type { StatusWatch } from '../../observe/status/status.js';
import { isTlslpError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import type { FileRecords } from '../../records/open-records.js';
import type { ReloadSource } from '../../server/reload.js';
import type { Log } from '../shared/log.js';
import type { OperatorRequest } from '../shared/signals.js';

/** Signals that come within this time are one reload, in milliseconds. */
export const RELOAD_WINDOW_MS = 100;

/** What the operator's requests act on. */
export interface Requested {
  readonly log: Log;
  readonly records: FileRecords | null;
  readonly status: Pick<StatusWatch, 'status'>;
  /** Returns the seconds since the start, by a monotonic clock. */
  readonly uptime: () => number;
  /** Throws if log and records cannot be opened again, because they would be one file. */
  readonly checkFiles: () => void;
  /** Reads the configuration again. */
  readonly readConfig: () => ServerConfig | Promise<ServerConfig>;
}

/**
 * Fulfils the operator's requests, and emits a source for each reload of the server. A reload first opens the log and the records again.
 * @param stopping ends it when it emits: a server that stops reloads nothing
 */
export function reloadsOf(
  requests: Observable<OperatorRequest>,
  stopping: Observable<unknown>,
  requested: Requested,
): Observable<ReloadSource> {
  const shared = requests.pipe(takeUntil(stopping), share());
  const only = (wanted: OperatorRequest): Observable<OperatorRequest> =>
    shared.pipe(filter((request) => request === wanted));
  return merge(
    only('reload').pipe(
      auditTime(RELOAD_WINDOW_MS),
      tap(() => {
        reopen(requested);
      }),
      map(() => requested.readConfig),
    ),
    only('reopen_log').pipe(
      tap(() => {
        requested.log.reopen();
      }),
      filter(isNever),
    ),
    only('status').pipe(
      tap(() => {
        logStatus(requested);
      }),
      filter(isNever),
    ),
  );
}

function isNever(_: unknown): _ is never {
  return false;
}

function reopen({ log, records, checkFiles }: Requested): void {
  try {
    checkFiles();
  } catch (error) {
    tellNotReopened(log, 'log and records not reopened', error);
    return;
  }
  log.reopen();
  records?.reopen().then(
    (warnings) => {
      for (const message of warnings) log.write({ level: 'WARNING', fields: {}, message });
    },
    (error: unknown) => {
      tellNotReopened(log, 'records not reopened', error);
    },
  );
}

function tellNotReopened(log: Log, message: string, error: unknown): void {
  const why = isTlslpError(error) ? error.message : 'unknown reason';
  log.write({ level: 'ERROR', fields: { why: escapeText(why, 1000) }, message });
}

function logStatus({ log, status, uptime }: Requested): void {
  const seconds = Math.round(uptime());
  log.write({ level: 'INFO', fields: { ...status.status, uptime: seconds }, message: 'status' });
}
