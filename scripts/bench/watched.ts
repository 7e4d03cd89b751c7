import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.js';
import { measureRounds } from './cpu.js';
import { machineLine, machineNow, type Versions } from './machine.js';
import type { BenchOptions } from './options.js';
import { valueOf, type Role, type Round } from './rounds.js';
import type { Run } from './run.js';
import { meanOf } from './statistics.js';
import { subjectOf, THIS_CHECKOUT, type Kind, type Subject, type Subjects } from './subjects.js';
import { watchedFigure, type Start, type WatchedFigure } from './watched-figure.js';
import { watchedHead, watchedLine } from './watched-report.js';

/** As many as a class has: each is a row of the status. */
const PARTICIPANTS = 80;

/** How often all processes are started anew. Two processes of one program differ, by what their compiler has seen first. */
const STARTS = 12;

/** What the program has on, in the comparison with the program without. */
export type Switched = Extract<Kind, 'watched' | 'workers'>;

/** Measures the program with something on against the program without it, and that against another of its kind. */
export async function measureWatched(
  on: Switched,
  run: Run,
  versions: Versions,
  options: BenchOptions,
): Promise<void> {
  const machine = machineNow(versions);
  const many = await withClass(run, { ...options, kinds: [on] });
  if (!options.json) for (const line of watchedHead(on, machineLine(machine))) console.log(line);
  const figures: { level: number; figure: WatchedFigure }[] = [];
  for (const level of options.levels) {
    const figure = await figureAt(on, level, many, options);
    if (!options.json) console.log(watchedLine(level, figure));
    figures.push({ level, figure });
  }
  if (options.json) console.log(JSON.stringify({ ...options, machine, figures }, null, 2));
}

async function figureAt(
  on: Switched,
  level: number,
  run: Run,
  options: BenchOptions,
): Promise<WatchedFigure> {
  const starts: Start[] = [];
  const count = Math.min(STARTS, options.pairs);
  for (let n = 0; n < count; n++) {
    const pairs = Math.ceil(options.pairs / count);
    const rounds = await measureRounds(watchedSubjects(on, n), run, { ...options, level, pairs });
    starts.push({
      on: meanIn(rounds, 'ours'),
      off: meanIn(rounds, 'other'),
      offAgain: meanIn(rounds, 'bare'),
    });
  }
  return watchedFigure(starts);
}

function meanIn(rounds: readonly Round<number>[], role: Role): number {
  return meanOf(rounds.map((round) => valueOf(round, role))).mean;
}

/** On, off, and off once more: the ratio of the last two is the noise. In another order for each start. */
function watchedSubjects(on: Switched, turn: number): Subjects {
  const off = (name: string): Subject => subjectOf('program', { name, root: THIS_CHECKOUT.root });
  const subjects: readonly (readonly [Role, Subject])[] = [
    ['ours', subjectOf(on, THIS_CHECKOUT)],
    ['other', off(THIS_CHECKOUT.name)],
    ['bare', off(`${THIS_CHECKOUT.name}, once more`)],
  ];
  const first = turn % subjects.length;
  return new Map([...subjects.slice(first), ...subjects.slice(0, first)]);
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
