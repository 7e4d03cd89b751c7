import { ConfigError } from '../../protocol/errors.js';
import { checkThreads } from '../../work/rules.js';
import { solve } from '../../work/solve.js';
import type { Solution } from '../../work/solution.js';
import { displayWork, type DisplayStream } from '../shared/progress.js';
import { parseWorkArguments, type BenchRequest, type SolveRequest } from './options.js';

/** What the program touches of the world; the process's own when not given. */
export interface WorkStreams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: DisplayStream;
}

const WRONG_USAGE = 2;
/** 128 and the signal's number, as shells have it. */
const EXIT_OF_SIGNAL = { SIGINT: 130, SIGTERM: 143 } as const;
type StopSignal = keyof typeof EXIT_OF_SIGNAL;

/**
 * `tlslp-work`: prints a suffix, or measures this machine.
 * @param argv the arguments alone, without the program
 * @returns the exit code: 0, 1 where something failed, 2 for wrong usage, 130 and 143 after SIGINT and SIGTERM
 */
export async function main(
  argv: readonly string[] = process.argv.slice(2),
  streams: WorkStreams = process,
): Promise<number> {
  const interrupted = new AbortController();
  let exitCode = 0;
  const stop = (signal: StopSignal) => {
    exitCode = EXIT_OF_SIGNAL[signal];
    interrupted.abort();
  };
  const signals = Object.keys(EXIT_OF_SIGNAL) as StopSignal[];
  for (const signal of signals) process.on(signal, stop);
  try {
    await print(streams.stdout, await perform(argv, streams, interrupted.signal));
  } catch (error) {
    if (exitCode !== 0) return exitCode;
    const message = error instanceof Error ? error.message : String(error);
    streams.stderr.write(`tlslp-work: ${message}\n`);
    return error instanceof ConfigError ? WRONG_USAGE : 1;
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
  return exitCode;
}

/** What goes to standard output. */
async function perform(argv: readonly string[], streams: WorkStreams, signal: AbortSignal): Promise<string> {
  const request = await parseWorkArguments(argv);
  switch (request.kind) {
    case 'print':
      return request.text;
    case 'bench':
      return bench(request, signal);
    case 'solve': {
      const solution = await solveShowing(request, streams.stderr, signal);
      return request.json
        ? `${JSON.stringify(solution)}\n`
        : `RESULT:${solution.suffix}\n${solution.seconds.toFixed(3)} s\n`;
    }
  }
}

async function solveShowing(
  request: SolveRequest,
  stderr: DisplayStream,
  signal: AbortSignal,
): Promise<Solution> {
  const { token, nBits, threads } = request;
  const display = await displayWork(stderr, { nBits });
  try {
    const solution = await solve(token, nBits, { threads, signal, onProgress: display.onProgress });
    display.found(solution);
    return solution;
  } catch (error) {
    display.stopped();
    throw error;
  }
}

async function bench({ seconds, threads, json }: BenchRequest, signal: AbortSignal): Promise<string> {
  const { measure, describe } = await import('./bench.js');
  const result = await measure({ seconds, threads: checkThreads(threads), signal });
  return json ? `${JSON.stringify(result)}\n` : describe(result);
}

/** Errors when the reader has left, as `head` does: a stream's error that nobody awaits would end the program with a stack trace. */
function print(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.once('error', reject);
    stream.write(text, (error) => {
      if (error) {
        // The event, where there is one, comes after the callback: its listener stays.
        reject(error);
        return;
      }
      stream.off('error', reject);
      resolve();
    });
  });
}
