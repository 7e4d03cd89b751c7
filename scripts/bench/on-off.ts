import { measureRounds, type CpuOptions } from './cpu.js';
import { onOffFigure, type OnOffFigure, type Start } from './on-off-figure.js';
import { onOffLine } from './on-off-report.js';
import type { BenchOptions } from './options.js';
import { valueOf, type Role, type Round } from './rounds.js';
import type { Run } from './run.js';
import { meanOf } from './statistics.js';
import type { Subject, Subjects } from './subjects.js';

/** How often all processes are started anew. Two processes of one program differ, by what their compiler has seen first. */
const STARTS = 12;

/** A program in two ways. */
export interface OnOff {
  readonly on: Subject;
  /** Called twice: the ratio of two that are equal is the noise. */
  readonly off: (name: string) => Subject;
}

type OnOffOptions = BenchOptions & Pick<CpuOptions, 'loads'>;

/** What was measured at one level. */
export interface OnOffLevel {
  readonly level: number;
  readonly figure: OnOffFigure;
}

/** Measures the CPU time of a session in both ways at all levels. @param print receives each line as soon as it is measured */
export async function measureOnOff(
  run: Run,
  options: OnOffOptions,
  ways: OnOff,
  print: (lines: readonly string[]) => void,
): Promise<readonly OnOffLevel[]> {
  const measured: OnOffLevel[] = [];
  for (const level of options.levels) {
    const figure = await figureAt(level, run, options, ways);
    print([onOffLine(level, figure)]);
    measured.push({ level, figure });
  }
  return measured;
}

/** In pairs, with all processes started anew several times. */
async function figureAt(level: number, run: Run, options: OnOffOptions, ways: OnOff): Promise<OnOffFigure> {
  const starts: Start[] = [];
  const count = Math.min(STARTS, options.pairs);
  for (let n = 0; n < count; n++) {
    const pairs = Math.ceil(options.pairs / count);
    const rounds = await measureRounds(subjectsOf(ways, n), run, { ...options, level, pairs });
    starts.push({
      on: meanIn(rounds, 'ours'),
      off: meanIn(rounds, 'other'),
      offAgain: meanIn(rounds, 'bare'),
    });
  }
  return onOffFigure(starts);
}

function meanIn(rounds: readonly Round<number>[], role: Role): number {
  return meanOf(rounds.map((round) => valueOf(round, role))).mean;
}

/** On, off, and off once more. In another order for each start. */
function subjectsOf({ on, off }: OnOff, turn: number): Subjects {
  const subjects: readonly (readonly [Role, Subject])[] = [
    ['ours', on],
    ['other', off('off')],
    ['bare', off('off once more')],
  ];
  const first = turn % subjects.length;
  return new Map([...subjects.slice(first), ...subjects.slice(0, first)]);
}
