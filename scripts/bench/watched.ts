import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.js';
import { machineLine, machineNow, type Versions } from './machine.js';
import { measureOnOff } from './on-off.js';
import type { OnOffFigure } from './on-off-figure.js';
import { onOffHead, onOffLine } from './on-off-report.js';
import type { BenchOptions } from './options.js';
import type { Run } from './run.js';
import { subjectOf, THIS_CHECKOUT, type Kind } from './subjects.js';

/** As many as a class has: each is a row of the status. */
const PARTICIPANTS = 80;

/** What the program has on, in the comparison with the program without. */
export type Switched = Extract<Kind, 'watched' | 'workers'>;

const WAYS: Readonly<Record<Switched, string>> = {
  watched: 'on, with its status page and readers; off, without',
  workers: 'on, all processes of --workers 2; off, one process',
};

/** Measures the program with something on against the program without it, and that against another of its kind. */
export async function measureWatched(
  on: Switched,
  run: Run,
  versions: Versions,
  options: BenchOptions,
): Promise<void> {
  const machine = machineNow(versions);
  const many = await withClass(run, { ...options, kinds: [on] });
  if (!options.json) for (const line of onOffHead(WAYS[on], machineLine(machine))) console.log(line);
  const figures: { level: number; figure: OnOffFigure }[] = [];
  for (const level of options.levels) {
    const figure = await measureOnOff(level, many, options, {
      on: subjectOf(on, THIS_CHECKOUT),
      off: (name) => subjectOf('program', { ...THIS_CHECKOUT, name }),
    });
    if (!options.json) console.log(onOffLine(level, figure));
    figures.push({ level, figure });
  }
  if (options.json) console.log(JSON.stringify({ ...options, machine, figures }, null, 2));
}

/** Makes a certificate for each participant, if the status is watched: it has a row for each. */
export async function withClass(run: Run, { kinds }: Pick<BenchOptions, 'kinds'>): Promise<Run> {
  if (!kinds.includes('watched')) return run;
  const names = Array.from({ length: PARTICIPANTS }, (_, n) => `Participant ${n + 1}`);
  const roster = join(run.directory, 'roster.csv');
  await writeFile(roster, ['name', ...names, ''].join('\n'));
  const certs = join(THIS_CHECKOUT.root, 'bin/tlslp-certs');
  const args = [certs, 'client', '--from', roster, '--directory', run.directory];
  await runCommand(process.execPath, args, { signal: run.signal });
  const folders = names.map((name) => join(run.directory, 'clients', name));
  const clients = folders.map((folder) => ({
    cert: join(folder, 'client_cert.pem'),
    key: join(folder, 'ec_private_key.pem'),
  }));
  return { ...run, clients };
}
