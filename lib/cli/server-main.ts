import { asyncScheduler, skip, take, takeUntil, type Observable, type SchedulerLike } from 'rxjs';
import { openRecords } from '../records/open-records.js';
import { defaultRecordsPath } from '../records/default-path.js';
import { toTlslpError } from '../protocol/errors.js';
import type { Records } from '../records/records.js';
import type { ServerEvent } from '../server/events.js';
import { serve, type ServeOptions } from '../server/serve.js';
import { openLog, type Log } from './log.js';
import { LineOutput, MAX_WAITING_BYTES } from './line-output.js';
import { unblockedDescriptor } from './descriptor.js';
import { showsColour } from './colour.js';
import { observers } from './observers.js';
import { stopSignals, SIGNAL_EXIT_CODES } from './signals.js';
import { readServerUsage, type RecordsOption, type ServerOptions } from './server-options.js';
import { reportFailedStart } from './failed-start.js';

const PROGRAM = 'tlslp-server';

/** The tutorial says the same on every run: for it, it is always the beginning of 1970. Deadlines go by the real time all the same. */
const TUTORIAL_TIME: SchedulerLike = {
  now: () => 0,
  schedule: asyncScheduler.schedule.bind(asyncScheduler),
};

/**
 * Runs tlslp-server until it is stopped, or, in tutorial mode, until its one session has ended. Never calls `process.exit`.
 * @param argv the arguments, without the interpreter and the program; the process's own when not given
 * @returns the exit code: 0 after an orderly stop, or a passed tutorial; 1 when it could not start, or the tutorial was not passed; 2 for
 * wrong usage; 130 or 143 after a second signal
 */
export async function main(argv: readonly string[] = process.argv.slice(2)): Promise<number> {
  const usage = readServerUsage(argv, process.stdout.columns);
  if (usage.kind === 'exit') {
    process.stdout.write(usage.stdout);
    process.stderr.write(usage.stderr);
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
    onProblem: (problem, id) => {
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

async function withOutput({ config }: ServerOptions, log: Log, records: Records | null): Promise<number> {
  const output = new LineOutput({
    fd: unblockedDescriptor(1),
    maxWaitingBytes: config.tutorial ? Infinity : MAX_WAITING_BYTES,
    onTrouble: ({ code = 'unknown' }) => {
      log.write({
        level: 'WARNING',
        fields: { code },
        message: 'Standard output cannot be written any more',
      });
    },
  });
  try {
    const watch = observers(config, { output, log, recordsPath: records?.path ?? null });
    return await run(config.tutorial, watch, (stop) =>
      serve(config, {
        stop,
        ...(records === null ? {} : { keeper: records }),
        ...(config.tutorial ? TUTORIAL : {}),
      }),
    );
  } finally {
    await output.end();
  }
}

const TUTORIAL: Pick<ServeOptions, 'scheduler' | 'newId'> = {
  scheduler: TUTORIAL_TIME,
  newId: () => 'tutorial',
};

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
    const hurried = signals.pipe(skip(1), take(1));
    const hurry = hurried.subscribe((signal) => {
      code = SIGNAL_EXIT_CODES[signal];
    });
    serving(signals.pipe(take(1)))
      .pipe(takeUntil(hurried))
      .subscribe({
        next: (event) => {
          watch(event);
          if (event.type === 'done') code = 0;
        },
        error: (error: unknown) => {
          hurry.unsubscribe();
          reject(toTlslpError(error));
        },
        complete: () => {
          hurry.unsubscribe();
          resolve(code);
        },
      });
  });
}
