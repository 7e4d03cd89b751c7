import type { Solution, WorkProgress } from '../../work/solution.js';
import { amount, chance, duration } from './quantities.js';

/** Shows the progress of the work. Call exactly one of `found` and `stopped` at its end. */
export interface WorkDisplay {
  readonly onProgress: (progress: WorkProgress) => void;
  found(solution: Solution): void;
  /** Shows that the work ended without a suffix. */
  stopped(): void;
}

export interface WorkDemand {
  readonly nBits: number;
  /** The server's limit for the work, in seconds; not shown when not given. */
  readonly limitSeconds?: number | undefined;
}

/** The stream of the display: standard error, so that standard output has only the result. */
export type DisplayStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Below this number of bits, the work ends before the display is loaded and anyone could read it. */
const TERMINAL_BITS = 20;

/** Creates a display: on a terminal, one line that is updated; elsewhere, a line at the start and a line at the end. */
export async function displayWork(stream: DisplayStream, demand: WorkDemand): Promise<WorkDisplay> {
  // Some pseudo-terminals report 0 columns, with which ora would wrap its line endlessly.
  if (stream.isTTY !== true || !stream.columns) return tell(stream, demand);
  return demand.nBits < TERMINAL_BITS ? SILENT : spin(stream, demand);
}

const SILENT: WorkDisplay = {
  onProgress: () => undefined,
  found: () => undefined,
  stopped: () => undefined,
};

function tell(stream: DisplayStream, demand: WorkDemand): WorkDisplay {
  let last: WorkProgress | undefined;
  stream.write(`${startText(demand)}\n`);
  return {
    onProgress: (progress) => {
      last = progress;
    },
    found: (solution) => {
      stream.write(`${foundText(solution)}\n`);
    },
    stopped: () => {
      stream.write(`${stoppedText(last)}\n`);
    },
  };
}

async function spin(stream: DisplayStream, demand: WorkDemand): Promise<WorkDisplay> {
  const { default: ora } = await import('ora');
  let last: WorkProgress | undefined;
  const spinner = ora({
    stream,
    isEnabled: true,
    color: process.env['NO_COLOR'] ? false : 'cyan',
    // True would put the terminal into raw mode, in which Ctrl-C sends no signal.
    discardStdin: false,
    text: startText(demand),
  }).start();
  return {
    onProgress: (progress) => {
      last = progress;
      spinner.text = progressText(progress, demand.limitSeconds);
    },
    found: (solution) => {
      spinner.succeed(foundText(solution));
    },
    stopped: () => {
      spinner.fail(stoppedText(last));
    },
  };
}

function startText({ nBits, limitSeconds }: WorkDemand): string {
  const limit = limitSeconds === undefined ? '' : ` The server waits ${duration(limitSeconds)}.`;
  return `Working on ${nBits} zero bits: ${amount(2 ** nBits)} attempts on average.${limit}`;
}

/**
 * Formats the progress of a search. A search is memoryless, so there is no percentage of work done. The line shows the share of
 * searches that have ended by now, and the mean time to go, which does not get shorter with time.
 */
export function progressText(
  { attempts, seconds, expectedAttempts }: WorkProgress,
  limitSeconds?: number,
): string {
  const limit = limitSeconds === undefined ? '' : ` of ${duration(limitSeconds)}`;
  const parts = [
    `${duration(seconds)}${limit}`,
    `${amount(attempts)} attempts, ${rateText(attempts, seconds)}`,
  ];
  if (attempts > 0) {
    const toGo = duration((expectedAttempts / attempts) * seconds);
    parts.push(`${chance(attempts / expectedAttempts)} chance to be done by now`, `${toGo} more on average`);
  }
  return parts.join(' · ');
}

function foundText({ attempts, seconds }: Solution): string {
  return `Found a suffix after ${amount(attempts)} attempts in ${duration(seconds)}, ${rateText(attempts, seconds)}.`;
}

function stoppedText(last: WorkProgress | undefined): string {
  if (last === undefined) return 'Stopped without a suffix.';
  return `Stopped without a suffix after ${amount(last.attempts)} attempts in ${duration(last.seconds)}.`;
}

function rateText(attempts: number, seconds: number): string {
  return amount(attempts / seconds, 'H/s');
}
