import { systemErrorText } from '../../protocol/system-errors.js';
import { ConfigError } from '../../protocol/errors.js';
import type { Solution } from '../../work/solution.js';
import { checkThreads } from '../../work/rules.js';
import { solve } from '../../work/solve.js';
import { displayWork } from '../shared/progress.js';
import { runProgram, type ProgramContext } from '../shared/run-program.js';
import { writeText, type ProgramStreams } from '../shared/standard-streams.js';
import { parseWorkArguments } from './options.js';
import { WORK, type BenchRequest, type SolveRequest, type WorkRequest } from './request.js';

/**
 * Runs tlslp-work, which prints a suffix or measures this machine. Never calls `process.exit`.
 * @param argv the arguments, without the interpreter and the program; the process's own when not given
 * @returns the exit code: 0 for success; 1 for a failure; 2 for wrong usage; 130 and 143 after SIGINT and SIGTERM
 */
export function main(
  argv: readonly string[] = process.argv.slice(2),
  streams: ProgramStreams = process,
): Promise<number> {
  return runProgram({ name: WORK, parse: parseWorkArguments, run: perform }, argv, streams);
}

async function perform(request: WorkRequest, context: ProgramContext): Promise<number> {
  const result =
    request.kind === 'bench' ? await bench(request, context) : await solveShowing(request, context);
  try {
    await writeText(context.stdout, result);
  } catch (cause) {
    const why = systemErrorText(cause, { ERR_STREAM_DESTROYED: 'it is closed' });
    throw new ConfigError('unusable_file', `Standard output cannot be written: ${why}.`, { cause });
  }
  return 0;
}

async function solveShowing(request: SolveRequest, { stderr, interrupt }: ProgramContext): Promise<string> {
  const { token, nBits, threads, json } = request;
  const display = await displayWork(stderr, { nBits });
  let solution: Solution;
  try {
    solution = await solve(token, nBits, { threads, signal: interrupt, onProgress: display.onProgress });
  } catch (error) {
    display.stopped();
    throw error;
  }
  display.found(solution);
  const { suffix, seconds } = solution;
  return json ? `${JSON.stringify(solution)}\n` : `RESULT:${suffix}\n${seconds.toFixed(3)} s\n`;
}

async function bench(
  { seconds, threads, json }: BenchRequest,
  { interrupt }: ProgramContext,
): Promise<string> {
  const { measure, describe } = await import('./bench.js');
  const result = await measure({ seconds, threads: checkThreads(threads), signal: interrupt });
  return json ? `${JSON.stringify(result)}\n` : describe(result);
}
