import { measureCpu } from './cpu.js';
import { machineNow, type Versions } from './machine.js';
import { measureMemory } from './memory.js';
import type { BenchOptions } from './options.js';
import { cpuLines, headLines, memoryLines, type Table } from './report.js';
import type { Run } from './run.js';
import { subjectsOf, TITLES, type Checkout, type Kind } from './subjects.js';

/** More are not needed: memory hardly varies from run to run. */
const MAX_MEMORY_PAIRS = 3;

/**
 * Measures one server at all levels.
 *
 * @param other the checkout to compare with, if any
 * @param print receives the lines of the table as soon as they are measured
 */
export async function measureTable(
  kind: Kind,
  other: Checkout | null,
  run: Run,
  versions: Versions,
  options: BenchOptions,
  print: (lines: readonly string[]) => void,
): Promise<Table> {
  const subjects = subjectsOf(kind, other);
  const machine = machineNow(versions);
  print(headLines(TITLES[kind], machine, other?.name ?? null));
  const cpu: Table['cpu'][number][] = [];
  for (const level of options.levels) {
    const figure = await measureCpu(subjects, run, { ...options, level });
    print(cpuLines(level, figure));
    cpu.push({ level, figure });
  }
  if (options.memoryLevel === 0) return { kind, machine, cpu, memory: null };
  const level = options.memoryLevel;
  const pairs = Math.min(options.pairs, MAX_MEMORY_PAIRS);
  const memory = { level, ...(await measureMemory(subjects, run, { level, pairs })) };
  print(memoryLines(level, memory));
  return { kind, machine, cpu, memory };
}
