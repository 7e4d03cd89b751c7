import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { hold, withWarmServer } from './cpu.js';
import { profiled } from './drive.js';
import type { BenchOptions } from './options.js';
import type { Run } from './run.js';
import { BARE, subjectOf, THIS_CHECKOUT, type Subject } from './subjects.js';

/** Writes a CPU profile of each warm server at each level to `directory`. Creates `directory` if it is missing. */
export async function writeProfiles(directory: string, run: Run, options: BenchOptions): Promise<void> {
  await mkdir(directory, { recursive: true });
  const subjects: readonly (readonly [string, Subject])[] = [
    ...options.kinds.map((kind) => [kind, subjectOf(kind, THIS_CHECKOUT)] as const),
    ['bare', BARE],
  ];
  for (const level of options.levels) {
    for (const [name, subject] of subjects) {
      const path = resolve(join(directory, `${name}-${level}.cpuprofile`));
      const { sessions, pairs, warmUp } = options;
      await withWarmServer(subject, run, { level, sessions, pairs, warmUp }, (warm) =>
        profiled(warm.server, path, () => hold(warm, { level, sessions })),
      );
      console.log(path);
    }
  }
}
