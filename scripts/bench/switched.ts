import { machineLine, machineNow, type Versions } from './machine.js';
import { measureOnOff } from './on-off.js';
import { onOffHead } from './on-off-report.js';
import { printer, type BenchOptions } from './options.js';
import type { Run } from './run.js';
import { subjectOf, THIS_CHECKOUT, type Kind } from './subjects.js';
import { withClass } from './with-class.js';

/** What the program has on, in the comparison with the program without. */
type Switched = Extract<Kind, 'watched' | 'workers'>;

const WAYS: Readonly<Record<Switched, string>> = {
  watched: 'on, with its status page and readers; off, without',
  workers: 'on, all processes of --workers 2; off, one process',
};

/** Two workers have two cores to keep busy. */
const LOADS: Readonly<Record<Switched, number>> = { watched: 1, workers: 2 };

/** Measures the program with something on against the program without it, and that against another of its kind. */
export async function measureSwitched(
  on: Switched,
  run: Run,
  versions: Versions,
  options: BenchOptions,
): Promise<void> {
  const machine = machineNow(versions);
  const print = printer(options);
  const many = await withClass(run, { kinds: [on] });
  print(onOffHead(WAYS[on], machineLine(machine)));
  const ways = {
    on: subjectOf(on, THIS_CHECKOUT),
    off: (name: string) => subjectOf('program', { ...THIS_CHECKOUT, name }),
  };
  const figures = await measureOnOff(many, { ...options, loads: LOADS[on] }, ways, print);
  if (options.json) console.log(JSON.stringify({ ...options, machine, figures }, null, 2));
}
