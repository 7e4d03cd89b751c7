import type { Solution, WorkProgress } from '../../work/solution.js';
import { amount, chance, duration } from './quantities.js';

/** What someone at a terminal, or a reader of a log, wants to know of the work. Exactly one of `found` and `stopped` ends it. */
export interface WorkDisplay {
  readonly onProgress: (progress: WorkProgress) => void;
  found(solution: Solution): void;
  /** The work ended without a suffix: interrupted, or of no use to the server any more. */
  stopped(): void;
}

export interface WorkDemand {
  readonly nBits: number;
  /** The server's limit for the work, in seconds; not shown when not given. */
  readonly limitSeconds?: number | undefined;
}

/** Where it is shown: standard error, so that standard output stays clean. */
export type DisplayStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Below, the work is over before anyone could read of it on a terminal, or what shows it could be loaded. */
const TERMINAL_BITS = 20;

/** On a terminal a line that keeps up with the work; elsewhere a line at the start and one at the end. */
export async function displayWork(stream: DisplayStream, demand: WorkDemand): Promise<WorkDisplay> {
  // Some pseudo-terminals say that they have no columns: ora would wrap its line without end.
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
    // It would put the terminal into raw mode, where Ctrl-C is no signal any more.
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
 * A search has no memory, so there is no percentage done: only how many searches are over by now, and a mean time to go that stays
 * the same however long it has taken.
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
    parts.push(
      `${chance(attempts / expectedAttempts)} chance to be done by now`,
      `${toGo} more on average, whenever you look`,
    );
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
