import { defer, finalize, lastValueFrom, reduce, switchMap, takeUntil, tap, type Observable } from 'rxjs';
import { readAnswers } from '../../client/answers.js';
import type { ClientRunEvent } from '../../client/events.js';
import { runClient } from '../../client/run.js';
import { sampleAnswers } from '../../client/sample-answers.js';
import type { ClientConfig } from '../../config/client-config.js';
import type { Log } from '../shared/log.js';
import type { ProgramContext } from '../shared/run-program.js';
import type { ProgramStreams } from '../shared/standard-streams.js';
import { whenAborted } from '../shared/when-aborted.js';
import { ClientDisplay } from './display.js';
import { clientLogEntry } from './log-entries.js';
import { CLIENT_COMMAND_LINE } from './options.js';
import { startWorker } from './work.js';

const FAILED = 1;

/** Runs the client against one server. Resolves to the exit code. */
export async function run(config: ClientConfig, context: ProgramContext): Promise<number> {
  const { interrupt } = context;
  const log = await openLogFor(config);
  const display = new ClientDisplay(config.tutorial);
  let code: number;
  try {
    code = await lastValueFrom(
      session(config, context, display, log).pipe(
        takeUntil(whenAborted(interrupt)),
        reduce((result, { type }) => (type === 'done' ? 0 : result), FAILED),
      ),
    );
    interrupt.throwIfAborted();
  } finally {
    await log?.end();
  }
  // Not before the end: the display of the work writes to the same stream.
  if (display.failure !== null) context.stderr.write(`${CLIENT_COMMAND_LINE.name}: ${display.failure}\n`);
  return code;
}

/** Runs the client, and writes its lines and its log. */
function session(
  config: ClientConfig,
  { stdout, stderr }: ProgramStreams,
  display: ClientDisplay,
  log: Log | null,
): Observable<ClientRunEvent> {
  return defer(() =>
    config.answers === null ? Promise.resolve(sampleAnswers) : readAnswers(config.answers),
  ).pipe(
    switchMap((answers) => {
      const worker = startWorker(stderr, config.workTimeout, config.threads);
      return runClient(config, { answers, solve: worker.solve }).pipe(finalize(() => void worker.close()));
    }),
    tap((event) => {
      for (const line of display.linesOf(event)) stdout.write(`${line}\n`);
      log?.write(clientLogEntry(event));
    }),
  );
}

// Only DEBUG has entries: the lines of the two outputs show everything else.
async function openLogFor({ logLevel, tutorial }: ClientConfig): Promise<Log | null> {
  if (logLevel !== 'DEBUG') return null;
  const { openLog } = await import('../shared/log.js');
  return openLog({ level: logLevel, tutorial });
}
