import {
  defer,
  finalize,
  firstValueFrom,
  fromEvent,
  map,
  merge,
  reduce,
  switchMap,
  take,
  tap,
  type Observable,
} from 'rxjs';
import { readAnswers } from '../../client/answers.js';
import type { ClientConfig } from '../../config/client-config.js';
import { runClient, type ClientRunEvent } from '../../client/run.js';
import { sampleAnswers } from '../../client/sample-answers.js';
import { toTlslpError } from '../../protocol/errors.js';
import { clientLine } from './lines.js';
import { clientLogEntry, errorEntry } from './log-entries.js';
import { parseClientArguments } from './options.js';
import { ClientTutorial } from './tutorial.js';
import { startWorker } from './work.js';
import type { Log } from '../shared/log.js';
import type { DisplayStream } from '../shared/progress.js';

/** What the program touches of the world; the process's own when not given. */
export interface ClientStreams {
  readonly stdout: DisplayStream;
  readonly stderr: DisplayStream;
}

const FAILED = 1;
/** 128 and the signal's number, as shells have it. */
const EXIT_OF_SIGNAL = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * `tlslp-client`: answers one server.
 * @param argv the arguments alone, without the program
 * @returns the exit code: 0 after DONE and OK, 1 after FAIL or any error, 2 for wrong usage, 130 and 143 after SIGINT and SIGTERM
 */
export async function main(
  argv: readonly string[] = process.argv.slice(2),
  streams: ClientStreams = process,
): Promise<number> {
  const { stdout, stderr } = streams;
  for (const stream of [stdout, stderr]) survive(stream);
  const usage = parseClientArguments(argv, stdout.columns);
  if (usage.kind === 'exit') {
    stdout.write(usage.stdout);
    stderr.write(usage.stderr);
    return usage.code;
  }
  const config = usage.options;
  const log = await openLogFor(config);
  try {
    return await firstValueFrom(merge(signalled(), session(config, streams, log)).pipe(take(1)));
  } catch (thrown) {
    const error = toTlslpError(thrown);
    stderr.write(`tlslp-client: ${error.message}\n`);
    log?.write(errorEntry(error));
    return FAILED;
  } finally {
    await log?.end();
  }
}

/** One run, shown as it goes; emits its exit code at its end. */
function session(
  config: ClientConfig,
  { stdout, stderr }: ClientStreams,
  log: Log | null,
): Observable<number> {
  const linesOf = narrator(config);
  return defer(() =>
    config.answers === null ? Promise.resolve(sampleAnswers) : readAnswers(config.answers),
  ).pipe(
    switchMap((answers) => {
      const worker = startWorker(stderr, config.workTimeout, config.threads);
      return runClient(config, { answers, solve: worker.solve }).pipe(finalize(() => void worker.close()));
    }),
    tap((event) => {
      for (const line of linesOf(event)) stdout.write(`${line}\n`);
      log?.write(clientLogEntry(event));
    }),
    reduce((code, event) => (event.type === 'done' ? 0 : code), FAILED),
  );
}

function narrator(config: ClientConfig): (event: ClientRunEvent) => readonly string[] {
  if (config.tutorial) {
    const tutorial = new ClientTutorial();
    return (event) => tutorial.linesOf(event);
  }
  return (event) => {
    const line = clientLine(event);
    return line === null ? [] : [line];
  };
}

/** Emits the exit code of the signal that ends the program. */
function signalled(): Observable<number> {
  const signals = Object.entries(EXIT_OF_SIGNAL);
  return merge(...signals.map(([signal, code]) => fromEvent(process, signal).pipe(map(() => code))));
}

// Only DEBUG has anything to say that is not on standard output or in the one line of an error.
async function openLogFor({ logLevel, tutorial }: ClientConfig): Promise<Log | null> {
  if (logLevel !== 'DEBUG') return null;
  const { openLog } = await import('../shared/log.js');
  return openLog({ level: logLevel, tutorial });
}

/** A reader who is gone ends the reading, not the program: the answers matter more than who watches. */
function survive(stream: DisplayStream): void {
  if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
}

function ignore(): void {
  /* there is nobody left to tell */
}
