import { mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { client, lineOf, sample } from '../records/reading/samples.js';
import { ROOT } from './documents.js';

/** Where a block of a document is run. */
export interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What a clone has after `npm ci`; what the commands make stays out of it. */
const OF_A_CLONE = ['bin', 'dist', 'docs', 'node_modules'];

/** A clone and a home of their own, with a record in the default place. */
export async function makePlace(): Promise<Place> {
  const home = await mkdtemp(join(tmpdir(), 'tlslp-docs-'));
  const cwd = join(home, 'clone');
  await mkdir(cwd);
  for (const name of OF_A_CLONE) await symlink(join(ROOT, name), join(cwd, name));
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  // The specs run what was built for them: a build in their midst would change it under the others.
  const scripts = { ...manifest.scripts, build: 'true' };
  await writeFile(join(cwd, 'package.json'), JSON.stringify({ ...manifest, scripts }));
  const state = join(home, 'state');
  await mkdir(join(state, 'tlslp'), { recursive: true });
  const record = sample({ client: client('Ada Lovelace', 'AD:A0', 'ada@example.com') });
  await writeFile(join(state, 'tlslp', 'records.ndjson'), lineOf(record));
  // Coverage of these runs is counted elsewhere, and npm would pass its own settings on to npm.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_V8_COVERAGE|NODE_OPTIONS|INIT_CWD|FORCE_COLOR)/.test(name),
  );
  // The machine is busy with other tests, and no server shall shed connections for it.
  const own = { HOME: home, XDG_STATE_HOME: state, NO_COLOR: '1', TLSLP_MAX_LAG: '0' };
  return { cwd, env: { ...Object.fromEntries(inherited), ...own } };
}
