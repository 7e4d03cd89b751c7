import { isatty } from 'node:tty';
import { lastValueFrom, takeUntil, tap, type Observable } from 'rxjs';
import { isDatabaseUrl } from '../../config/records-options.js';
import { lineStyle } from '../../observe/lines/line-style.js';
import { StatusFold } from '../../observe/status/status.js';
import type { ServerEvent } from '../../server/events.js';
import type { Observer } from '../../server/observers.js';
import type { SessionTraces } from '../../observe/traces/create-session-traces.js';
import type { ReloadSource } from '../../server/reload.js';
import type { ServiceManager } from '../../observe/systemd/service-manager.js';
import { runServer, type ServeOptions } from '../../server/run-server.js';
import type { OpenWorkStore } from '../../work/sticky/open-postgres-work-store.js';
import { showsColour } from '../shared/colour.js';
import { openLog, type Log } from '../shared/log.js';
import type { ProgramContext } from '../shared/run-program.js';
import { isOneStream } from '../shared/shared-stream.js';
import { openStandardOutput } from '../shared/standard-output.js';
import { whenAborted } from '../shared/when-aborted.js';
import { createThinner, observers } from './display.js';
import { ExitCode } from './exit-code.js';
import { groupDifficulty } from './group-difficulty.js';
import type { ServerOptions } from './options.js';
import type { LoadedServerOptions } from './load-options.js';
import type { Kept } from './kept.js';
import { rangeWarning } from './range-warning.js';
import { readFilesOf, refuseOneFile, refuseReadFiles } from './one-file.js';
import { recordsFileOf, recordsPlaceOf } from './records-path.js';
import { reloadsOf } from './requests.js';
import { serviceManager } from './notify.js';
import type { StatusPage } from './status.js';
import { openPrimary } from './open-primary.js';

/** Some pseudo-terminals report 0 columns. */
const USUAL_COLUMNS = 80;

/** Reads the options again, for a reload. Rejects if anything is wrong. */
export type ReadOptions = () => Promise<ServerOptions>;

interface ServerContext extends ProgramContext {
  readonly readOptions: ReadOptions;
  /** Null without --traces. */
  readonly traces: SessionTraces | null;
  /** The work that servers share; null if there is no database to share it in. */
  readonly work: OpenWorkStore | null;
}

/** Runs the server until it is stopped, or until its sessions in tutorial mode have ended. Resolves to the exit code. */
export async function run(
  { options, file, sources }: LoadedServerOptions,
  programContext: ProgramContext,
  readOptions: ReadOptions,
): Promise<number> {
  const { config, program } = options;
  const place = recordsPlaceOf(program);
  const path = recordsFileOf(program);
  // Before the log is opened: it may be the records, which nothing else than records may be written to.
  refuseOneFile(program.logFile, path);
  refuseReadFiles(program.logFile, path, readFilesOf(options, file));
  const log = openLog({
    level: config.logLevel,
    tutorial: config.tutorial,
    file: program.logFile,
    color: showsColour(process.stderr),
  });
  let traces: SessionTraces | null = null;
  try {
    if (program.traces) traces = await (await import('./traces.js')).openTraces(sources.get('traces'), log);
    return await withRecords(options, { ...programContext, readOptions, traces }, log, place);
  } finally {
    traces?.end();
    await log.end();
  }
}

async function withRecords(
  options: ServerOptions,
  context: Omit<ServerContext, 'work'>,
  log: Log,
  place: string | null,
): Promise<number> {
  if (place === null) return withStatus(options, { ...context, work: null }, log, null);
  // Not all modules at once: each is an open file while it is read, and a process may have few.
  const { openKept } = await import('./open-kept.js');
  const kept = await openKept(options, place, log);
  let work: OpenWorkStore | null = null;
  try {
    const { tutorial, insecure } = options.config;
    // After the records: a database that cannot keep them is told of once, and not as one that is away.
    if (isDatabaseUrl(place) && !tutorial && !insecure) {
      work = await (await import('./work-store.js')).openSharedWork(place, log);
    }
    return await withStatus(options, { ...context, work }, log, kept);
  } finally {
    await work?.close();
    await kept.records.close();
  }
}

/** Opens the status page, if there is one: before the server listens, and until its last session has ended. */
async function withStatus(
  options: ServerOptions,
  context: ServerContext,
  log: Log,
  kept: Kept | null,
): Promise<number> {
  if (options.program.status === null) {
    kept?.start();
    return withOutput(options, context, { log, kept, page: null });
  }
  const { openStatus } = await import('./status.js');
  const page = await openStatus(options, { log, kept });
  try {
    // Behind the status: it has read what waits there.
    kept?.start();
    return await withOutput(options, context, { log, kept, page });
  } finally {
    await page.close();
  }
}

async function withOutput(options: ServerOptions, context: ServerContext, files: Files): Promise<number> {
  const { log, kept, page } = files;
  const { config, program } = options;
  const { stdout } = process;
  const terminal = isatty(1);
  const oneTerminal = program.logFile === null && isOneStream(1, 2);
  const style = lineStyle({
    columns: terminal ? () => stdout.columns || USUAL_COLUMNS : null,
    colour: showsColour(stdout),
  });
  const output = openStandardOutput({
    log,
    tutorial: config.tutorial,
    timeNow: () => style.time(Date.now()),
  });
  const thinner = config.tutorial ? undefined : createThinner({ output, log, style, oneTerminal });
  try {
    const holds: Holding = { options };
    const watch = observers(() => holds.options.config, {
      ...{ output, log, style, terminal, oneTerminal, thinner },
      recordsPath: kept?.place ?? null,
      statusUrl: page?.url ?? null,
    });
    return await serveUntilStopped(holds, context, files, watch);
  } finally {
    thinner?.end();
    await output.end();
  }
}

interface Files {
  readonly log: Log;
  readonly kept: Kept | null;
  readonly page: StatusPage | null;
}

/** The options that hold now. A reload replaces them. */
interface Holding {
  options: ServerOptions;
}

/** Runs the server. The first signal stops it in order, the second ends it at once. */
async function serveUntilStopped(
  holds: Holding,
  { stop, interrupt, requests, readOptions, traces, work }: ServerContext,
  files: Files,
  watch: (event: ServerEvent) => void,
): Promise<number> {
  const { log, kept, page } = files;
  const status = page ?? new StatusFold();
  const { config, program } = holds.options;
  /** The options that were read last. They hold only if the reload succeeds. */
  let latest = holds.options;
  const stopping = whenAborted(stop);
  const reload = reloadsOf(requests, stopping, {
    log,
    records: kept?.file ?? null,
    status,
    uptime: () => process.uptime(),
    checkFiles: () => {
      refuseOneFile(program.logFile, kept?.file?.path ?? null);
    },
    readConfig: async () => (latest = await readOptions()).config,
  });
  const recordStore = kept === null ? {} : { recordStore: kept.records, doneBefore: kept.doneBefore ?? [] };
  const manager = await serviceManager(log);
  const primary = await openPrimary(holds.options, files);
  const warning = rangeWarning(config);
  if (warning !== null) log.write({ level: 'WARNING', fields: {}, message: warning });
  const difficulty = await groupDifficulty(holds.options, log);
  try {
    // With workers, each makes the spans of its sessions.
    const observing = traces === null || primary !== null ? [status.observe] : [status.observe, traces];
    const serveOptions = {
      stop: stopping,
      ...watchedBy(manager, observing, reload),
      ...recordStore,
      ...(difficulty === null ? {} : { difficulty }),
      ...(page === null ? {} : { onCertificate: page.certificate }),
      ...(work === null ? {} : { workStore: work }),
    };
    const exit = new ExitCode(config);
    await lastValueFrom(
      runServer(config, serveOptions, undefined, primary?.parts).pipe(
        tap((event) => {
          if (event.type === 'reloaded') {
            // Reloads run one after the other: the options that were read last are those that hold now.
            useOptions(holds.options, latest, files);
            holds.options = latest;
          }
          exit.observe(event);
          watch(event);
        }),
        takeUntil(whenAborted(interrupt)),
      ),
      { defaultValue: null },
    );
    interrupt.throwIfAborted();
    return exit.code;
  } finally {
    // Before the records are closed.
    await primary?.ended();
    await difficulty?.close();
    await manager?.close();
  }
}

/** Changes what a reload changes besides the server itself. */
function useOptions(before: ServerOptions, now: ServerOptions, { log, kept, page }: Files): void {
  log.setLevel(now.config.logLevel);
  void page?.reloaded(now);
  const { minFreeSpace } = now.program;
  if (minFreeSpace === before.program.minFreeSpace) return;
  log.write({ level: 'INFO', fields: { bytes: minFreeSpace }, message: 'min-free-space changed' });
  kept?.setMinFreeBytes(minFreeSpace);
}

/** Returns the options of a server whose service manager, if there is one, hears of its events and reloads. */
function watchedBy(
  manager: ServiceManager | null,
  observing: readonly Observer[],
  reload: Observable<ReloadSource>,
): Pick<ServeOptions, 'observers' | 'reload'> {
  if (manager === null) return { observers: observing, reload };
  const told = tap<ReloadSource>(() => {
    manager.reloading();
  });
  return { observers: [...observing, manager.observe], reload: reload.pipe(told) };
}
