import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.js';
import type { BenchOptions } from './options.js';
import type { Run } from './run.js';
import { THIS_CHECKOUT } from './subjects.js';

/** As many as a class has: each is a row of the status. */
const PARTICIPANTS = 80;

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
