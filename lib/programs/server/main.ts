import { isatty } from 'node:tty';
import { finalize, ReplaySubject, skip, Subscription, take, takeUntil, type Observable } from 'rxjs';
import { openRecords, type FileRecords } from '../../records/open-records.js';
import { defaultRecordsPath } from '../../records/default-path.js';
import { toTlslpError } from '../../protocol/errors.js';
import type { ServerEvent } from '../../server/events.js';
import { serve } from '../../server/serve.js';
import { openLog, type Log } from '../shared/log.js';
import { openStandardOutput } from '../shared/standard-output.js';
import { showsColour } from '../shared/colour.js';
import { observers } from './display.js';
import { stopSignals, SIGNAL_EXIT_CODES } from '../shared/signals.js';
import { parseServerArguments, type RecordsOption, type ServerOptions } from './options.js';
import { reportFailedStart } from '../shared/failed-start.js';
import { say } from '../shared/say.js';

const PROGRAM = 'tlslp-server';

/**
 * Runs tlslp-server until it is stopped, or, in tutorial mode, until its one session has ended. Never calls `process.exit`.
 * @param argv the arguments, without the interpreter and the program; the process's own when not given
 * @returns the exit code: 0 after an orderly stop, or a passed tutorial; 1 when it could not start, or the tutorial was not passed; 2 for
 * wrong usage; 130 or 143 after a second signal
 */
export async function main(argv: readonly string[] = process.argv.slice(2)): Promise<number> {
  const usage = parseServerArguments(argv, process.stdout.columns);
  if (usage.kind === 'exit') {
    say(process.stdout, usage.stdout);
    say(process.stderr, usage.stderr);
    return usage.code;
  }
  const { config, program } = usage.options;
  try {
    const log = openLog({
      level: config.logLevel,
      tutorial: config.tutorial,
      file: program.logFile,
      color: showsColour(process.stderr),
    });
    try {
      return await withRecords(usage.options, log);
    } finally {
      await log.end();
    }
  } catch (error) {
    return reportFailedStart(PROGRAM, error, config.logLevel);
  }
}

async function withRecords(options: ServerOptions, log: Log): Promise<number> {
  const path = recordsPath(options.program.records);
  if (path === null) return withOutput(options, log, null);
  const records = await openRecords(path, {
    onError: (problem, id) => {
      log.write({ level: 'ERROR', fields: { id, code: problem.code }, message: problem.message });
    },
  });
  try {
    for (const message of records.warnings) log.write({ level: 'WARNING', fields: {}, message });
    return await withOutput(options, log, records);
  } finally {
    await records.close();
  }
}

function recordsPath(option: RecordsOption): string | null {
  switch (option.kind) {
    case 'file':
      return option.path;
    case 'default':
      return defaultRecordsPath();
    case 'none':
      return null;
  }
}

async function withOutput(
  { config, program }: ServerOptions,
  log: Log,
  records: FileRecords | null,
): Promise<number> {
  const output = openStandardOutput({ log, tutorial: config.tutorial });
  try {
    const watch = observers(config, {
      output,
      log,
      recordsPath: records?.path ?? null,
      oneTerminal: program.logFile === null && isatty(1) && isatty(2),
    });
    return await run(config.tutorial, watch, (stop) =>
      serve(config, { stop, ...(records === null ? {} : { recordStore: records }) }),
    );
  } finally {
    await output.end();
  }
}

type Watch = (event: ServerEvent) => void;

/** The first signal stops the server in order, the second at once. */
function run(
  tutorial: boolean,
  watch: Watch,
  serving: (stop: Observable<unknown>) => Observable<ServerEvent>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const signals = stopSignals();
    let code = tutorial ? 1 : 0;
    // Kept for whoever asks later: a signal may come before the server is bound.
    const first = new ReplaySubject<unknown>(1);
    const hurried = signals.pipe(skip(1), take(1));
    const heeding = new Subscription();
    heeding.add(signals.pipe(take(1)).subscribe(first));
    heeding.add(
      hurried.subscribe((signal) => {
        code = SIGNAL_EXIT_CODES[signal];
      }),
    );
    serving(first)
      .pipe(
        takeUntil(hurried),
        finalize(() => {
          heeding.unsubscribe();
        }),
      )
      .subscribe({
        next: (event) => {
          watch(event);
          if (event.type === 'done') code = 0;
        },
        error: (error: unknown) => {
          reject(toTlslpError(error));
        },
        complete: () => {
          resolve(code);
        },
      });
  });
}
