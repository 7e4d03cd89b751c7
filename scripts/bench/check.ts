import { measureCpu, type CpuOptions } from './cpu.js';
import { machineNow, type Versions } from './machine.js';
import { limitOf, majorOf, readRecorded, record } from './recorded.js';
import { cpuLines, headLines } from './report.js';
import type { Run } from './run.js';
import { subjectsOf, TITLES } from './subjects.js';

/** Takes some seconds on an idle machine. The warm-up is short, so a session costs slightly more, with --record and --check alike. */
const SHORT: CpuOptions = { level: 32, sessions: 128, pairs: 7, warmUp: 1000 };

/** A second attempt, because other work on the machine can make one measurement too high. */
const ATTEMPTS = 2;

/** Prints a table of one line. Resolves to the ratio of the program's CPU time to the bare server's: the median of some pairs. */
export type Measure = () => Promise<number>;

export function measureShortly(run: Run, versions: Versions): Measure {
  return async () => {
    for (const line of headLines(TITLES.program, machineNow(versions), null)) console.log(line);
    const figure = await measureCpu(subjectsOf('program', null), run, SHORT);
    for (const line of cpuLines(SHORT.level, figure)) console.log(line);
    return figure.ratio.median;
  };
}

/**
 * Compares the program's CPU time with the ratio that is recorded in `path`. Resolves to one line with the result.
 *
 * @throws {Error} if both measurements are too high; the message is that line
 */
export async function check(path: string, { node }: Versions, measure: Measure): Promise<string> {
  const limit = limitOf(await readRecorded(path), node);
  const what = `CPU time relative to the bare server on Node ${majorOf(node)}`;
  let ratio = await measure();
  if (limit === null) return `${what}: ${ratio.toFixed(2)}. Nothing is recorded for this version of Node.`;
  for (let attempt = 1; ratio > limit && attempt < ATTEMPTS; attempt++) ratio = await measure();
  const figures = `${what}: ${ratio.toFixed(2)}, limit ${limit.toFixed(2)}`;
  if (ratio > limit) throw new Error(`${figures}: too high.`);
  return `${figures}.`;
}

/** Measures the ratio and records it in `path`. */
export async function recordRatio(path: string, versions: Versions, measure: Measure): Promise<string> {
  const ratio = await measure();
  await record(path, ratio, machineNow(versions));
  return `Recorded for Node ${majorOf(versions.node)}: ${ratio.toFixed(2)}.`;
}
