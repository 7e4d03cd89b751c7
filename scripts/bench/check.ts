import { measureCpu, type CpuOptions } from './cpu.js';
import { machineNow, type Versions } from './machine.js';
import { limitOf, majorOf, readRecorded, record } from './recorded.js';
import { cpuLines, headLines } from './report.js';
import type { Run } from './run.js';
import { subjectsOf, TITLES } from './subjects.js';

/** Some seconds on an idle machine. The server is not quite warm, and so a little dearer: for the record and the check alike. */
const SHORT: CpuOptions = { level: 32, sessions: 128, pairs: 7, warmUp: 1000 };

/** One measurement that is too high may be the machine's doing. */
const ATTEMPTS = 2;

/** Prints a table of one line, and returns the program's CPU time by the bare server's: the median of some pairs. */
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
 * Holds the program against what is recorded in `path`, and says in one line what came out.
 *
 * @throws {Error} that line, when it takes too much CPU time, measured twice
 */
export async function check(path: string, { node }: Versions, measure: Measure): Promise<string> {
  const limit = limitOf(await readRecorded(path), node);
  const what = `CPU time by the bare server's on Node ${majorOf(node)}`;
  let ratio = await measure();
  if (limit === null)
    return `${what}: ${ratio.toFixed(2)}. Nothing is recorded for this Node to hold it against.`;
  for (let attempt = 1; ratio > limit && attempt < ATTEMPTS; attempt++) ratio = await measure();
  const figures = `${what}: ${ratio.toFixed(2)}, at most ${limit.toFixed(2)} by the record`;
  if (ratio > limit) throw new Error(`${figures}: too much.`);
  return `${figures}.`;
}

/** Measures, and writes into `path` what comes out. */
export async function recordRatio(path: string, versions: Versions, measure: Measure): Promise<string> {
  const ratio = await measure();
  await record(path, ratio, machineNow(versions));
  return `Recorded for Node ${majorOf(versions.node)}: ${ratio.toFixed(2)}.`;
}
