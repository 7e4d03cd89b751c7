import { takeSample, type Sample, type SampleOptions } from './sample.js';
import { spreadOf, type Spread } from './statistics.js';
import { BARE, type RunFiles, type Subject } from './subjects.js';

/** Two measurements that stand side by side: taken one right after the other. */
export interface Pair {
  readonly ours: Sample;
  readonly bare: Sample;
}

/** What the pairs of one server at one level come to. Memory is null where too few sessions waited at once. */
export interface Comparison {
  readonly server: string;
  readonly level: number;
  readonly pairs: number;
  readonly cpu: Figure;
  readonly rss: Figure | null;
  readonly heap: Figure | null;
}

export interface Figure {
  readonly ours: Spread;
  readonly bare: Spread;
  /** Ours by the bare server's, of each pair. */
  readonly ratio: Spread;
}

/** Measures in turns, and in turns begins with the one and with the other: what else the machine does meets both alike. */
export async function comparePairs(
  ours: Subject,
  files: RunFiles,
  pairs: number,
  options: SampleOptions,
): Promise<Comparison> {
  const taken: Pair[] = [];
  for (let i = 0; i < pairs; i++) {
    const first = await takeSample(i % 2 === 0 ? ours : BARE, files, options);
    const second = await takeSample(i % 2 === 0 ? BARE : ours, files, options);
    taken.push(i % 2 === 0 ? { ours: first, bare: second } : { ours: second, bare: first });
  }
  return summarize(ours.name, options.level, taken);
}

export function summarize(server: string, level: number, pairs: readonly Pair[]): Comparison {
  return {
    server,
    level,
    pairs: pairs.length,
    cpu: figureOf(pairs, (sample) => sample.cpuMsPerSession),
    rss: memoryOf(pairs, (sample) => sample.rssBytesPerWaiting),
    heap: memoryOf(pairs, (sample) => sample.heapBytesPerWaiting),
  };
}

function figureOf(pairs: readonly Pair[], valueOf: (sample: Sample) => number): Figure {
  return {
    ours: spreadOf(pairs.map(({ ours }) => valueOf(ours))),
    bare: spreadOf(pairs.map(({ bare }) => valueOf(bare))),
    ratio: spreadOf(pairs.map(({ ours, bare }) => valueOf(ours) / valueOf(bare))),
  };
}

function memoryOf(pairs: readonly Pair[], valueOf: (sample: Sample) => number | null): Figure | null {
  if (pairs.some(({ ours, bare }) => valueOf(ours) === null || valueOf(bare) === null)) return null;
  return figureOf(pairs, (sample) => valueOf(sample) ?? NaN);
}
