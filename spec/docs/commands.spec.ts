import test from 'ava';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { blocksOf, documents, localLinksOf, ROOT, type Block } from './documents.js';
import { runBlock, startServer, type Place, type RunningServer } from './shell.js';

// A shell block of a document says in its first line what it is:
//   ```sh          runs to its end, with exit code 0
//   ```sh server   starts a server, which the blocks after it speak to, until the next one or the document's end
//   ```sh ci       is what CI itself does: .ci/run and package.json must say the same
const isShell = ({ info }: Block): boolean => info[0] === 'sh';

/** What a clone has after `npm ci`; what the commands make stays out of it. */
const OF_A_CLONE = ['bin', 'dist', 'docs', 'node_modules', 'package.json'];

/** A clone and a home of their own, with a record in the default place. */
async function makePlace(): Promise<Place> {
  const home = await mkdtemp(join(tmpdir(), 'tlslp-docs-'));
  const cwd = join(home, 'clone');
  await mkdir(cwd);
  for (const name of OF_A_CLONE) await symlink(join(ROOT, name), join(cwd, name));
  const state = join(home, 'state');
  await mkdir(join(state, 'tlslp'), { recursive: true });
  await writeFile(join(state, 'tlslp', 'records.ndjson'), '{"id":"1","outcome":"done","answers":{}}\n');
  // Coverage of these runs is counted elsewhere, and npm would pass its own settings on to npm.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_V8_COVERAGE|NODE_OPTIONS|INIT_CWD|FORCE_COLOR)/.test(name),
  );
  return { cwd, env: { ...Object.fromEntries(inherited), HOME: home, XDG_STATE_HOME: state, NO_COLOR: '1' } };
}

const runsAsWritten = test.macro(async (t, path: string) => {
  const place = await makePlace();
  let server: RunningServer | null = null;
  const stop = async (): Promise<void> => {
    if (server !== null) t.is(await server.stop(), 0, 'the server stops in order');
    server = null;
  };
  try {
    for (const block of blocksOf(path).filter(isShell)) {
      const purpose = block.info[1];
      if (purpose === 'ci') continue;
      if (purpose === 'server') {
        await stop();
        server = await startServer(block, place);
      } else {
        const { code, output } = await runBlock(block, place);
        t.is(code, 0, `${block.file}:${block.line}\n${block.text}\n${output}`);
      }
    }
    await stop();
  } finally {
    await stop();
    await rm(dirname(place.cwd), { recursive: true, force: true });
  }
});

// One after the other: they speak of the same ports and the same certificates.
for (const path of documents()) {
  const name = path.slice(ROOT.length + 1);
  if (blocksOf(path).some(isShell))
    test.serial(`the commands in ${name} run as written`, runsAsWritten, path);

  test(`the links in ${name} lead somewhere`, (t) => {
    for (const link of localLinksOf(path)) t.true(existsSync(join(dirname(path), link)), link);
    t.pass();
  });
}

test('what only CI can run, it runs', async (t) => {
  const ci = await readFile(join(ROOT, '.ci', 'run'), 'utf8');
  const commands = documents()
    .flatMap(blocksOf)
    .filter(({ info }) => info[0] === 'sh' && info[1] === 'ci')
    .flatMap(({ text }) => text.split(/\n|&&/))
    .map((command) => command.trim());
  t.true(commands.length > 0);
  for (const command of commands) t.true(ci.includes(command), command);
});
